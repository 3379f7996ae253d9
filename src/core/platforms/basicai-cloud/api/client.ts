import * as v from 'valibot';
import { isPlatformError } from '../../../net/errors';
import type { CloudApi } from './api';
import { pageSize } from '../limits';
import * as wire from './wire';

/** What a list is narrowed and ordered by. The names are those of the open-source sibling (CLOUD-9). */
export interface ListFilter {
  readonly name?: string;
  readonly type?: string;
  readonly createStartTime?: string;
  readonly createEndTime?: string;
  readonly sortField?: string;
  readonly ascOrDesc?: 'ASC' | 'DESC';
}

/** One stored file of a data. The flat list that the presign call speaks for (CLOUD-27). */
export interface FileRef {
  readonly deviceName: string;
  readonly filename: string;
  readonly path: string;
  readonly size: number;
  readonly mimeType: string;
}

export interface NewData {
  readonly name: string;
  readonly parentId?: string;
  readonly files: readonly FileRef[];
}

/** A file to be presigned (CLOUD-22): `filename` is one word in lower case, `size` in bytes. */
export interface ToPresign {
  readonly deviceName: string;
  readonly filename: string;
  readonly size: number;
}

const nothing = v.unknown();

/** One function per call of the API; nothing here knows the tree. Pages count from 1. */
export class CloudClient {
  /** Whether `batchDataAnnotationResult` is known to want no slash before its query (CLOUD-19). */
  private slash = '/';

  constructor(private readonly api: CloudApi) {}

  datasets(pageNo: number, filter: ListFilter, signal?: AbortSignal, size = pageSize) {
    return this.api.get(
      '/dataset/list',
      { pageNo, pageSize: size, ...filter },
      wire.pageAnswer(wire.datasetAnswer),
      signal,
    );
  }

  /** By id, each once whatever changes meanwhile. `lastId`: the last that was seen. */
  datasetsById(lastId: string | undefined, signal?: AbortSignal) {
    return this.api.get('/dataset/listById', { lastId, limit: pageSize }, wire.pageAnswer(wire.datasetAnswer), signal);
  }

  dataset(id: string, signal?: AbortSignal) {
    return this.api.get(`/dataset/info/${id}`, {}, wire.datasetAnswer, signal);
  }

  /** Missing ids are absent. At most `idsPerCall`. */
  datasetsOf(datasetIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/dataset/info', { datasetIds }, wire.listOf(wire.datasetAnswer), signal);
  }

  createDataset(body: { name: string; type: string; description?: string }, signal?: AbortSignal): Promise<string> {
    return this.api.post('/dataset/create', body, wire.createdDatasetAnswer, signal);
  }

  /** Changes only what is sent; `replace` would clear the rest, so nothing here calls it. */
  async updateDataset(id: string, body: { name?: string; description?: string }, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/update/${id}`, body, nothing, signal);
  }

  async deleteDataset(id: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/delete/${id}`, undefined, nothing, signal);
  }

  async deleteDatasets(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/delete?datasetIds=${ids.join(',')}`, undefined, nothing, signal);
  }

  /** One level. `parentId` is inferred: some parameter must lead below the top (CLOUD-10). */
  items(datasetId: string, parentId: string | undefined, pageNo: number, filter: ListFilter, signal?: AbortSignal) {
    const parameters = { pageNo, pageSize, parentId, ...filter };
    return this.api.get(`/dataset/listItem/${datasetId}`, parameters, wire.pageAnswer(wire.itemAnswer), signal);
  }

  itemsById(datasetId: string, parentId: string | undefined, lastId: string | undefined, signal?: AbortSignal) {
    const parameters = { lastId, limit: pageSize, parentId };
    return this.api.get(`/dataset/listItemById/${datasetId}`, parameters, wire.pageAnswer(wire.itemAnswer), signal);
  }

  addData(datasetId: string, body: NewData, signal?: AbortSignal) {
    return this.api.post(`/dataset/addData/${datasetId}`, body, wire.addDataAnswer, signal);
  }

  /** A bare list, answered in its order (CLOUD-27). */
  batchAddData(datasetId: string, body: readonly NewData[], signal?: AbortSignal) {
    return this.api.post(`/dataset/batchAddData/${datasetId}`, body, wire.listOf(wire.addDataAnswer), signal);
  }

  addScene(
    datasetId: string,
    body: { name: string; parentId?: string; frames?: readonly Omit<NewData, 'parentId'>[] },
    signal?: AbortSignal,
  ) {
    return this.api.post(`/dataset/addScene/${datasetId}`, body, wire.addDataAnswer, signal);
  }

  addBatch(datasetId: string, body: { name: string }, signal?: AbortSignal) {
    return this.api.post(`/dataset/addBatch/${datasetId}`, body, wire.addDataAnswer, signal);
  }

  async removeData(datasetId: string, dataId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/removeData/${datasetId}/${dataId}`, undefined, nothing, signal);
  }

  /** At most `idsPerCall`. */
  async batchRemoveData(datasetId: string, dataIds: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.api.post(
      `/dataset/batchRemoveData/${datasetId}?dataIds=${dataIds.join(',')}`,
      undefined,
      nothing,
      signal,
    );
  }

  /** Its frames go with it. */
  async removeScene(datasetId: string, sceneId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/removeScene/${datasetId}/${sceneId}`, undefined, nothing, signal);
  }

  /** Only an empty one. */
  async removeBatch(datasetId: string, batchId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/removeBatch/${datasetId}/${batchId}`, undefined, nothing, signal);
  }

  sources(datasetId: string, signal?: AbortSignal) {
    return this.api.get(`/dataset/listAnnotationSource/${datasetId}`, {}, wire.listOf(wire.sourceAnswer), signal);
  }

  resultsOfOne(datasetId: string, dataId: string, signal?: AbortSignal) {
    const path = `/dataset/dataAnnotationResult/${datasetId}/${dataId}`;
    return this.api.get(path, {}, wire.listOf(wire.resultAnswer), signal);
  }

  /** Records of all sources, mixed. At most `idsPerCall`. */
  async results(datasetId: string, dataIds: readonly string[], signal?: AbortSignal) {
    const ask = () =>
      this.api.get(
        `/dataset/batchDataAnnotationResult/${datasetId}${this.slash}`,
        { dataIds },
        wire.listOf(wire.resultAnswer),
        signal,
      );
    try {
      return await ask();
    } catch (error) {
      // The documentation prints a slash before the query; a server may know the path without it alone.
      if (this.slash === '' || !isPlatformError(error) || error.facts.status !== 404) throw error;
      this.slash = '';
      return ask();
    }
  }

  sceneResults(datasetId: string, sceneId: string, signal?: AbortSignal) {
    const path = `/dataset/sceneAnnotationResult/${datasetId}/${sceneId}`;
    return this.api.get(path, {}, wire.listOf(wire.resultAnswer), signal);
  }

  /** Changes nothing, so it may be repeated. Answers in the order that was asked (CLOUD-22). */
  presign(files: readonly ToPresign[], signal?: AbortSignal) {
    const path = '/storage/batchGeneratePreSignedUploadUrl';
    return this.api.post(path, files, wire.listOf(wire.presignAnswer), signal);
  }

  /** The path is inferred from the pairs of the other names (CLOUD-23). */
  presignOne(file: ToPresign, signal?: AbortSignal) {
    return this.api.post('/storage/generatePreSignedUploadUrl', file, wire.presignAnswer, signal);
  }
}
