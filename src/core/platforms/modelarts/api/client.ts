import type { ModelArtsApi, QueryParameters } from './api';
import * as wire from './wire';

/** Most rows of a page, and most ids that are sent in one call (MA-22, MA-52). */
export const pageSize = 100;
/** Most labels of a page: nobody has more (MA-26). */
const labelsPerPage = 100_000;

export interface DatasetFilter {
  readonly search_content?: string;
  readonly sort_by?: string;
  readonly order?: string;
}

export interface SampleFilter {
  readonly sample_state?: string;
  /** A JSON list whose parts must all fit (MA-42). */
  readonly search_conditions?: string;
}

export interface NewDataset {
  readonly dataset_name: string;
  readonly dataset_type: number;
  readonly description?: string;
  readonly data_sources: readonly { readonly data_type: 0; readonly data_path: string }[];
  readonly work_path: string;
  readonly work_path_type: 0;
}

/** `sample_type` is left out when it is 0 (MA-48). */
export interface NewSample {
  readonly name: string;
  /** Plain base64 (MA-45). */
  readonly data: string;
  readonly sample_type?: number;
}

/**
 * One function per call; nothing here knows the tree. What `offset` counts is for `paging.ts` to find out. Lists leave
 * `process_parameter` out: with it `source` would be a thumbnail (MA-37).
 */
export class ModelArtsClient {
  constructor(
    private readonly api: ModelArtsApi,
    private readonly datasetVersion: string | undefined,
  ) {}

  datasets(offset: number, limit: number, filter: DatasetFilter, signal?: AbortSignal) {
    const query = { offset, limit, ...filter, dataset_version: this.datasetVersion };
    return this.api.get({ path: ['datasets'], query }, wire.datasetListAnswer, signal);
  }

  dataset(id: string, signal?: AbortSignal) {
    return this.api.get({ path: ['datasets', id] }, wire.datasetAnswer, signal);
  }

  async createDataset(body: NewDataset, signal?: AbortSignal): Promise<string> {
    return (await this.api.post({ path: ['datasets'], body }, wire.createdDatasetAnswer, signal)).dataset_id;
  }

  /** Changes only what is sent (MA-30). */
  updateDataset(
    id: string,
    body: { readonly dataset_name?: string; readonly description?: string },
    signal?: AbortSignal,
  ): Promise<void> {
    return this.api.send('PUT', { path: ['datasets', id], body }, signal);
  }

  deleteDataset(id: string, signal?: AbortSignal): Promise<void> {
    return this.api.send('DELETE', { path: ['datasets', id] }, signal);
  }

  /** Times in ms since 1970. */
  metrics(id: string, from: number, to: number, signal?: AbortSignal) {
    const query = { start_time: from, end_time: to };
    return this.api.get({ path: ['datasets', id, 'metrics'], query }, wire.looseAnswer, signal);
  }

  versions(id: string, signal?: AbortSignal) {
    return this.api.get({ path: ['datasets', id, 'versions'] }, wire.looseAnswer, signal);
  }

  /** Lets the server read the input path again; it goes on behind the answer. */
  sync(id: string, signal?: AbortSignal): Promise<void> {
    return this.api.send('POST', { path: ['datasets', id, 'sync-data'] }, signal);
  }

  syncStatus(id: string, signal?: AbortSignal) {
    return this.api.get({ path: ['datasets', id, 'sync-data', 'status'] }, wire.syncStatus, signal);
  }

  samples(datasetId: string, offset: number, limit: number, filter: SampleFilter, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['samples'], { offset, limit, ...filter }), wire.sampleListAnswer, signal);
  }

  sample(datasetId: string, id: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['samples', id]), wire.sampleAnswer, signal);
  }

  /** Whole body: 11.5 MB at most, since a signed call may have 12 (MA-14). */
  addSamples(datasetId: string, samples: readonly NewSample[], signal?: AbortSignal) {
    const body = { final_annotation: true, samples };
    return this.api.post({ ...data(datasetId, ['samples']), body }, wire.batchAnswer, signal);
  }

  /** At most `pageSize` ids. `delete_source` is sent only when the files go too (MA-53). */
  deleteSamples(datasetId: string, samples: readonly string[], withFiles: boolean, signal?: AbortSignal) {
    const body = { samples, ...(withFiles && { delete_source: true }) };
    return this.api.post({ ...data(datasetId, ['samples', 'delete']), body }, wire.batchAnswer, signal);
  }

  labels(datasetId: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['labels'], { offset: 0, limit: labelsPerPage }), wire.labelListAnswer, signal);
  }

  stats(datasetId: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['stats']), wire.statsAnswer, signal);
  }

  searchCondition(datasetId: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['search-condition']), wire.looseAnswer, signal);
  }
}

/** A call about the data of a dataset. */
function data(datasetId: string, rest: readonly string[], query: QueryParameters = {}) {
  return { path: ['datasets', datasetId, 'data-annotations', ...rest], query };
}
