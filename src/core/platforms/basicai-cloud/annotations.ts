import { chunk, groupBy } from '../../model/lists';
import type { Annotation, ItemAnswer, ItemResults, SourceResults } from '../../model/annotation';
import type { Ref } from '../../model/node';
import type { Annotations } from '../../contract';
import { rowsOf } from './browse/browse';
import type { CloudClient } from './api/client';
import { idsPerCall } from './limits';
import { childPlace, holderRef, itemRef, parseRef } from './refs';
import { itemsIn } from './api/walk';
import type { Item, SourceResult } from './api/wire';

/** Results as the platform keeps them, by the source that they come from (CLOUD-18). */
export class CloudAnnotations implements Annotations {
  constructor(private readonly client: CloudClient) {}

  async *read(refs: readonly Ref[], signal: AbortSignal): AsyncGenerator<readonly ItemResults[]> {
    const scenes = refs.filter((ref) => parseRef(ref).kind === 'scene');
    for (const scene of scenes) yield await this.ofScene(scene, signal);
    const single = refs.filter((ref) => parseRef(ref).kind === 'data');
    for (const same of groupBy(single, (ref) => holderRef(parseRef(ref))).values())
      for (const part of chunk(same, idsPerCall)) yield await this.ofData(part, signal);
  }

  private async ofScene(scene: Ref, signal: AbortSignal): Promise<ItemResults[]> {
    const named = parseRef(scene);
    const place = childPlace(named);
    const [frames, results] = await Promise.all([
      itemsIn(this.client, place, signal),
      this.client.sceneResults(named.datasetId, named.id, signal),
    ]);
    return together(frames, (id) => itemRef('data', place, id), await this.named(named.datasetId, results, signal));
  }

  /** Results that do not tell the name of their source get it from the list of sources. */
  private async named(
    datasetId: string,
    results: readonly SourceResult[],
    signal: AbortSignal,
  ): Promise<readonly SourceResult[]> {
    if (results.every(({ sourceName }) => sourceName != null)) return results;
    const sources = await this.client.sources(datasetId, signal);
    const names = new Map(sources.map(({ sourceId, sourceName }) => [sourceId, sourceName]));
    return results.map((one) => ({ ...one, sourceName: one.sourceName ?? names.get(one.sourceId ?? '') }));
  }

  /** The call for a single one is documented without doubt; that for many may be known by another path. */
  private resultsOf(datasetId: string, ids: readonly string[], signal: AbortSignal): Promise<readonly SourceResult[]> {
    const [only] = ids;
    if (ids.length === 1 && only !== undefined) return this.client.resultsOfOne(datasetId, only, signal);
    return this.client.results(datasetId, ids, signal);
  }

  private async ofData(refs: readonly Ref[], signal: AbortSignal): Promise<ItemResults[]> {
    const [place] = refs.map(parseRef);
    if (place === undefined) return [];
    const ids = refs.map((ref) => parseRef(ref).id);
    const [rows, results] = await Promise.all([
      rowsOf(this.client, place, ids, signal),
      this.resultsOf(place.datasetId, ids, signal),
    ]);
    const named = await this.named(place.datasetId, results, signal);
    return together([...rows.values()], (id) => itemRef('data', place, id), named);
  }
}

function together(rows: readonly Item[], refOf: (id: string) => Ref, results: readonly SourceResult[]): ItemResults[] {
  const byData = groupBy(results, ({ dataId }) => dataId);
  return rows.map(({ id, name }) => ({ ref: refOf(id), id, name, sources: (byData.get(id) ?? []).map(sourceOf) }));
}

function sourceOf(result: SourceResult): SourceResults {
  const name = result.sourceName ?? result.sourceType ?? '';
  return {
    source: { id: result.sourceId ?? name, name },
    classifications: (result.classificationValues ?? []).flatMap(({ values }) => (values ?? []).map(classifiedOf)),
    objects: (result.instances ?? result.objects ?? []).map(annotationOf),
  };
}

type Value = NonNullable<NonNullable<NonNullable<SourceResult['classificationValues']>[number]['values']>[number]>;

function classifiedOf({ name, alias, value }: Value): ItemAnswer {
  return { name: alias ?? name ?? '', value };
}

function annotationOf(one: NonNullable<SourceResult['instances']>[number]): Annotation {
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
