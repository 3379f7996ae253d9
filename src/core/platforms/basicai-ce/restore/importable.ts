import { lookUp } from '../../../model/lookUp';
import { groupBy } from '../../../model/lists';
import { text, type Text } from '../../../model/text';
import { type JsonObject, isJsonObject } from '../api/jsonObject';
import { importableTypes } from '../layout';

/** The results of an item in the form that the import takes. */
export interface ImportableResults {
  /** The text of its `result` file; absent when there is nothing to write. */
  readonly file?: string;
  readonly objects: number;
  /** What cannot be written back. */
  readonly losses: readonly Text[];
}

const copied = ['trackId', 'trackName', 'contour', 'modelConfidence', 'modelClass', 'className', 'classValues'];

/**
 * Turns stored results into what the import takes. A rectangle is a box of the same corners; key points, objects
 * without a contour and classification values have no form that it takes (CE-51). An object of a class that is gone
 * comes back without it: one unknown class would cost others (CE-52).
 * @param flat whether boxes lie in pictures of point clouds, which have a type of their own
 */
export function importableOf(
  results: readonly unknown[],
  classIds: ReadonlySet<string>,
  flat: boolean,
): ImportableResults {
  const sets = results.filter(isJsonObject);
  const truth = sets.filter((set) => set['sourceName'] === undefined || set['sourceName'] === 'Ground Truth');
  const found = truth.flatMap((set) => (Array.isArray(set['objects']) ? (set['objects'] as unknown[]) : []));
  const objects = found.filter(isJsonObject).flatMap((one) => objectOf(one, classIds, flat));
  const lost = found.length - objects.length;
  const unclassed = objects.filter((one) => one['lost'] === true).length;
  const runs = groupBy(
    sets.filter((set) => !truth.includes(set)),
    (set) => String(set['sourceName']),
  );
  const losses = [
    ...(lost > 0 ? [text('Objects that cannot be imported: {0}', lost)] : []),
    ...(unclassed > 0 ? [text('Objects whose class no longer exists: {0}', unclassed)] : []),
    ...[...runs.keys()].map((name) => text('The results of the run "{0}"', name)),
    ...(sets.some(hasClassification) ? [text('Classification values')] : []),
  ];
  const written = objects.map(({ lost: _lost, ...one }) => one);
  if (written.length === 0) return { objects: 0, losses };
  const file = JSON.stringify([{ version: '1.0', sourceName: 'Ground Truth', objects: written }]);
  return { file, objects: written.length, losses };
}

function objectOf(one: JsonObject, classIds: ReadonlySet<string>, flat: boolean): JsonObject[] {
  const type = one['type'] === 'RECTANGLE' ? (flat ? '2D_RECT' : 'BOUNDING_BOX') : one['type'];
  if (typeof type !== 'string' || !importableTypes.has(type) || !isJsonObject(one['contour'])) return [];
  const own = idOf(one['classId']);
  const members = Object.fromEntries(
    copied.flatMap((key) => (lookUp(one, key) === undefined ? [] : [[key, lookUp(one, key)]])),
  );
  if (own === undefined) return [{ type, ...members }];
  return classIds.has(own) ? [{ type, ...members, classId: one['classId'] }] : [{ type, ...members, lost: true }];
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function hasClassification(set: JsonObject): boolean {
  return Array.isArray(set['classificationValues']) && set['classificationValues'].length > 0;
}
