import { text } from '../../../model/text';
import { throwIfCancelled, PlatformError } from '../../../net/errors';
import { pageSize } from './client';
import type { OffsetPaging } from './paging';

export interface ListSlice<T> {
  readonly rows: readonly T[];
  /** As the server counts them. */
  readonly total: number;
}

/** A list of the server. */
export interface ServerList<T> {
  /** Lists of one kind count their offsets alike. */
  readonly kind: 'datasets' | 'samples';
  ask(offset: number, limit: number): Promise<ListSlice<T>>;
  idOf(row: T): string;
}

/** So many empty pages in a row end a list of which more was promised. */
const mostGaps = 5;

/** Reads counted lists in pages of 100: each row once, whatever the offset counts, and past empty pages (MA-23). */
export class ListReader {
  constructor(private readonly paging: OffsetPaging) {}

  /** Rows `from` to `from + count`. The pages of it are asked for together. */
  async range<T>(list: ServerList<T>, from: number, count: number, signal: AbortSignal): Promise<ListSlice<T>> {
    const firstNo = Math.floor(from / pageSize);
    const first = await this.page(list, firstNo, signal);
    const until = Math.min(from + count, first.total);
    const planned = Array.from(
      { length: Math.max(0, Math.ceil(until / pageSize) - firstNo - 1) },
      (_, n) => firstNo + n + 1,
    );
    if (planned.length > 0) await this.offset(list, 1, signal);
    const pages = [first, ...(await Promise.all(planned.map((no) => this.page(list, no, signal))))];
    const found = new Distinct(list);
    for (const { rows } of pages) found.take(rows);
    const wanted = until - firstNo * pageSize;
    // An empty page in the middle moves the rows behind it to the pages that follow.
    const extra = pages.some(({ rows }) => rows.length === 0) ? mostGaps : 0;
    for (let n = 0; n < extra && found.rows.length < wanted; n++)
      found.take((await this.page(list, firstNo + pages.length + n, signal)).rows);
    const rows = found.rows.slice(from - firstNo * pageSize).slice(0, count);
    return { rows, total: Math.max(first.total, from + rows.length) };
  }

  /**
   * Every row, once, page by page. The end is an empty page behind as many rows as the server counts, since its count
   * may be too low (MA-24). @throws PlatformError of kind `protocol` when a whole page or more is missing at the end
   */
  async *walk<T>(list: ServerList<T>, signal: AbortSignal): AsyncGenerator<readonly T[]> {
    const found = new Distinct(list);
    let gaps = 0;
    for (let no = 0; ; no++) {
      throwIfCancelled(signal);
      const { rows, total } = await this.page(list, no, signal);
      const fresh = found.take(rows);
      if (fresh.length > 0) yield fresh;
      gaps = fresh.length > 0 ? 0 : gaps + 1;
      const missing = total - found.rows.length;
      if (rows.length < pageSize && missing <= 0) return;
      if (gaps > 0 && missing <= 0) return;
      if (gaps === mostGaps) {
        complete(found.rows.length, total);
        return;
      }
    }
  }

  private async page<T>(list: ServerList<T>, no: number, signal: AbortSignal): Promise<ListSlice<T>> {
    return list.ask(await this.offset(list, no, signal), pageSize);
  }

  private async offset<T>(list: ServerList<T>, no: number, signal: AbortSignal): Promise<number> {
    if (no === 0) return 0;
    const ids = async (offset: number, limit: number) =>
      (await list.ask(offset, limit)).rows.map((row) => list.idOf(row));
    return (await this.paging.reading(list.kind, ids, signal)) === 'page' ? no : no * pageSize;
  }
}

/** Rows in their order, each id once. */
class Distinct<T> {
  readonly rows: T[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly list: Pick<ServerList<T>, 'idOf'>) {}

  /** @returns those that were not there */
  take(rows: readonly T[]): T[] {
    const fresh = rows.filter((row) => !this.seen.has(this.list.idOf(row)));
    for (const row of fresh) this.seen.add(this.list.idOf(row));
    this.rows.push(...fresh);
    return fresh;
  }
}

/** Fewer than a page may have gone meanwhile; a whole page is a list that was not read to its end. */
function complete(found: number, total: number): void {
  if (total - found < pageSize) return;
  throw new PlatformError('protocol', text('The server lists {0} of {1} items, then nothing more.', found, total), {
    remedy: text('Choose "record" or "page" as "paging" in the settings of the connection.'),
  });
}
