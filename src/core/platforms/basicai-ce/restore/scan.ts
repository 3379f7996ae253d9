import { throwIfCancelled } from '../../../net/errors';
import { type CeClient, idsPerQuery, type ListSort } from '../api/client';
import { bisectFailures, liesInAnId } from './bisect';
import { storedConcurrency, type StoredResults, storedData } from './stored';

/** Ids beyond what is known of the dataset, on either side, that are looked at without a hit. */
const reach = 5_000;
/** Datasets whose newest data tell how far ids go, when the dataset itself is empty. */
const mostNeighbours = 200;
const oldest: ListSort = { sortField: 'CREATED_AT', ascOrDesc: 'ASC' };
const newest: ListSort = { sortField: 'CREATED_AT', ascOrDesc: 'DESC' };

/** What a look for deleted data found. */
export interface ScanResult {
  readonly found: readonly StoredResults[];
  /** Ids that the server fails on, whatever they stand for: it fails on those of deleted scenes too. */
  readonly unread: readonly string[];
}

interface Looked {
  /** Whether a row of the dataset is among the ids. */
  readonly own: boolean;
  readonly deleted: readonly StoredResults[];
  readonly failed: readonly string[];
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** How far to go beyond without a hit. */
  readonly reach: number;
}

/**
 * Finds deleted data that are still stored: ids rise by one per row across all datasets, and an id that the server
 * lists no more while `getDataAndResult` still answers it is a deleted one (CE-72). Looked at are the ids from the
 * first to the last row of the dataset and some beyond; all ids when it is empty.
 */
export async function scanDeleted(
  client: CeClient,
  datasetId: string,
  report: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<ScanResult> {
  const span = await spanOf(client, datasetId, signal);
  const of = span.to - span.from + 1 + span.reach + Math.min(span.reach, span.from);
  const found: StoredResults[] = [];
  const unread: string[] = [];
  let done = 0;
  for (const step of [1, -1] as const) {
    let next = step === 1 ? span.from : span.from - 1;
    let empty = 0;
    while (next > 0 && ((step === 1 && next <= span.to) || empty < span.reach)) {
      throwIfCancelled(signal);
      const parts = partsFrom(next, step);
      next += step * parts.reduce((sum, ids) => sum + ids.length, 0);
      const looked = await Promise.all(parts.map((ids) => look(client, datasetId, ids, signal)));
      for (const [n, { own, deleted, failed }] of looked.entries()) {
        empty = own || deleted.length > 0 ? 0 : empty + (parts[n]?.length ?? 0);
        found.push(...deleted);
        unread.push(...failed);
        done += parts[n]?.length ?? 0;
      }
      report(Math.min(done, of), of);
    }
  }
  return { found, unread };
}

/** The ids that the rows of the dataset lie between; those of all datasets when it has none. */
async function spanOf(client: CeClient, datasetId: string, signal: AbortSignal): Promise<Span> {
  const ends = await Promise.all(
    [oldest, newest].map((sort) => client.data(datasetId, 1, 1, {}, sort, signal).then(({ list }) => list[0]?.id)),
  );
  const [first, last] = ends.map(Number);
  if (first !== undefined && last !== undefined && first > 0 && last > 0)
    return { from: Math.min(first, last), to: Math.max(first, last), reach };
  let to = 1;
  const { list } = await client.datasets(1, mostNeighbours, {}, newest, signal);
  for (const { id, itemCount } of list) {
    if (itemCount === 0) continue;
    const page = await client.data(id, 1, 1, {}, newest, signal);
    to = Math.max(to, Number(page.list[0]?.id ?? 1));
  }
  return { from: 1, to, reach };
}

function partsFrom(start: number, step: 1 | -1): string[][] {
  const parts: string[][] = [];
  let id = start;
  for (let n = 0; n < storedConcurrency && id > 0; n++) {
    const ids: string[] = [];
    for (; ids.length < idsPerQuery && id > 0; id += step) ids.push(String(id));
    parts.push(ids);
  }
  return parts;
}

/** What of some ids belongs to the dataset, listed or deleted. */
async function look(client: CeClient, datasetId: string, ids: readonly string[], signal: AbortSignal): Promise<Looked> {
  const { found: listed, failed: unlisted } = await bisectFailures(ids, (part) => client.statusByIds(part, signal));
  for (const error of unlisted.values()) if (!liesInAnId(error)) throw error;
  const known = new Set([...listed.map((row) => row.id), ...unlisted.keys()]);
  const rest = ids.filter((id) => !known.has(id));
  const { found, failed } = await storedData(client, datasetId, rest, signal);
  return {
    own: listed.some((row) => row.datasetId === datasetId),
    deleted: found.filter((one) => one.datasetId === datasetId && one.files.length > 0),
    failed: [...unlisted.keys(), ...failed.keys()],
  };
}
