import type { Json } from '../../json';
import type { Query } from './fields';

/** Which rows of a list to read; a `limit` of -1 means all. */
export interface Paging {
  pageNo: number;
  pageSize: number;
  offset: number;
  limit: number;
}

/** Page numbers below 1 act as 1, sizes below 0 ask for every row (CE-10). */
export function readPaging(query: Query): Paging {
  const pageNo = Math.max(1, query.long('pageNo') ?? 1);
  const pageSize = query.long('pageSize') ?? 10;
  return pageSize < 0
    ? { pageNo: 1, pageSize, offset: 0, limit: -1 }
    : { pageNo, pageSize, offset: (pageNo - 1) * pageSize, limit: pageSize };
}

/** With every row asked for, the total is 0: that is how the platform answers. */
export function page(paging: Paging, total: number, list: readonly Json[]): Json {
  return { pageSize: paging.pageSize, pageNo: paging.pageNo, total: paging.limit < 0 ? 0 : total, list };
}
