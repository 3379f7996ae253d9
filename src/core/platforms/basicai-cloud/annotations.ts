import { chunks, groups } from '../../model/lists';
import type { Annotation, Classified, ItemResults, SourceResults } from '../../model/annotation';
import type { Ref } from '../../model/node';
import type { Annotations } from '../platform';
import { rowsOf } from './browse';
import type { Client } from './client';
import { idsPerCall } from './limits';
import { below, holderRef, itemRef, read } from './refs';
import { itemsIn } from './walk';
import type { Item, Result } from './wire';

/** Results as the platform keeps them, by the source that they come from (section 3.4). */
export class ReadingAnnotations implements Annotations {
  constructor(private readonly client: Client) {}

  async *read(refs: readonly Ref[], signal: AbortSignal): AsyncGenerator<readonly ItemResults[]> {
    const scenes = refs.filter((ref) => read(ref).kind === 'scene');
    for (const scene of scenes) yield await this.ofScene(scene, signal);
    const single = refs.filter((ref) => read(ref).kind === 'data');
    for (const same of groups(single, (ref) => holderRef(read(ref))).values())
      for (const part of chunks(same, idsPerCall)) yield await this.ofData(part, signal);
  }

  private async ofScene(scene: Ref, signal: AbortSignal): Promise<ItemResults[]> {
    const named = read(scene);
    const place = below(named);
    const [frames, results] = await Promise.all([
      itemsIn(this.client, place, signal),
      this.client.sceneResults(named.datasetId, named.id, signal),
    ]);
    return together(frames, (id) => itemRef('data', place, id), await this.named(named.datasetId, results, signal));
  }

  /** Results that do not tell the name of their source get it from the list of sources. */
  private async named(datasetId: string, results: readonly Result[], signal: AbortSignal): Promise<readonly Result[]> {
    if (results.every(({ sourceName }) => sourceName != null)) return results;
    const sources = await this.client.sources(datasetId, signal);
    const names = new Map(sources.map(({ sourceId, sourceName }) => [sourceId, sourceName]));
    return results.map((one) => ({ ...one, sourceName: one.sourceName ?? names.get(one.sourceId ?? '') }));
  }

  /** The call for a single one is documented without doubt; that for many may be known by another path. */
  private resultsOf(datasetId: string, ids: readonly string[], signal: AbortSignal): Promise<readonly Result[]> {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) return this.client.resultsOfOne(datasetId, only, signal);
    return this.client.results(datasetId, ids, signal);
  }

  private async ofData(refs: readonly Ref[], signal: AbortSignal): Promise<ItemResults[]> {
    const [place] = refs.map(read);
    if (place === undefined) return [];
    const ids = refs.map((ref) => read(ref).id);
    const [rows, results] = await Promise.all([
      rowsOf(this.client, place, ids, signal),
      this.resultsOf(place.datasetId, ids, signal),
    ]);
    const named = await this.named(place.datasetId, results, signal);
    return together([...rows.values()], (id) => itemRef('data', place, id), named);
  }
}

function together(rows: readonly Item[], refOf: (id: string) => Ref, results: readonly Result[]): ItemResults[] {
  const byData = groups(results, ({ dataId }) => dataId);
  return rows.map(({ id, name }) => ({ ref: refOf(id), id, name, sources: (byData.get(id) ?? []).map(sourceOf) }));
}

function sourceOf(result: Result): SourceResults {
  const name = result.sourceName ?? result.sourceType ?? '';
  return {
    source: { id: result.sourceId ?? name, name },
    classifications: (result.classificationValues ?? []).flatMap(({ values }) => (values ?? []).map(classifiedOf)),
    objects: (result.instances ?? result.objects ?? []).map(annotationOf),
  };
}

type Value = NonNullable<NonNullable<NonNullable<Result['classificationValues']>[number]['values']>[number]>;

function classifiedOf({ name, alias, value }: Value): Classified {
  return { name: alias ?? name ?? '', value };
}

function annotationOf(one: NonNullable<Result['instances']>[number]): Annotation {
  const values = one.classValues ?? [];
  return {
    type: one.type ?? '',
    geometry: one.contour ?? {},
    ...(one.id != null && { id: one.id }),
    ...(one.className != null && { class: one.className }),
    ...(one.modelConfidence != null && { confidence: one.modelConfidence }),
    ...(one.trackId != null && { track: one.trackId }),
    ...(values.length > 0 && { attributes: values }),
  };
}
