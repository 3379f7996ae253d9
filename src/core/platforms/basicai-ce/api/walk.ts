import pLimit from 'p-limit';
import { text } from '../../../model/text';
import { throwIfCancelled, PlatformError } from '../../../net/errors';
import { isFiltered, type Query } from '../../../model/page';
import { dataFilter } from '../browse/browse';
import type { CeClient, DataFilter, ListSort } from './client';
import type { Data } from './wire';

/** Below this many rows pages are cheaper than ids. */
const pagesUpTo = 2_000;
const pageSize = 500;
/** Longest list of ids in a query, in bytes; the line is limited to 8 KiB (CE-5). */
const queryBytes = 6_000;
const concurrency = 4;
/** Ids without a hit after which the rest is asked for by page. */
const longestGap = 20_000;
const oldest: ListSort = { sortField: 'CREATED_AT', ascOrDesc: 'ASC' };

/**
 * Every top-level row of a dataset, once, in any order. Big datasets are walked by id (CE-21): ids rise by one per row,
 * a list of ids costs the server little, while each page of a million rows costs seconds. Scenes are listed first, so
 * the first row need not have the lowest id: the walk goes up from it, then down, and asks for pages when both ways run
 * into a long gap. A narrowed list is asked for by page: ids do not tell what fits.
 * @throws PlatformError when rows came and went meanwhile, so that not all that were counted were seen
 */
export async function* walkDataset(
  client: CeClient,
  datasetId: string,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<readonly Data[]> {
  const filter = dataFilter(query);
  const first = await client.data(datasetId, 1, 1, filter, oldest, signal);
  if (first.total <= pagesUpTo || isFiltered(query)) {
    yield* walkPages(client, datasetId, filter, first.total, signal);
    return;
  }
  const start = Number(first.list[0]?.id);
  const seen = new Set<string>();
  for (const step of [1, -1] as const) {
    yield* walkIds(client, datasetId, step === 1 ? start : start - 1, step, first.total, seen, signal);
    if (seen.size >= first.total) return;
  }
  yield* fresh(walkPages(client, datasetId, {}, first.total, signal), seen);
  if (seen.size < first.total)
    throw new PlatformError(
      'conflict',
      text('The dataset changed while it was read: {0} of {1} items were seen.', seen.size, first.total),
      {
        retryable: true,
      },
    );
}

async function* walkPages(
  client: CeClient,
  datasetId: string,
  filter: DataFilter,
  total: number,
  signal: AbortSignal,
): AsyncGenerator<readonly Data[]> {
  for (let pageNo = 1; (pageNo - 1) * pageSize < total; pageNo++) {
    const { list } = await client.data(datasetId, pageNo, pageSize, filter, oldest, signal);
    if (list.length === 0) return;
    yield list;
  }
}

async function* walkIds(
  client: CeClient,
  datasetId: string,
  start: number,
  step: 1 | -1,
  total: number,
  seen: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<readonly Data[]> {
  const limit = pLimit(concurrency);
  let next = start;
  let gap = 0;
  while (next > 0 && gap < longestGap && seen.size < total) {
    throwIfCancelled(signal);
    const parts: string[][] = [];
    for (let n = 0; n < concurrency && next > 0; n++) {
      const ids = idsFrom(next, step);
      parts.push(ids);
      next += step * ids.length;
    }
    for (const rows of await Promise.all(parts.map((ids) => limit(() => client.dataByIds(ids, signal))))) {
      const mine = rows.filter((row) => row.datasetId === datasetId && row.parentId === '0' && !seen.has(row.id));
      for (const row of mine) seen.add(row.id);
      gap = rows.some((row) => row.datasetId === datasetId) ? 0 : gap + (parts[0]?.length ?? 0);
      if (mine.length > 0) yield mine;
    }
  }
}

function idsFrom(start: number, step: 1 | -1): string[] {
  const most = Math.max(1, Math.floor(queryBytes / (String(start + 10_000).length + 1)));
  const ids: string[] = [];
  for (let id = start; ids.length < most && id > 0; id += step) ids.push(String(id));
  return ids;
}

async function* fresh(pages: AsyncIterable<readonly Data[]>, seen: Set<string>): AsyncGenerator<readonly Data[]> {
  for await (const rows of pages) {
    const mine = rows.filter((row) => !seen.has(row.id));
    for (const row of mine) seen.add(row.id);
    if (mine.length > 0) yield mine;
  }
}

/** Every frame of a scene, by pages: scenes are small beside datasets. */
export async function* walkScene(
  client: CeClient,
  datasetId: string,
  sceneId: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Data[]> {
  for (let pageNo = 1; ; pageNo++) {
    const { list } = await client.data(datasetId, pageNo, pageSize, { parentId: sceneId }, oldest, signal);
    if (list.length > 0) yield list;
    if (list.length < pageSize) return;
  }
}
