import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import type { Call } from './routes';

/** Most that a page of datasets or samples holds, and what it holds by itself (MA-22). */
const maxPageSize = 100;
const defaultPageSize = 10;
const maxOffset = 1_000_000_000;
/** What a total does not pass in mode `totalCap`. */
const cappedTotal = 100;

/** Which rows of a list to read. */
export interface Paging {
  offset: number;
  limit: number;
}

/** `offset` counts records, or in mode `offset` = `page` pages: both readings exist (MA-23). */
export function readPaging(call: Call, longest = maxPageSize): Paging {
  const limit = call.query.whole('limit', defaultPageSize, 1, longest);
  const offset = call.query.whole('offset', 0, 0, maxOffset);
  return { offset: call.app.modes.offset === 'page' ? offset * limit : offset, limit };
}

/** Puts an empty page after the first one (mode `emptyPage`); `undefined` is that page. */
export function withEmptyPage(app: App, paging: Paging, total: number): Paging | undefined {
  const { offset, limit } = paging;
  if (!app.modes.emptyPage || offset < limit || total <= limit) return paging;
  return offset < 2 * limit ? undefined : { offset: offset - limit, limit };
}

export function answeredTotal(app: App, total: number): Json {
  return app.modes.totalCap ? Math.min(total, cappedTotal) : total;
}
