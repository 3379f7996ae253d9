import type { Api, Parameters } from './api';
import * as wire from './wire';

/** Most rows of a page, and most ids that are sent in one call (sections 6.2, 7.4). */
export const pageSize = 100;
/** Most labels of a page: nobody has more (section 8). */
const labelsPerPage = 100_000;

export interface DatasetFilter {
  readonly search_content?: string;
  readonly sort_by?: string;
  readonly order?: string;
}

export interface SampleFilter {
  readonly sample_state?: string;
  /** A JSON list whose parts must all fit (section 7.1). */
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

/** `sample_type` is left out when it is 0 (last section of the reference). */
export interface NewSample {
  readonly name: string;
  /** Plain base64 (INFERRED from the example). */
  readonly data: string;
  readonly sample_type?: number;
}

/**
 * One function per call; nothing here knows the tree. What `offset` counts is for `paging.ts` to find out. Lists leave
 * `process_parameter` out: with it `source` would be a thumbnail (section 7.1).
 */
export class Client {
  constructor(
    private readonly api: Api,
    private readonly datasetVersion: string | undefined,
  ) {}

  datasets(offset: number, limit: number, filter: DatasetFilter, signal?: AbortSignal) {
    const query = { offset, limit, ...filter, dataset_version: this.datasetVersion };
    return this.api.get({ path: ['datasets'], query }, wire.datasets, signal);
  }

  dataset(id: string, signal?: AbortSignal) {
    return this.api.get({ path: ['datasets', id] }, wire.dataset, signal);
  }

  async createDataset(body: NewDataset, signal?: AbortSignal): Promise<string> {
    return (await this.api.post({ path: ['datasets'], body }, wire.created, signal)).dataset_id;
  }

  /** Changes only what is sent (section 6.4). */
  updateDataset(
    id: string,
    body: { readonly dataset_name?: string; readonly description?: string },
    signal?: AbortSignal,
  ): Promise<void> {
    return this.api.tell('PUT', { path: ['datasets', id], body }, signal);
  }

  deleteDataset(id: string, signal?: AbortSignal): Promise<void> {
    return this.api.tell('DELETE', { path: ['datasets', id] }, signal);
  }

  /** Times in ms since 1970. */
  metrics(id: string, from: number, to: number, signal?: AbortSignal) {
    const query = { start_time: from, end_time: to };
    return this.api.get({ path: ['datasets', id, 'metrics'], query }, wire.anything, signal);
  }

  versions(id: string, signal?: AbortSignal) {
    return this.api.get({ path: ['datasets', id, 'versions'] }, wire.anything, signal);
  }

  /** Lets the server read the input path again; it goes on behind the answer. */
  sync(id: string, signal?: AbortSignal): Promise<void> {
    return this.api.tell('POST', { path: ['datasets', id, 'sync-data'] }, signal);
  }

  syncStatus(id: string, signal?: AbortSignal) {
    return this.api.get({ path: ['datasets', id, 'sync-data', 'status'] }, wire.syncStatus, signal);
  }

  samples(datasetId: string, offset: number, limit: number, filter: SampleFilter, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['samples'], { offset, limit, ...filter }), wire.samples, signal);
  }

  sample(datasetId: string, id: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['samples', id]), wire.sample, signal);
  }

  /** Whole body: 11.5 MB at most, since a signed call may have 12 (sections 4, 7.3). */
  addSamples(datasetId: string, samples: readonly NewSample[], signal?: AbortSignal) {
    const body = { final_annotation: true, samples };
    return this.api.post({ ...data(datasetId, ['samples']), body }, wire.batch, signal);
  }

  /** At most `pageSize` ids. `delete_source` is sent only when the files go too (section 7.4). */
  deleteSamples(datasetId: string, samples: readonly string[], withFiles: boolean, signal?: AbortSignal) {
    const body = { samples, ...(withFiles && { delete_source: true }) };
    return this.api.post({ ...data(datasetId, ['samples', 'delete']), body }, wire.batch, signal);
  }

  labels(datasetId: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['labels'], { offset: 0, limit: labelsPerPage }), wire.labels, signal);
  }

  stats(datasetId: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['stats']), wire.stats, signal);
  }

  searchCondition(datasetId: string, signal?: AbortSignal) {
    return this.api.get(data(datasetId, ['search-condition']), wire.anything, signal);
  }
}

/** A call about the data of a dataset (section 7). */
function data(datasetId: string, rest: readonly string[], query: Parameters = {}) {
  return { path: ['datasets', datasetId, 'data-annotations', ...rest], query };
}
