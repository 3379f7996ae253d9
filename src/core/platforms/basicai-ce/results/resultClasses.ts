import { lookUp } from '../../../model/lookUp';
import type { Ref } from '../../../model/node';
import type { ResultClass, ResultClasses } from '../../../contract';
import { type ClassCalls, toolLabels } from '../classes';
import type { OntologyClass } from '../classes/wire';
import { type JsonObject, isJsonObject } from '../api/jsonObject';
import { nameKey } from '../browse/nameKey';
import { parseRef } from '../refs';

type Calls = Pick<ClassCalls, 'classes' | 'createClass'>;

/** Classes of datasets by the names of the wire (CE-50). */
export class CeResultClasses implements ResultClasses {
  constructor(private readonly calls: Calls) {}

  async list(of: readonly Ref[], signal: AbortSignal): Promise<readonly ResultClass[]> {
    const datasets = new Set(of.map((ref) => parseRef(ref).datasetId));
    const lists: ResultClass[] = [];
    for (const datasetId of datasets) lists.push(...(await this.calls.classes(datasetId, signal)).map(classOf));
    return lists;
  }

  async create(into: Ref, classes: readonly ResultClass[], signal: AbortSignal): Promise<readonly ResultClass[]> {
    const { datasetId } = parseRef(into);
    for (const { name, tool, definition } of classes) {
      const { color, toolTypeOptions, attributes } = definition as OntologyClass;
      await this.calls.createClass(
        datasetId,
        { name, toolType: tool, color: color ?? '#7dfaf2', toolTypeOptions: toolTypeOptions ?? {}, attributes },
        signal,
      );
    }
    return this.list([into], signal);
  }

  isResultFile(path: string): boolean {
    return /(^|\/)result\/[^/]+\.json$/i.test(path);
  }

  usedIn(results: unknown): ReadonlySet<string> {
    return new Set(
      setsOf(results)
        .flatMap(objectsOf)
        .flatMap((one) => classIdOf(one) ?? []),
    );
  }

  relink(results: unknown, ids: ReadonlyMap<string, string>): unknown {
    const one = (set: unknown) =>
      isJsonObject(set) && Array.isArray(set['objects'])
        ? { ...set, objects: (set['objects'] as unknown[]).map((object) => relinked(object, ids)) }
        : set;
    return Array.isArray(results) ? results.map(one) : one(results);
  }

  isSameName(one: string, other: string): boolean {
    return nameKey(one) === nameKey(other);
  }
}

function classOf(row: OntologyClass): ResultClass {
  const tool = row.toolType ?? '';
  return { id: row.id, name: row.name, tool, toolLabel: lookUp(toolLabels, tool) ?? tool, definition: row };
}

function setsOf(results: unknown): JsonObject[] {
  return (Array.isArray(results) ? (results as unknown[]) : [results]).filter(isJsonObject);
}

function objectsOf(set: JsonObject): JsonObject[] {
  return Array.isArray(set['objects']) ? (set['objects'] as unknown[]).filter(isJsonObject) : [];
}

function classIdOf({ classId }: JsonObject): string | undefined {
  return typeof classId === 'number' || typeof classId === 'string' ? String(classId) : undefined;
}

function relinked(object: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (!isJsonObject(object)) return object;
  const { classId: _, ...rest } = object;
  const own = classIdOf(object);
  const id = own === undefined ? undefined : ids.get(own);
  return id === undefined ? rest : { ...rest, classId: Number(id) };
}
