import type { Node, Ref } from '../../model/node';
import type { At, Page, Query } from '../../model/page';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { Facets } from '../platform';
import { type Client, type DataFilter, idsPerQuery, type Sort } from './client';
import { chunks, groups } from '../../model/lists';
import { nameKey } from './nameKey';
import { dataNode, datasetNode, refOf, splitLabels, statusLabels } from './nodes';
import { datasetRef, type Named, read } from './refs';
import type { Dataset } from './wire';

const datasetSorts = [
  { value: 'NAME', label: text('Name') },
  { value: 'CREATED_AT', label: text('Created') },
  { value: 'UPDATED_AT', label: text('Changed') },
];
/** `DATA_CONFIDENCE` is left out: the server fails on it (quirk 8). */
const dataSorts = datasetSorts.slice(0, 2);

export const rootFacets: Facets = { name: true, statuses: [], splits: [], created: false, sorts: datasetSorts };
export const dataFacets: Facets = {
  name: true,
  statuses: Object.entries(statusLabels).map(([value, label]) => ({ value, label })),
  splits: Object.entries(splitLabels).map(([value, label]) => ({ value, label })),
  created: true,
  sorts: dataSorts,
};

const defaultLimit = 500;

/** A kind of nodes with a list of their own beside datasets and data. */
export interface Branch {
  readonly kinds: ReadonlySet<Named['kind']>;
  children(parent: Named, signal: AbortSignal): Promise<readonly Node[]>;
  get(named: readonly Named[], signal: AbortSignal): Promise<readonly Node[]>;
}

/** Lists and finds nodes. */
export class Browse {
  constructor(
    private readonly client: Client,
    private readonly branches: readonly Branch[] = [],
  ) {}

  async children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal): Promise<Page<Node>> {
    const { pageNo, pageSize } = pageOf(at);
    if (parent === undefined) {
      const filter = query.name === undefined ? {} : { name: query.name };
      const page = await this.client.datasets(pageNo, pageSize, filter, sortOf(query), signal);
      return { items: page.list.map(datasetNode), total: page.total };
    }
    const named = read(parent);
    const branch = this.branchOf(named);
    if (branch) return cut(await branch.children(named, signal), at);
    const { datasetId, kind, id } = named;
    const filter = { ...dataFilter(query), ...(kind === 'scene' && { parentId: id }) };
    const page = await this.client.data(datasetId, pageNo, pageSize, filter, sortOf(query), signal);
    return { items: page.list.map(dataNode), total: page.total };
  }

  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const found = new Map<Ref, Node>();
    const all = refs.map(read);
    for (const [branch, own] of groups(all, (one) => this.branchOf(one)))
      for (const node of (await branch?.get(own, signal)) ?? []) found.set(node.ref, node);
    const named = all.filter((one) => this.branchOf(one) === undefined);
    for (const { id } of named.filter(({ kind }) => kind === 'dataset')) {
      const node = await this.dataset(id, signal);
      if (node) found.set(node.ref, node);
    }
    const ids = named.filter(({ kind }) => kind !== 'dataset').map(({ id }) => id);
    for (const part of chunks(ids, idsPerQuery))
      for (const row of await this.client.dataWithLocks(part, signal)) found.set(refOf(row), dataNode(row));
    return found;
  }

  private branchOf({ kind }: Named): Branch | undefined {
    return this.branches.find((branch) => branch.kinds.has(kind));
  }

  /** `info` has no counts (quirk 6); the status statistics do, and count frames like the list does. */
  private async dataset(id: string, signal: AbortSignal): Promise<Node | undefined> {
    try {
      const [info, counts] = await Promise.all([
        this.client.dataset(id, signal),
        this.client.datasetCounts(id, signal),
      ]);
      return datasetNode({ ...info, ...counts } satisfies Dataset);
    } catch (error) {
      if (error instanceof PlatformError && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  /** The dataset of exactly this name, as the server compares names. */
  async byName(name: string, signal: AbortSignal): Promise<Ref | undefined> {
    const wanted = nameKey(name);
    for (let pageNo = 1; ; pageNo++) {
      const page = await this.client.datasets(pageNo, 100, { name }, { sortField: 'NAME', ascOrDesc: 'ASC' }, signal);
      const hit = page.list.find((row) => nameKey(row.name) === wanted);
      if (hit) return datasetRef(hit.id);
      if (page.list.length < 100) return undefined;
    }
  }
}

function pageOf(at: At | undefined): { pageNo: number; pageSize: number } {
  if (at === undefined) return { pageNo: 1, pageSize: defaultLimit };
  if ('after' in at) throw new TypeError('BasicAI CE counts its lists');
  if (at.offset % at.limit !== 0) throw new TypeError('an offset is a multiple of the limit');
  return { pageNo: at.offset / at.limit + 1, pageSize: at.limit };
}

/** A page of a list that was read whole. */
function cut(nodes: readonly Node[], at: At | undefined): Page<Node> {
  const { pageNo, pageSize } = pageOf(at);
  return { items: nodes.slice((pageNo - 1) * pageSize, pageNo * pageSize), total: nodes.length };
}

function sortOf(query: Query): Sort {
  const by = query.sort ?? { by: 'NAME', descending: false };
  return { sortField: by.by, ascOrDesc: by.descending ? 'DESC' : 'ASC' };
}

/** Filters of `data/findByPage` that work (wire reference, section 7). */
export function dataFilter(query: Query): DataFilter {
  return {
    ...(query.name !== undefined && { name: query.name }),
    ...(query.status !== undefined && { annotationStatus: query.status }),
    ...(query.split !== undefined && { splitType: query.split }),
    ...(query.createdFrom !== undefined && { createStartTime: query.createdFrom }),
    ...(query.createdTo !== undefined && { createEndTime: query.createdTo }),
  };
}
