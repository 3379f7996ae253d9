import pLimit from 'p-limit';
import type { Node, Ref } from '../../../model/node';
import type { PagePosition, Page, Query } from '../../../model/page';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { Facets } from '../../../contract';
import { objectOf } from '../auth/obsSign';
import type { ModelArtsClient, DatasetFilter, SampleFilter } from '../api/client';
import { isGone } from '../api/errors';
import type { ServerList, ListReader } from '../api/lists';
import { datasetNode, sampleNode } from '../nodes';
import { parseRef } from '../refs';
import { datasetState, stateChoices } from '../words';
import type { Dataset, Sample } from '../api/wire';

const sorts = [
  { value: 'create_time', label: text('Created') },
  { value: 'dataset_name', label: text('Name') },
];
export const datasetFacets: Facets = { name: true, statuses: [], splits: [], created: false, sorts };
export const sampleFacets: Facets = { name: true, statuses: stateChoices, splits: [], created: false, sorts: [] };

const defaultLimit = 500;
/** Single nodes are asked for so many at a time. */
const concurrency = 4;

/** Lists and finds nodes. */
export class ModelArtsBrowse {
  /** The types of datasets, which their samples do not tell. */
  private readonly types = new Map<string, string>();

  constructor(
    private readonly client: ModelArtsClient,
    private readonly lists: ListReader,
  ) {}

  async children(
    parent: Ref | undefined,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>> {
    const { offset, limit } = at && 'offset' in at ? at : { offset: 0, limit: defaultLimit };
    if (parent === undefined) {
      const all = await this.allDatasets(query, signal);
      const nodes = honoured(query, all.map(datasetNode));
      return { items: nodes.slice(offset, offset + limit), total: nodes.length };
    }
    const { datasetId } = parseRef(parent);
    const type = await this.typeOf(datasetId, signal);
    const { rows, total } = await this.lists.range(this.samplesOf(datasetId, query, signal), offset, limit, signal);
    return {
      items: honoured(
        query,
        rows.map((row) => sampleNode(row, datasetId, type)),
      ),
      total,
    };
  }

  /** The number of datasets that the server tells may be too low (MA-24), so they are read to their end. */
  private async allDatasets(query: Query, signal: AbortSignal): Promise<Dataset[]> {
    const found: Dataset[] = [];
    for await (const rows of this.lists.walk(this.datasets(query, signal), signal)) found.push(...rows);
    const listed = found.filter(({ status }) => status !== datasetState.deleted);
    for (const row of listed) this.types.set(row.dataset_id, String(row.dataset_type));
    return listed;
  }

  /** One that is missing is gone; what could not be asked is thrown. */
  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const limit = pLimit(concurrency);
    const found = await Promise.all(refs.map((ref) => limit(() => this.look(ref, signal))));
    return new Map(found.flatMap((node) => (node ? [[node.ref, node] as const] : [])));
  }

  /** A fresh node; undefined when the server says that it does not exist. */
  async look(ref: Ref, signal: AbortSignal): Promise<Node | undefined> {
    const named = parseRef(ref);
    if (named.kind === 'sample') {
      const row = await this.sample(named.datasetId, named.sampleId, signal);
      return row && sampleNode(row, named.datasetId, await this.typeOf(named.datasetId, signal));
    }
    const row = await unlessGone(this.client.dataset(named.datasetId, signal));
    if (row === undefined || row.status === datasetState.deleted) return undefined;
    this.types.set(row.dataset_id, String(row.dataset_type));
    return datasetNode(row);
  }

  sample(datasetId: string, sampleId: string, signal: AbortSignal): Promise<Sample | undefined> {
    return unlessGone(this.client.sample(datasetId, sampleId, signal));
  }

  /** Samples by their ids, in pieces. Those that are gone are absent. */
  async samplesById(datasetId: string, ids: readonly string[], signal: AbortSignal): Promise<Sample[]> {
    const limit = pLimit(concurrency);
    const rows = await Promise.all(ids.map((id) => limit(() => this.sample(datasetId, id, signal))));
    return rows.filter((row) => row !== undefined);
  }

  /** Everything in a dataset, page by page. */
  walkSamples(datasetId: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Sample[]> {
    return this.lists.walk(this.samplesOf(datasetId, query, signal), signal);
  }

  async *walk(parent: Ref, query: Query, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const { datasetId } = parseRef(parent);
    const type = await this.typeOf(datasetId, signal);
    for await (const rows of this.walkSamples(datasetId, query, signal))
      yield rows.map((row) => sampleNode(row, datasetId, type));
  }

  /** Empty for a dataset that is gone. */
  async typeOf(datasetId: string, signal: AbortSignal): Promise<string> {
    const known = this.types.get(datasetId);
    if (known !== undefined) return known;
    const row = await unlessGone(this.client.dataset(datasetId, signal));
    if (row) this.types.set(datasetId, String(row.dataset_type));
    return row === undefined ? '' : String(row.dataset_type);
  }

  /** Where the files of a dataset lie: `/bucket/dir/`; undefined where that is not told. */
  async inputOf(datasetId: string, signal: AbortSignal): Promise<string | undefined> {
    const row = await unlessGone(this.client.dataset(datasetId, signal));
    const folder = objectOf(row?.data_sources?.[0]?.data_path ?? '');
    return folder && `/${folder.bucket}/${folder.key}`.replace(/\/*$/, '/');
  }

  /** Whether a name is taken by a dataset, compared without case. */
  async isTaken(name: string, signal: AbortSignal): Promise<boolean> {
    return (await this.datasetId(name, signal)) !== undefined;
  }

  /** The id of the dataset that has a name, compared without case. */
  async datasetId(name: string, signal: AbortSignal): Promise<string | undefined> {
    const { datasets } = await this.client.datasets(0, 100, { search_content: name }, signal);
    return datasets.find((row) => row.dataset_name.toLowerCase() === name.toLowerCase())?.dataset_id;
  }

  private datasets(query: Query, signal: AbortSignal): ServerList<Dataset> {
    const filter: DatasetFilter = {
      ...(query.name !== undefined && { search_content: query.name }),
      ...(query.sort && { sort_by: query.sort.by, order: query.sort.descending ? 'desc' : 'asc' }),
    };
    return {
      kind: 'datasets',
      idOf: (row) => row.dataset_id,
      ask: async (offset, limit) => {
        const { datasets, total_number } = await this.client.datasets(offset, limit, filter, signal);
        return { rows: datasets, total: total_number ?? 0 };
      },
    };
  }

  private samplesOf(datasetId: string, query: Query, signal: AbortSignal): ServerList<Sample> {
    const filter = filterOf(query);
    return {
      kind: 'samples',
      idOf: (row) => row.sample_id,
      ask: async (offset, limit) => {
        const { samples, sample_count } = await this.client.samples(datasetId, offset, limit, filter, signal);
        return { rows: samples, total: sample_count };
      },
    };
  }
}

/** To list everything the state is left out (MA-19). */
function filterOf({ name, status }: Query): SampleFilter {
  return {
    ...(status !== undefined && { sample_state: status }),
    ...(name !== undefined && { search_conditions: JSON.stringify([{ sample_name: name }]) }),
  };
}

async function unlessGone<T>(row: Promise<T>): Promise<T | undefined> {
  try {
    return await row;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** How the server searches names is not documented; a list that it did not narrow must not pass for a match. */
function honoured({ name }: Query, nodes: readonly Node[]): readonly Node[] {
  if (name === undefined || nodes.every((node) => node.name.toLowerCase().includes(name.toLowerCase()))) return nodes;
  throw new PlatformError('protocol', text('The server did not filter the list by name. Clear the filter.'));
}
