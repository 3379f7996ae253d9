import { text, type Text } from '../../../model/text';
import { type JsonObject, isJsonObject } from '../api/jsonObject';

/** Types of objects that the import takes; it drops all others (CE-51). */
export const importableTypes: ReadonlySet<string> = new Set([
  '3D_BOX',
  '2D_BOX',
  '2D_RECT',
  'BOUNDING_BOX',
  'POLYLINE',
  'POLYGON',
  '3D_SEGMENT_POINTS',
]);

/** What the import makes of a result file. */
export interface ImportedResults {
  /** Objects that arrive. */
  readonly objects: number;
  /** What it drops, in words with counts. */
  readonly remarks: readonly Text[];
}

/**
 * Counts what the import takes of a result file: an object, or an array of them, each with `objects`.
 * @param classIds the classes of the dataset; objects are linked by their ids only
 */
export function readResults(value: unknown, classIds: ReadonlySet<string>): ImportedResults {
  const sets = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isJsonObject);
  const dropped = new Map<string, { message: (count: number) => Text; count: number }>();
  const drop = (key: string, message: (count: number) => Text, count = 1) => {
    if (count > 0) dropped.set(key, { message, count: (dropped.get(key)?.count ?? 0) + count });
  };
  let objects = 0;
  for (const set of sets) {
    const list = Array.isArray(set['objects']) ? (set['objects'] as unknown[]) : [];
    const sound = list.filter((one): one is JsonObject => isSound(one, drop));
    const kept = linked(sound, classIds);
    const foreign = kept.filter((one) => hasClass(one) && !classIds.has(String(one['classId']))).length;
    drop('class', (n) => text('Imported without their class, which the dataset does not have: {0}.', n), foreign);
    drop('rest', droppedForClass, sound.length - kept.length);
    objects += kept.length;
  }
  return { objects, remarks: [...dropped.values()].map(({ message, count }) => message(count)) };
}

function droppedForClass(count: number): Text {
  return text(
    'Skipped by the server: {0}, from the first without a class on, because another has a class that the dataset does not have. Give all of them a class of the dataset, or none.',
    count,
  );
}

type Drop = (key: string, message: (count: number) => Text) => void;

function isSound(one: unknown, drop: Drop): boolean {
  const type = isJsonObject(one) && typeof one['type'] === 'string' ? one['type'] : undefined;
  if (type === undefined || !importableTypes.has(type)) {
    const name = type ?? '?';
    drop(`type ${name}`, (count) =>
      text('Skipped by the server: {0} of type "{1}", which cannot be imported.', count, name),
    );
    return false;
  }
  if (isJsonObject(one) && isJsonObject(one['contour'])) return true;
  drop('contour', (count) => text('Skipped by the server: {0} without a contour.', count));
  return false;
}

/** One unknown class costs every object from the first one without a class on (CE-52). */
function linked(objects: readonly JsonObject[], classIds: ReadonlySet<string>): readonly JsonObject[] {
  const foreign = objects.some((one) => hasClass(one) && !classIds.has(String(one['classId'])));
  const end = objects.findIndex((one) => !hasClass(one));
  return foreign && end >= 0 ? objects.slice(0, end) : objects;
}

function hasClass(one: JsonObject): boolean {
  return one['classId'] !== undefined && one['classId'] !== null;
}
