import type { Json } from '../../../../src/sandbox/json';
import type { Row, Value } from '../../../../src/sandbox/store/rows';
import type { Call } from './routes';
import { sortColumns } from '../unknowns';

/** Conditions of a list, joined by AND. */
export class Where {
  readonly values: Value[] = [];
  private readonly conditions: string[] = [];

  /** Adds a condition unless its value is `undefined`. */
  and(condition: string, value: Value | undefined): this {
    if (value !== undefined) {
      this.conditions.push(condition);
      this.values.push(value);
    }
    return this;
  }

  get sql(): string {
    return this.conditions.length > 0 ? this.conditions.join(' AND ') : 'true';
  }
}

/** A table, which of its rows, and how one is told. */
export interface ListOptions<T> {
  table: 'dataset' | 'item';
  where: Where;
  read: (row: Row) => T;
  toAnswer: (rows: T[]) => Json[];
}

const maxPageSize = 100;
const defaultPageSize = 10;
const maxPageNo = 1_000_000_000;

/** Page mode: `total` on the first page only (CLOUD-7). */
export function pageOf<T>(call: Call, listing: ListOptions<T>): Json {
  const { table, where } = listing;
  const { rows } = call.app;
  const pageNo = call.query.count('pageNo', 1, maxPageNo);
  const size = call.query.count('pageSize', defaultPageSize, maxPageSize);
  const found = rows.all(
    `SELECT * FROM ${table} WHERE ${where.sql} ORDER BY ${readOrder(call)} LIMIT ? OFFSET ?`,
    [...where.values, size, (pageNo - 1) * size],
    listing.read,
  );
  const total =
    pageNo === 1 ? rows.count(`SELECT count(*) AS n FROM ${table} WHERE ${where.sql}`, where.values) : undefined;
  return { total, list: listing.toAnswer(found) };
}

/** Cursor mode: ascending ids, `lastId` left out (CLOUD-8). */
export function afterId<T>(call: Call, listing: ListOptions<T>): Json {
  const { table } = listing;
  const limit = call.query.count('limit', defaultPageSize, maxPageSize);
  const where = listing.where.and('id > ?', call.query.id('lastId'));
  const sql = `SELECT * FROM ${table} WHERE ${where.sql} ORDER BY id LIMIT ?`;
  return { list: listing.toAnswer(call.app.rows.all(sql, [...where.values, limit], listing.read)) };
}

/** The filters that datasets and items share (CLOUD-9). */
export function sharedFilters(call: Call, where: Where): Where {
  return where
    .and('instr(upper(name), upper(?)) > 0', call.query.text('name'))
    .and('created_at >= ?', call.query.time('createStartTime'))
    .and('created_at <= ?', call.query.time('createEndTime'));
}

function readOrder(call: Call): string {
  const field = call.query.oneOf('sortField', ['NAME', 'CREATED_AT', 'UPDATED_AT']);
  const order = call.query.oneOf('ascOrDesc', ['ASC', 'DESC']) ?? 'ASC';
  return field === undefined ? `id ${order}` : `${sortColumns[field]} ${order}, id ${order}`;
}
