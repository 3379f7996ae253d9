import type { Json } from '../json';
import type { Row, Value } from '../rows';
import type { Call } from './routes';
import { SORT_COLUMNS } from './unknowns';

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
export interface Listing<T> {
  table: 'dataset' | 'item';
  where: Where;
  read: (row: Row) => T;
  tell: (rows: T[]) => Json[];
}

const LONGEST_PAGE = 100;
const USUAL_PAGE = 10;
const LAST_PAGE = 1_000_000_000;

/** Page mode: `total` on the first page only (BasicAI Cloud wire reference, section 1). */
export function pageOf<T>(call: Call, listing: Listing<T>): Json {
  const { table, where } = listing;
  const { rows } = call.app;
  const pageNo = call.query.count('pageNo', 1, LAST_PAGE);
  const size = call.query.count('pageSize', USUAL_PAGE, LONGEST_PAGE);
  const found = rows.all(
    `SELECT * FROM ${table} WHERE ${where.sql} ORDER BY ${readOrder(call)} LIMIT ? OFFSET ?`,
    [...where.values, size, (pageNo - 1) * size],
    listing.read,
  );
  const total =
    pageNo === 1 ? rows.count(`SELECT count(*) AS n FROM ${table} WHERE ${where.sql}`, where.values) : undefined;
  return { total, list: listing.tell(found) };
}

/** Cursor mode: ascending ids, `lastId` left out (BasicAI Cloud wire reference, section 1). */
export function afterId<T>(call: Call, listing: Listing<T>): Json {
  const { table } = listing;
  const limit = call.query.count('limit', USUAL_PAGE, LONGEST_PAGE);
  const where = listing.where.and('id > ?', call.query.id('lastId'));
  const sql = `SELECT * FROM ${table} WHERE ${where.sql} ORDER BY id LIMIT ?`;
  return { list: listing.tell(call.app.rows.all(sql, [...where.values, limit], listing.read)) };
}

/** The filters that datasets and items share (section 3.1). */
export function sharedFilters(call: Call, where: Where): Where {
  return where
    .and('instr(upper(name), upper(?)) > 0', call.query.text('name'))
    .and('created_at >= ?', call.query.time('createStartTime'))
    .and('created_at <= ?', call.query.time('createEndTime'));
}

function readOrder(call: Call): string {
  const field = call.query.oneOf('sortField', ['NAME', 'CREATED_AT', 'UPDATED_AT']);
  const way = call.query.oneOf('ascOrDesc', ['ASC', 'DESC']) ?? 'ASC';
  return field === undefined ? `id ${way}` : `${SORT_COLUMNS[field]} ${way}, id ${way}`;
}
