import * as v from 'valibot';
import type { CeApi } from '../api/api';
import { nameKey } from '../browse/nameKey';
import { pageAnswer } from '../api/wire';
import * as wire from './wire';

const nothing = v.unknown();
const pageSize = 200;

function isNamed(one: { readonly name: string }, name: string): boolean {
  return nameKey(one.name) === nameKey(name);
}

function isThere(there: boolean): { readonly created: unknown } | undefined {
  return there ? { created: null } : undefined;
}

/** Who owns classes: a dataset, or an ontology of the shared library. */
export type ClassOwner = 'DATASET' | 'ONTOLOGY';

export interface ClassBody {
  readonly name: string;
  readonly color: string;
  readonly toolType: string;
  readonly toolTypeOptions?: unknown;
  readonly attributes?: unknown;
  readonly ontologyId?: string;
  readonly classId?: string;
}

export interface ClassificationBody {
  readonly name: string;
  readonly inputType: string;
  readonly isRequired: boolean;
  readonly attribute: unknown;
}

/** Calls about classes; creating answers with nothing, so that a new id is found by listing (CE-77). */
export class ClassCalls {
  constructor(private readonly api: CeApi) {}

  classes(datasetId: string, signal?: AbortSignal) {
    return this.api.get(`/datasetClass/findAll/${datasetId}`, {}, v.array(wire.ontologyClass), signal);
  }

  classInfo(id: string, signal?: AbortSignal) {
    return this.api.get(`/datasetClass/info/${id}`, {}, v.nullable(wire.ontologyClass), signal);
  }

  async createClass(datasetId: string, body: ClassBody, signal?: AbortSignal): Promise<void> {
    const find = async (asking: AbortSignal) => {
      const all = await this.classes(datasetId, asking);
      return isThere(all.some((one) => isNamed(one, body.name) && one.toolType === body.toolType));
    };
    await this.api.create('/datasetClass/create', { datasetId, ...body }, nothing, find, signal);
  }

  /** Everything must be sent again: what is left out is cleared, and a link to an ontology is cut. */
  async updateClass(id: string, datasetId: string, body: ClassBody, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/datasetClass/update/${id}`, { datasetId, ...body }, nothing, signal);
  }

  /** A bare list. Objects of the classes keep the ids of what is gone. */
  async deleteClasses(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.api.post('/datasetClass/deleteByIds', ids.map(Number), nothing, signal);
  }

  /** True when the name is taken (CE-78). */
  classTaken(datasetId: string, name: string, toolType: string, id: string | undefined, signal?: AbortSignal) {
    return this.api.get('/datasetClass/validateName', { datasetId, name, toolType, id }, v.boolean(), signal);
  }

  classifications(datasetId: string, signal?: AbortSignal) {
    return this.api.get(`/datasetClassification/findAll/${datasetId}`, {}, v.array(wire.classificationAnswer), signal);
  }

  async createClassification(datasetId: string, body: ClassificationBody, signal?: AbortSignal): Promise<void> {
    const find = async (asking: AbortSignal) => {
      const all = await this.classifications(datasetId, asking);
      return isThere(all.some((one) => isNamed(one, body.name)));
    };
    await this.api.create('/datasetClassification/create', { datasetId, ...body }, nothing, find, signal);
  }

  async updateClassification(id: string, datasetId: string, body: ClassificationBody, signal?: AbortSignal) {
    await this.api.post(`/datasetClassification/update/${id}`, { datasetId, ...body }, nothing, signal);
  }

  async deleteClassification(id: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/datasetClassification/delete/${id}`, undefined, nothing, signal);
  }

  ontologies(type: string, signal?: AbortSignal) {
    return this.api.get('/ontology/findAll', { type }, v.array(wire.ontologyAnswer), signal);
  }

  createOntology(name: string, type: string, signal?: AbortSignal) {
    const newId = v.pipe(
      v.union([v.string(), v.number()]),
      v.transform((value) => String(value)),
    );
    const find = async (asking: AbortSignal) => {
      const created = (await this.ontologies(type, asking)).find((one) => isNamed(one, name));
      return created && { created: created.id };
    };
    return this.api.create('/ontology/create', { name, type }, newId, find, signal);
  }

  ontologyClasses(ontologyId: string, signal?: AbortSignal) {
    return this.api.get(`/class/findAll/${ontologyId}`, {}, v.array(wire.ontologyClass), signal);
  }

  /** All of them, page by page: the server has no call that answers them at once. */
  async ontologyClassifications(ontologyId: string, signal?: AbortSignal) {
    const found: v.InferOutput<typeof wire.classificationAnswer>[] = [];
    for (let pageNo = 1; ; pageNo++) {
      const parameters = { ontologyId, pageNo, pageSize };
      const { list } = await this.api.get(
        '/classification/findByPage',
        parameters,
        pageAnswer(wire.classificationAnswer),
        signal,
      );
      found.push(...list);
      if (list.length < pageSize) return found;
    }
  }

  /** Copies by name and tool: what has both already is replaced. */
  async copyClasses(
    direction: CopyDirection,
    datasetId: string,
    ontologyId: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ) {
    const body = { datasetId, ontologyId, classIds: ids.map(Number) };
    await this.api.post(`/datasetClass/${direction}`, body, nothing, signal);
  }

  async copyClassifications(
    direction: CopyDirection,
    datasetId: string,
    ontologyId: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    const body = { datasetId, ontologyId, classificationIds: ids.map(Number) };
    await this.api.post(`/datasetClassification/${direction}`, body, nothing, signal);
  }

  exportJson(sourceId: string, sourceType: ClassOwner, signal?: AbortSignal) {
    return this.api.bare('/ontology/exportAsJson', { sourceId, sourceType }, wire.classExportAnswer, signal);
  }

  importJson(desId: string, desType: ClassOwner, content: string, signal?: AbortSignal) {
    const form = { fields: { desId, desType }, fileName: 'classes.json', content };
    return this.api.form('/ontology/importByJson', form, wire.classImportAnswer, signal);
  }
}

export type CopyDirection = 'copyFromOntologyCenter' | 'saveToOntologyCenter';
