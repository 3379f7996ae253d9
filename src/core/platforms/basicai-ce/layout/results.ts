import { text, type Text } from '../../../model/text';
import { type Free, isFree } from '../free';

/** Types of objects that the import takes; it drops all others (section 5, quirk 15). */
export const importable: ReadonlySet<string> = new Set([
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
  const sets = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isFree);
  const told = new Map<string, { said: (count: number) => Text; count: number }>();
  const drop = (key: string, said: (count: number) => Text, count = 1) => {
    if (count > 0) told.set(key, { said, count: (told.get(key)?.count ?? 0) + count });
  };
  let objects = 0;
  for (const set of sets) {
    const list = Array.isArray(set['objects']) ? (set['objects'] as unknown[]) : [];
    const sound = list.filter((one): one is Free => isSound(one, drop));
    const kept = linked(sound, classIds);
    const foreign = kept.filter((one) => hasClass(one) && !classIds.has(String(one['classId']))).length;
    drop('class', (n) => text('Without their class, which the dataset does not have: {0}.', n), foreign);
    drop('rest', droppedForClass, sound.length - kept.length);
    objects += kept.length;
  }
  return { objects, remarks: [...told.values()].map(({ said, count }) => said(count)) };
}

function droppedForClass(count: number): Text {
  return text(
    'Left out by the server: {0}, from the first without a class on, since another has a class that the dataset does not have. Give all a class of the dataset, or none.',
    count,
  );
}

type Drop = (key: string, said: (count: number) => Text) => void;

function isSound(one: unknown, drop: Drop): boolean {
  const type = isFree(one) && typeof one['type'] === 'string' ? one['type'] : undefined;
  if (type === undefined || !importable.has(type)) {
    const name = type ?? '?';
    drop(`type ${name}`, (count) =>
      text('Left out by the server: {0} of type "{1}", which cannot be imported.', count, name),
    );
    return false;
  }
  if (isFree(one) && isFree(one['contour'])) return true;
  drop('contour', (count) => text('Left out by the server: {0} without a contour.', count));
  return false;
}

/** One unknown class costs every object from the first one without a class on (quirk 26). */
function linked(objects: readonly Free[], classIds: ReadonlySet<string>): readonly Free[] {
  const foreign = objects.some((one) => hasClass(one) && !classIds.has(String(one['classId'])));
  const end = objects.findIndex((one) => !hasClass(one));
  return foreign && end >= 0 ? objects.slice(0, end) : objects;
}

function hasClass(one: Free): boolean {
  return one['classId'] !== undefined && one['classId'] !== null;
}
