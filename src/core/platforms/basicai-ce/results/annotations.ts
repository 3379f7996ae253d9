import { lookUp } from '../../../model/lookUp';
import type { Annotation, ItemAnswer, ItemResults, AnnotationSource, SourceResults } from '../../../model/annotation';
import { chunk, groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import { text } from '../../../model/text';
import type { Annotations } from '../../../contract';
import type { ClassCalls } from '../classes';
import { type CeClient, idsPerQuery } from '../api/client';
import { isJsonObject } from '../api/jsonObject';
import { refOf } from '../nodes';
import { parseRef } from '../refs';
import { groundTruth } from './results';
import type { AnnotatedObject, DataAnnotations } from '../api/wire';

/**
 * Results of data. `annotate/data/listByDataIds` is asked and not `getDataAndResult`: only there the objects of model
 * runs keep their geometry, and items with nothing but classifications have results at all (CE-57, CE-58).
 */
export class CeAnnotations implements Annotations {
  constructor(
    private readonly client: CeClient,
    private readonly classes: ClassCalls,
  ) {}

  async *read(refs: readonly Ref[], signal: AbortSignal): AsyncGenerator<readonly ItemResults[]> {
    for (const [datasetId, named] of groupBy(refs.map(parseRef), (one) => one.datasetId)) {
      const names = await this.names(datasetId, signal);
      const scenes = named.filter(({ kind }) => kind === 'scene').map(({ id }) => id);
      const frames = scenes.length > 0 ? await this.client.frameIds(datasetId, scenes, signal) : {};
      const ids = named.flatMap(({ kind, id }) => (kind === 'scene' ? (lookUp(frames, id) ?? []) : [id]));
      for (const part of chunk(ids, idsPerQuery)) yield await this.part(part, names, signal);
    }
  }

  private async part(ids: readonly string[], names: Names, signal: AbortSignal): Promise<ItemResults[]> {
    const [rows, found] = await Promise.all([this.client.dataByIds(ids, signal), this.client.annotations(ids, signal)]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const results = new Map(found.map((one) => [one.dataId, one]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      const own = results.get(id);
      return row && own ? [{ ref: refOf(row), id, name: row.name, sources: sourcesOf(own, names) }] : [];
    });
  }

  private async names(datasetId: string, signal: AbortSignal): Promise<Names> {
    const [classes, classifications, runs] = await Promise.all([
      this.classes.classes(datasetId, signal),
      this.classes.classifications(datasetId, signal),
      this.client.runsWithResults(datasetId, signal),
    ]);
    return {
      classes: new Map(classes.map(({ id, name }) => [id, name])),
      classifications: new Map(classifications.map(({ id, name }) => [id, name])),
      runs: new Map(
        runs.flatMap(({ modelName, runRecords }) => runRecords.map(({ id, runNo }) => [id, `${modelName} ${runNo}`])),
      ),
    };
  }
}

/** What ids stand for in one dataset. */
interface Names {
  readonly classes: ReadonlyMap<string, string>;
  readonly classifications: ReadonlyMap<string, string>;
  readonly runs: ReadonlyMap<string, string>;
}

/** Ground truth first, then runs in the order of their ids. */
function sourcesOf({ objects, classificationValues }: DataAnnotations, names: Names): SourceResults[] {
  const bySource = groupBy(objects, ({ sourceId }) => sourceId ?? groundTruth);
  if (classificationValues.length > 0 && !bySource.has(groundTruth)) bySource.set(groundTruth, []);
  return [...bySource]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([id, own]) => ({
      source: sourceOf(id, names),
      classifications: id === groundTruth ? classificationValues.flatMap((one) => classifiedOf(one, names)) : [],
      objects: own.map((one) => annotationOf(one, names)),
    }));
}

function sourceOf(id: string, { runs }: Names): AnnotationSource {
  return { id, name: id === groundTruth ? text('Ground truth') : (runs.get(id) ?? text('Model run {0}', id)) };
}

/** Parts of `classAttributes` that are no geometry (CE-59). What is left of a model's flat object is its geometry. */
const bookkeeping = new Set(
  'id type classId className classValues contour meta sourceId sourceType trackId trackName version modelClass modelConfidence confidence objectId createdAt createdBy'.split(
    ' ',
  ),
);

/**
 * The one place that knows the free JSON of an object: people's objects and imports hold a `contour`, objects of a
 * model's run are flat (CE-57).
 */
export function annotationOf(
  { id, classId, classAttributes: free }: AnnotatedObject,
  names: Pick<Names, 'classes'>,
): Annotation {
  const words = (key: string) => {
    const value = lookUp(free, key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const confidence = free['confidence'] ?? free['modelConfidence'];
  const values = free['classValues'];
  const name = names.classes.get(classId ?? String(free['classId'])) ?? words('className') ?? words('modelClass');
  const track = words('trackName') ?? words('trackId');
  const flat = Object.fromEntries(Object.entries(free).filter(([key]) => !bookkeeping.has(key)));
  return {
    ...(id !== undefined && { id }),
    type: words('type') ?? '?',
    ...(name !== undefined && { class: name }),
    ...(typeof confidence === 'number' && { confidence }),
    ...(track !== undefined && { track }),
    ...(Array.isArray(values) && values.length > 0 && { attributes: values as unknown[] }),
    geometry: isJsonObject(free['contour']) ? free['contour'] : flat,
  };
}

/** `classificationAttributes` is `{id, values: [{name, value, …}]}` (CE-60). */
function classifiedOf(
  { classificationId, classificationAttributes: free }: DataAnnotations['classificationValues'][number],
  { classifications }: Names,
): ItemAnswer[] {
  const values = free['values'];
  const fallback = classifications.get(classificationId ?? '') ?? classificationId ?? '?';
  if (!Array.isArray(values)) return [{ name: fallback, value: free }];
  return (values as unknown[]).filter(isJsonObject).map((one) => ({
    name: typeof one['name'] === 'string' ? one['name'] : fallback,
    value: one['value'],
  }));
}
