import * as v from 'valibot';
import type { QueryParameters } from '../../../net/query';
import type { CeApi } from './api';
import { nameKey } from '../browse/nameKey';
import * as wire from './wire';

export interface DataFilter {
  readonly parentId?: string;
  readonly name?: string;
  readonly annotationStatus?: string;
  readonly splitType?: string;
  readonly createStartTime?: string;
  readonly createEndTime?: string;
}

export interface ExportFilter extends DataFilter {
  readonly ids?: readonly string[];
  readonly selectModelRunIds: readonly string[];
  /** The usual form without it. */
  readonly dataFormat?: string;
}

/** A sort field never goes without its direction: the server would build invalid SQL (CE-11). */
export interface ListSort {
  readonly sortField: string;
  readonly ascOrDesc: 'ASC' | 'DESC';
}

/** As what the result files of an upload are read; without it they are not (CE-49). */
export interface ResultsAs {
  readonly resultType?: 'GROUND_TRUTH' | 'MODEL_RUN';
  /** Needed for `MODEL_RUN`. */
  readonly modelId?: string;
}

const nothing = v.unknown();

/** One function per call of the API; nothing here knows the tree. Pages count from 1. */
export class CeClient {
  constructor(private readonly api: CeApi) {}

  me(signal?: AbortSignal) {
    return this.api.get('/user/logged', {}, wire.userAnswer, signal);
  }

  login(username: string, password: string, signal?: AbortSignal) {
    return this.api.post('/user/login', { username, password }, wire.loginAnswer, signal);
  }

  tokenInfo(signal?: AbortSignal) {
    return this.api.get('/user/api/token/info', {}, wire.apiToken, signal);
  }

  /** A body is required; without an end the token never expires. */
  createToken(signal?: AbortSignal) {
    return this.api.post('/user/api/token/create', {}, wire.apiToken, signal);
  }

  datasets(
    pageNo: number,
    pageSize: number,
    filter: { name?: string; type?: string },
    sort: ListSort,
    signal?: AbortSignal,
  ) {
    return this.api.get(
      '/dataset/findByPage',
      { pageNo, pageSize, ...filter, ...sort },
      wire.pageAnswer(wire.datasetAnswer),
      signal,
    );
  }

  dataset(id: string, signal?: AbortSignal) {
    return this.api.get(`/dataset/info/${id}`, {}, wire.datasetAnswer, signal);
  }

  datasetCounts(id: string, signal?: AbortSignal) {
    return this.api.get(`/dataset/${id}/statistics/dataStatus`, {}, wire.statusCounts, signal);
  }

  /** Objects by class and by tool; those without a class have a name of their own. Ascending by amount. */
  classCounts(id: string, signal?: AbortSignal) {
    return this.api.get(`/dataset/${id}/statistics/classObject`, {}, wire.classCounts, signal);
  }

  createDataset(body: { name: string; type: string; description?: string }, signal?: AbortSignal) {
    const find = (asking: AbortSignal) => this.createdDataset(body, asking);
    return this.api.create('/dataset/create', body, wire.datasetAnswer, find, signal);
  }

  /** Names are given once, so a dataset of this name and type that holds nothing is the one that was created. */
  private async createdDataset({ name, type }: { name: string; type: string }, signal: AbortSignal) {
    const newest: ListSort = { sortField: 'CREATED_AT', ascOrDesc: 'DESC' };
    const { list } = await this.datasets(1, 100, { name }, newest, signal);
    const created = list.find((one) => nameKey(one.name) === nameKey(name) && one.type === type && one.itemCount === 0);
    return created && { created };
  }

  /** An absent description leaves the old one; an empty one clears it. */
  async updateDataset(id: string, body: { name: string; description: string }, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/update/${id}`, body, nothing, signal);
  }

  async deleteDataset(id: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/dataset/delete/${id}`, undefined, nothing, signal);
  }

  data(
    datasetId: string,
    pageNo: number,
    pageSize: number,
    filter: DataFilter,
    sort: ListSort | undefined,
    signal?: AbortSignal,
  ) {
    const parameters = { datasetId, pageNo, pageSize, ...filter, ...sort } as QueryParameters;
    return this.api.get('/data/findByPage', parameters, wire.pageAnswer(wire.dataAnswer), signal);
  }

  datum(id: string, signal?: AbortSignal) {
    return this.api.get(`/data/info/${id}`, {}, wire.dataAnswer, signal);
  }

  /** Whole rows; unknown and deleted ids are left out without a word, order is not kept. At most `idsPerQuery` ids. */
  dataByIds(dataIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/listByIds', { dataIds }, v.array(wire.dataAnswer), signal);
  }

  /** Like `dataByIds`, with whose lock lies on each. */
  dataWithLocks(dataIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/listRelationByIds', { dataIds }, v.array(wire.dataAnswer), signal);
  }

  /** Name and status only: cheap, without signed links. */
  statusByIds(dataIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/getDataStatusByIds', { dataIds }, v.array(wire.dataStatus), signal);
  }

  frameIds(datasetId: string, sceneIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/getDataIdBySceneIds', { datasetId, sceneIds }, wire.idsByScene, signal);
  }

  /** All or nothing when one is locked; unknown ids are ignored in silence (CE-70). */
  async deleteData(datasetId: string, ids: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.api.post('/data/deleteBatch', { datasetId, ids }, nothing, signal);
  }

  async split(dataIds: readonly string[], splitType: string, signal?: AbortSignal): Promise<void> {
    await this.api.post('/data/split/dataIds', { dataIds, splitType }, nothing, signal);
  }

  locks(datasetId: string, signal?: AbortSignal) {
    const schema = v.pipe(
      v.nullish(v.array(wire.lockRecord)),
      v.transform((list) => list ?? []),
    );
    return this.api.get('/data/findLockRecordByDatasetId', { datasetId }, schema, signal);
  }

  /** Frees anybody's data without a check: ask the person first. */
  async unlock(lockRecordIds: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.api.post('/data/unLockByLockRecordIds', { lockRecordIds }, nothing, signal);
  }

  /** The caller's own lock record of a dataset: one at most, of unlimited time. */
  async ownLock(datasetId: string, signal?: AbortSignal): Promise<string | null> {
    const record = await this.api.get(
      '/data/findLockRecordIdByDatasetId',
      { datasetId },
      v.nullable(wire.lockRecord),
      signal,
    );
    return record?.recordId ?? null;
  }

  /** Adds items to the caller's lock record; items that others hold are left out while any is free. */
  lock(datasetId: string, operateItemType: 'SINGLE_DATA' | 'SCENE', dataIds: readonly string[], signal?: AbortSignal) {
    return this.api.post('/data/annotate', { datasetId, operateItemType, dataIds }, wire.idSchema, signal);
  }

  /** Frees everything under the caller's own record. */
  async unlockOwn(recordId: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/data/unLock/${recordId}`, undefined, nothing, signal);
  }

  async flow(call: 'markAsValid' | 'markAsInvalid' | 'submit', id: string, signal?: AbortSignal): Promise<void> {
    await this.api.post(`/data/flow/${call}/${id}`, undefined, nothing, signal);
  }

  presign(datasetId: string, fileName: string, signal?: AbortSignal) {
    return this.api.get('/data/generatePresignedUrl', { fileName, datasetId }, wire.presignAnswer, signal);
  }

  /** Answers with a serial number even when the upload is bound to fail: no proof of anything (CE-31). */
  register(datasetId: string, fileUrl: string, results: ResultsAs, signal?: AbortSignal) {
    return this.api.post('/data/upload', { fileUrl, datasetId, source: 'LOCAL', ...results }, v.string(), signal);
  }

  uploadRecords(serialNumbers: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/findUploadRecordBySerialNumbers', { serialNumbers }, v.array(wire.uploadRecord), signal);
  }

  /** One entry for each id, unknown ones included, all sources mixed. */
  annotations(dataIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/annotate/data/listByDataIds', { dataIds }, v.array(wire.dataAnnotations), signal);
  }

  /** The runs of models that left results in a dataset. */
  runsWithResults(datasetId: string, signal?: AbortSignal) {
    return this.api.get(`/modelRun/getDatasetModelRunResult/${datasetId}`, {}, wire.runsWithResults, signal);
  }

  /**
   * Begins an export: a write in the clothes of a read, so it is never repeated by itself. Without `selectModelRunIds`
   * there are no annotations in it (CE-64), and a selection of nothing never ends (CE-65).
   * @returns a serial number
   */
  beginExport(datasetId: string, filter: ExportFilter, signal?: AbortSignal) {
    return this.api.begin('/data/export', { datasetId, ...filter }, v.string(), signal);
  }

  exportRecords(serialNumbers: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/findExportRecordBySerialNumbers', { serialNumbers }, v.array(wire.exportRecord), signal);
  }

  dataAndResult(datasetId: string, dataIds: readonly string[], signal?: AbortSignal) {
    return this.api.get('/data/getDataAndResult', { datasetId, dataIds }, wire.dataAndResult, signal);
  }
}

/** Ids that fit one query: five-digit ids would allow 1,500, long ones fewer (CE-5). */
export const idsPerQuery = 300;
