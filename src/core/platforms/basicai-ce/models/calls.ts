import * as v from 'valibot';
import type { CeApi } from '../api/api';
import { nameKey } from '../browse/nameKey';
import { countSchema, idSchema, pageAnswer } from '../api/wire';
import * as wire from './wire';

const nothing = v.unknown();

export interface ModelClass {
  readonly name: string;
  readonly code: string;
}

/** Which of a model's findings are wanted: confidences from 0 to 1, classes by their codes. */
export interface ResultFilter {
  readonly minConfidence: number;
  readonly maxConfidence: number;
  readonly classes: readonly string[];
}

/** Which items a run on a dataset takes. `dataCountRatio` in percent. */
export interface DataChoice {
  readonly dataCountRatio: number;
  readonly isExcludeModelData: boolean;
  readonly splitType?: string;
  readonly annotationStatus?: string;
}

export class ModelCalls {
  constructor(private readonly api: CeApi) {}

  /** Models for a type of datasets; models for any LiDAR are among those for each kind of it. */
  list(datasetType: string, signal?: AbortSignal) {
    return this.api.get('/model/list', { datasetType }, v.array(wire.modelAnswer), signal);
  }

  info(modelId: string, signal?: AbortSignal) {
    return this.api.get(`/model/info/${modelId}`, {}, v.nullable(wire.modelAnswer), signal);
  }

  add(body: { name: string; datasetType: string; description?: string }, signal?: AbortSignal) {
    const find = async (asking: AbortSignal) => {
      const created = (await this.list(body.datasetType, asking)).find(
        (one) => nameKey(one.name) === nameKey(body.name),
      );
      return created && { created: { id: created.id } };
    };
    const added = { ...body, modelType: 'DETECTION' };
    return this.api.create('/model/add', added, v.object({ id: idSchema }), find, signal);
  }

  async update(modelId: string, body: { name?: string; url?: string; description?: string }, signal?: AbortSignal) {
    await this.api.post('/model/update', { id: Number(modelId), ...body }, nothing, signal);
  }

  /** Replaces the list of classes. */
  async setClasses(modelId: string, modelClassList: readonly ModelClass[], signal?: AbortSignal): Promise<void> {
    const body = { modelId: Number(modelId), modelClassList };
    await this.api.post('/model/configurationModelClass', body, nothing, signal);
  }

  async remove(modelId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/model/delete/${modelId}`, undefined, nothing, signal);
  }

  /** Starts a run on some data; nothing of it is stored. @returns the serial number to ask for its results */
  annotate(
    body: {
      datasetId: string;
      dataIds: readonly string[];
      modelId: string;
      modelCode: string;
      resultFilterParam: ResultFilter;
    },
    signal?: AbortSignal,
  ) {
    return this.api.post('/data/modelAnnotate', { operateItemType: 'SINGLE_DATA', ...body }, v.string(), signal);
  }

  /** Items that failed technically may never appear. */
  annotated(serialNo: string, signal?: AbortSignal) {
    return this.api.get('/data/modelAnnotationResult', { serialNo }, wire.modelResultsAnswer, signal);
  }

  dataCount(datasetId: string, modelId: string, choice: DataChoice, signal?: AbortSignal) {
    const { isExcludeModelData, dataCountRatio, splitType, annotationStatus } = choice;
    const parameters = { isExcludeModelData: String(isExcludeModelData), dataCountRatio, splitType, annotationStatus };
    return this.api.get('/model/modelRun/dataCount', { datasetId, modelId, ...parameters }, countSchema, signal);
  }

  /** Answers with nothing; the run is found by listing. */
  async run(
    body: { datasetId: string; modelId: string; resultFilterParam: ResultFilter; dataFilterParam: DataChoice },
    signal?: AbortSignal,
  ): Promise<void> {
    const before = await this.runIds(body, signal);
    const find = async (asking: AbortSignal) => {
      const isNew = (await this.runIds(body, asking)).some((one) => !before.includes(one));
      return isNew ? { created: null } : undefined;
    };
    await this.api.create('/model/modelRun', body, nothing, find, signal);
  }

  private async runIds({ modelId, datasetId }: { modelId: string; datasetId: string }, signal?: AbortSignal) {
    return (await this.runs(modelId, 1, 50, datasetId, signal)).list.map((one) => one.id);
  }

  /** Possible only after FAILURE or SUCCESS_WITH_ERROR. */
  async runAgain(runId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post('/model/reRun', { id: Number(runId) }, nothing, signal);
  }

  async removeRun(runId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/modelRun/delete/${runId}`, undefined, nothing, signal);
  }

  /** Newest first. */
  runs(modelId: string, pageNo: number, pageSize: number, datasetIds: string | undefined, signal?: AbortSignal) {
    const parameters = { modelId, pageNo, pageSize, datasetIds, ascOrDesc: 'DESC' };
    return this.api.get('/modelRun/findModelRunRecordByPage', parameters, pageAnswer(wire.runRecord), signal);
  }

  /** The Open API's detection: version 0.9 answers with nulls, or with 500 where two models share a code (CE-88). */
  recognize(
    kind: 'image' | 'pointCloud',
    dataId: string,
    classes: readonly string[],
    min: number,
    signal?: AbortSignal,
  ) {
    const body = { dataId, minConfidence: min, maxConfidence: 1, classes };
    return this.api.post(`/model/${kind}/recognition`, body, wire.modelResultsAnswer, signal);
  }
}
