import type { Row, Rows, Value } from '../../../../src/sandbox/store/rows';
import { atOrAfter, orderBy, type Order } from './order';
import type { ListOptions } from './pager';

/** The rows of a select that are listed: all that meet `where`. */
export interface Listed<T> {
  select: string;
  from: string;
  where: string;
  values: Value[];
  order: Order;
  read: (row: Row) => T;
  number: (item: T) => number;
}

/** A listing that reads no more rows than it shows. */
export function tableListing<T>(rows: Rows, listed: Listed<T>): ListOptions<T> {
  const { order, where, values, read, number } = listed;
  const base = `SELECT ${listed.select} FROM ${listed.from} WHERE ${where}`;
  return {
    number,
    count: () => rows.count(`SELECT count(*) AS n FROM ${listed.from} WHERE ${where}`, values),
    at: (offset, limit) => rows.all(`${base} ${orderBy(order)} LIMIT ? OFFSET ?`, [...values, limit, offset], read),
    from: (start, limit) => {
      if (start === undefined) return rows.all(`${base} ${orderBy(order)} LIMIT ?`, [...values, limit], read);
      const row = rows.get(
        `SELECT ${order.rank} AS r, ${order.column} AS c FROM ${listed.from} WHERE ${where} AND ${order.id} = ?`,
        [...values, start],
        (found): [Value, Value, Value] => {
          const { r = null, c = null } = found.plain();
          return [r, c, start];
        },
      );
      if (!row) return undefined;
      const after = atOrAfter(order, row);
      return rows.all(`${base} AND ${after.sql} ${orderBy(order)} LIMIT ?`, [...values, ...after.values, limit], read);
    },
  };
}
