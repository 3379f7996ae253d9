import { chunk, groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import type { PagePosition, Page, Query } from '../../../model/page';
import { text } from '../../../model/text';
import { partOf } from '../../../net/counted';
import { isPlatformError, PlatformError } from '../../../net/errors';
import type { Facets } from '../../../contract';
import type { CloudClient, ListFilter } from '../api/client';
import { idsPerCall, pageSize } from '../limits';
import { datasetNode, itemNode } from '../nodes';
import { childPlace, datasetRef, holderRef, parentIdOf, type ItemPlace, parseRef } from '../refs';
import { walkDatasets, walkPlace } from '../api/walk';
import type { Item } from '../api/wire';

/** Names of the open-source sibling (CLOUD-9). */
const sorts = [
  { value: 'NAME', label: text('Name') },
  { value: 'CREATED_AT', label: text('Created') },
  { value: 'UPDATED_AT', label: text('Changed') },
];
export const facets: Facets = { name: true, statuses: [], splits: [], created: true, sorts };

/** Lists and finds nodes. Lists are asked by page, since these can be jumped into; single nodes by id. */
export class CloudBrowse {
  /** The types of datasets, which their items do not tell. */
  private readonly types = new Map<string, string>();

  constructor(private readonly client: CloudClient) {}

  async children(
    parent: Ref | undefined,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>> {
    const filter = filterOf(query);
    if (parent === undefined) {
      const rows = await partOf(at, pageSize, (pageNo) => this.client.datasets(pageNo, filter, signal));
      for (const { id, type } of rows.items) this.types.set(id, type);
      return honoured(query, { ...rows, items: rows.items.map(datasetNode) });
    }
    const place = childPlace(parseRef(parent));
    const type = await this.typeOf(place.datasetId, signal);
    const ask = (pageNo: number) => this.client.items(place.datasetId, parentIdOf(place), pageNo, filter, signal);
    const rows = await partOf(at, pageSize, ask);
    return honoured(query, { ...rows, items: rows.items.map((row) => itemNode(row, place, type)) });
  }

  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const named = refs.map(parseRef);
    const found = new Map<Ref, Node>();
    const datasets = named.filter(({ kind }) => kind === 'dataset').map(({ id }) => id);
    for (const part of chunk(datasets, idsPerCall))
      for (const row of await this.client.datasetsOf(part, signal)) {
        this.types.set(row.id, row.type);
        found.set(datasetRef(row.id), datasetNode(row));
      }
    if (datasets.some((id) => !found.has(datasetRef(id))))
      for await (const rows of walkDatasets(this.client, signal))
        for (const row of rows) if (datasets.includes(row.id)) found.set(datasetRef(row.id), datasetNode(row));
    const items = refs.filter((ref) => parseRef(ref).kind !== 'dataset');
    for (const same of groupBy(items, (ref) => holderRef(parseRef(ref))).values())
      for (const node of await this.getTogether(same, signal)) found.set(node.ref, node);
    return found;
  }

  /** Nodes of one place. */
  private async getTogether(refs: readonly Ref[], signal: AbortSignal): Promise<Node[]> {
    const { datasetId, above } = parseRef(refs[0] ?? '');
    const place = { datasetId, above };
    const type = await this.typeOf(datasetId, signal);
    const ids = refs.map((ref) => parseRef(ref).id);
    return [...(await rowsOf(this.client, place, ids, signal)).values()].map((row) => itemNode(row, place, type));
  }

  /** Empty for a dataset that is gone. */
  async typeOf(datasetId: string, signal: AbortSignal): Promise<string> {
    const known = this.types.get(datasetId);
    if (known !== undefined) return known;
    const [row] = await this.client.datasetsOf([datasetId], signal);
    if (row) this.types.set(datasetId, row.type);
    return row?.type ?? '';
  }

  /** Whether a name is taken by a dataset, compared without case. */
  async isTaken(name: string, signal: AbortSignal): Promise<boolean> {
    return (await this.datasetId(name, signal)) !== undefined;
  }

  /** The id of the dataset that has a name, compared without case. */
  async datasetId(name: string, signal: AbortSignal): Promise<string | undefined> {
    const { list } = await this.client.datasets(1, { name }, signal);
    return list.find((row) => row.name.toLowerCase() === name.toLowerCase())?.id;
  }

  async *walk(parent: Ref, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const place = childPlace(parseRef(parent));
    const type = await this.typeOf(place.datasetId, signal);
    for await (const rows of walkPlace(this.client, place, signal)) yield rows.map((row) => itemNode(row, place, type));
  }
}

/**
 * The rows of a place that have these ids; there is no call for single items. Those that are absent are gone: that is known
 * by a walk alone, since nobody promises what follows an id that the server never gave.
 */
export async function rowsOf(
  client: CloudClient,
  place: ItemPlace,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Item>> {
  const wanted = new Set(ids);
  const found = new Map<string, Item>();
  const take = (rows: readonly Item[]) => {
    for (const row of rows) if (wanted.has(row.id)) found.set(row.id, row);
  };
  for await (const rows of guessed(client, place, wanted, signal)) take(rows);
  if (found.size === wanted.size) return found;
  try {
    for await (const rows of walkPlace(client, place, signal)) {
      take(rows);
      if (found.size === wanted.size) break;
    }
  } catch (error) {
    noneWhenGone(error);
  }
  return found;
}

/**
 * Pages that likely hold these ids. Lists by id rise (CLOUD-8), so the page behind the id before the lowest wanted one
 * holds it, and often its neighbours. What they hold is there; what they do not hold may be there all the same.
 */
async function* guessed(
  client: CloudClient,
  place: ItemPlace,
  ids: ReadonlySet<string>,
  signal: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  const left = [...ids].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const before = (BigInt(next) - 1n).toString();
    const { list } = await client.itemsById(place.datasetId, parentIdOf(place), before, signal).catch(noneWhenGone);
    yield list;
    const last = list.length < pageSize ? undefined : list.at(-1)?.id;
    // All up to the last row of a full page were seen, and all there are of a short one.
    while (left[0] !== undefined && (last === undefined || BigInt(left[0]) <= BigInt(last))) left.shift();
  }
}

/** A scene or dataset that is gone holds nothing. */
function noneWhenGone(error: unknown): { list: Item[] } {
  if (isPlatformError(error) && error.facts.code === 'RESOURCE_NOT_FOUND') return { list: [] };
  throw error;
}

function filterOf(query: Query): ListFilter {
  return {
    ...(query.name !== undefined && { name: query.name }),
    ...(query.createdFrom !== undefined && { createStartTime: query.createdFrom }),
    ...(query.createdTo !== undefined && { createEndTime: query.createdTo }),
    ...(query.sort && { sortField: query.sort.by, ascOrDesc: query.sort.descending ? 'DESC' : 'ASC' }),
  };
}

/** The filter's name is a guess: a server that does not know it answers with everything, which must not pass for a match. */
function honoured({ name }: Query, page: Page<Node>): Page<Node> {
  const stranger =
    name === undefined ? undefined : page.items.find((node) => !node.name.toLowerCase().includes(name.toLowerCase()));
  if (stranger === undefined) return page;
  throw new PlatformError('protocol', text('The server did not filter the list by name. Clear the filter.'));
}
