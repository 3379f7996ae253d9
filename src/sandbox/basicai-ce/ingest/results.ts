import { randomUUID } from 'node:crypto';
import { isObject, parseJson, type JsonObject } from '../../json';

const importableTypes = new Set([
  '3D_BOX',
  '2D_BOX',
  '2D_RECT',
  'BOUNDING_BOX',
  'POLYLINE',
  'POLYGON',
  '3D_SEGMENT_POINTS',
]);

/** An object of a result file, ready to be stored. */
export interface ImportedObject {
  classId: number | null;
  attributes: string;
}

export interface ImportedResult {
  objects: ImportedObject[];
  /** One text for every object that was dropped for its form. */
  complaints: string[];
}

/**
 * Reads a result file (CE-50). A file that is no JSON is passed over in silence. `classes` are the dataset's own, id to
 * name: only they can be linked.
 */
export function readResult(text: string, file: string, classes: ReadonlyMap<number, string>): ImportedResult {
  const value = parseJson(text);
  const sets = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isObject);
  const complaints: string[] = [];
  const objects = sets.flatMap((set) => keepKnown(sound(set['objects'], file, complaints), classes));
  return { objects: objects.map((object) => toImported(object, classes)), complaints };
}

function sound(list: unknown, file: string, complaints: string[]): JsonObject[] {
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).filter((object): object is JsonObject => {
    if (!isObject(object)) return false;
    const typed = typeof object['type'] === 'string' && importableTypes.has(object['type']);
    if (!typed) complaints.push(`${file} the objects exist object type error;`);
    else if (!isObject(object['contour'])) complaints.push(`${file} the objects exist object contour miss;`);
    return typed && isObject(object['contour']);
  });
}

/** One unknown class id and every object from the first without a class id on is lost (CE-52). */
function keepKnown(objects: JsonObject[], classes: ReadonlyMap<number, string>): JsonObject[] {
  const foreign = objects.some((object) => object['classId'] != null && !classes.has(Number(object['classId'])));
  const end = objects.findIndex((object) => object['classId'] == null);
  return foreign && end >= 0 ? objects.slice(0, end) : objects;
}

const copiedMembers = ['trackId', 'trackName', 'contour', 'modelConfidence', 'modelClass'] as const;

function toImported(object: JsonObject, classes: ReadonlyMap<number, string>): ImportedObject {
  const className = object['classId'] == null ? undefined : classes.get(Number(object['classId']));
  const classId = className === undefined ? null : Number(object['classId']);
  const attributes: JsonObject = { id: randomUUID().replace(/-/g, ''), type: object['type'], version: 0 };
  for (const name of copiedMembers) if (object[name] != null) attributes[name] = object[name];
  if (classId === null) attributes['modelClass'] ??= object['className'];
  else Object.assign(attributes, { classId, className, classValues: object['classValues'] ?? [] });
  return { classId, attributes: JSON.stringify(attributes) };
}
