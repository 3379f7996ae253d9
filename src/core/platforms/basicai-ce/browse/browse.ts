import type { Node, Ref } from '../../../model/node';
import type { PagePosition, Page, Query } from '../../../model/page';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { Facets } from '../../../contract';
import { type CeClient, type DataFilter, idsPerQuery, type ListSort } from '../api/client';
import { chunk, groupBy } from '../../../model/lists';
import { nameKey } from './nameKey';
import { dataNode, datasetNode, refOf, splitLabels, statusLabels } from '../nodes';
import { datasetRef, type ParsedRef, parseRef } from '../refs';
import type { Dataset } from '../api/wire';

const datasetSorts = [
  { value: 'NAME', label: text('Name') },
  { value: 'CREATED_AT', label: text('Created') },
  { value: 'UPDATED_AT', label: text('Changed') },
];
/** `DATA_CONFIDENCE` is left out: the server fails on it (CE-17). */
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
export interface TreeBranch {
  readonly kinds: ReadonlySet<ParsedRef['kind']>;
  children(parent: ParsedRef, signal: AbortSignal): Promise<readonly Node[]>;
  get(named: readonly ParsedRef[], signal: AbortSignal): Promise<readonly Node[]>;
}

/** Lists and finds nodes. */
export class CeBrowse {
  constructor(
    private readonly client: CeClient,
    private readonly branches: readonly TreeBranch[] = [],
  ) {}

  async children(
    parent: Ref | undefined,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>> {
    const { pageNo, pageSize } = pageOf(at);
    if (parent === undefined) {
      const filter = query.name === undefined ? {} : { name: query.name };
      const page = await this.client.datasets(pageNo, pageSize, filter, sortOf(query), signal);
      return { items: page.list.map(datasetNode), total: page.total };
    }
    const named = parseRef(parent);
    const branch = this.branchOf(named);
    if (branch) return cut(await branch.children(named, signal), at);
    const { datasetId, kind, id } = named;
    const filter = { ...dataFilter(query), ...(kind === 'scene' && { parentId: id }) };
    const page = await this.client.data(datasetId, pageNo, pageSize, filter, sortOf(query), signal);
    return { items: page.list.map(dataNode), total: page.total };
  }

  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const found = new Map<Ref, Node>();
    const all = refs.map(parseRef);
    for (const [branch, own] of groupBy(all, (one) => this.branchOf(one)))
      for (const node of (await branch?.get(own, signal)) ?? []) found.set(node.ref, node);
    const named = all.filter((one) => this.branchOf(one) === undefined);
    for (const { id } of named.filter(({ kind }) => kind === 'dataset')) {
      const node = await this.dataset(id, signal);
      if (node) found.set(node.ref, node);
    }
    const ids = named.filter(({ kind }) => kind !== 'dataset').map(({ id }) => id);
    for (const part of chunk(ids, idsPerQuery))
      for (const row of await this.client.dataWithLocks(part, signal)) found.set(refOf(row), dataNode(row));
    return found;
  }

  private branchOf({ kind }: ParsedRef): TreeBranch | undefined {
    return this.branches.find((branch) => branch.kinds.has(kind));
  }

  /** `info` has no counts (CE-12); the status statistics do, and count frames like the list does. */
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

function pageOf(at: PagePosition | undefined): { pageNo: number; pageSize: number } {
  if (at === undefined) return { pageNo: 1, pageSize: defaultLimit };
  if ('after' in at) throw new TypeError('BasicAI CE counts its lists');
  if (at.offset % at.limit !== 0) throw new TypeError('an offset is a multiple of the limit');
  return { pageNo: at.offset / at.limit + 1, pageSize: at.limit };
}

/** A page of a list that was read whole. */
function cut(nodes: readonly Node[], at: PagePosition | undefined): Page<Node> {
  const { pageNo, pageSize } = pageOf(at);
  return { items: nodes.slice((pageNo - 1) * pageSize, pageNo * pageSize), total: nodes.length };
}

function sortOf(query: Query): ListSort {
  const by = query.sort ?? { by: 'NAME', descending: false };
  return { sortField: by.by, ascOrDesc: by.descending ? 'DESC' : 'ASC' };
}

/** Filters of `data/findByPage` that work (CE-16). */
export function dataFilter(query: Query): DataFilter {
  return {
    ...(query.name !== undefined && { name: query.name }),
    ...(query.status !== undefined && { annotationStatus: query.status }),
    ...(query.split !== undefined && { splitType: query.split }),
    ...(query.createdFrom !== undefined && { createStartTime: query.createdFrom }),
    ...(query.createdTo !== undefined && { createEndTime: query.createdTo }),
  };
}
