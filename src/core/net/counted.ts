import type { PagePosition, Page } from '../model/page';

/** Rows that are asked for when nobody says how many. */
const usualLimit = 500;

/** One page of a counted list, as a server answers it. */
export interface OffsetPage<T> {
  readonly list: readonly T[];
  /** Some servers tell it on the first page alone. */
  readonly total?: number | null | undefined;
}

/**
 * A part of a counted list, from as many pages as it takes. Offsets are whole multiples of a page.
 * @param ask pages count from 1
 */
export async function partOf<T>(
  at: PagePosition | undefined,
  pageSize: number,
  ask: (pageNo: number) => Promise<OffsetPage<T>>,
): Promise<Page<T>> {
  const { offset, limit } = at && 'offset' in at ? at : { offset: 0, limit: usualLimit };
  const firstNo = Math.floor(offset / pageSize) + 1;
  const first = await ask(firstNo);
  const total = first.total ?? undefined;
  const until = total === undefined ? offset + limit : Math.min(offset + limit, total);
  const pages = Math.ceil((until - offset) / pageSize);
  const others =
    first.list.length < pageSize ? [] : Array.from({ length: Math.max(0, pages - 1) }, (_, n) => firstNo + n + 1);
  const rest = await Promise.all(others.map(ask));
  const items = [first, ...rest].flatMap(({ list }) => list);
  return { items, ...(total !== undefined && { total: Math.max(total, items.length) }) };
}
