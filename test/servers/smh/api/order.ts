import { lookUp } from '../../../../src/core/model/lookUp';
import type { Value } from '../../../../src/sandbox/store/rows';
import type { Call } from './call';
import { Refused } from './errors';

/** How a table is listed: rank first, then a column, then the number of the row. */
export interface Order {
  rank: string;
  column: string;
  id: string;
  down: boolean;
}

/** Reads `order_by` and `order_by_type`; `columns` maps the words of the wire to columns. */
export function readOrder(
  call: Call,
  columns: Readonly<Record<string, string>>,
  fallback: string,
): { column: string; down: boolean } {
  const word = call.query.get('order_by') ?? '';
  const kind = call.query.get('order_by_type') ?? '';
  const column = lookUp(columns, word === '' ? fallback : word);
  if (column === undefined || !['', 'asc', 'desc'].includes(kind))
    throw new Refused('ParamInvalid', 'order_by is invalid.');
  return { column, down: kind === 'desc' };
}

export function orderBy({ rank, column, id, down }: Order): string {
  const direction = down ? ' DESC' : '';
  return `ORDER BY ${rank}, ${column}${direction}, ${id}${direction}`;
}

/** The condition that a row stands at or after another, of which rank, column and number are given. */
export function atOrAfter(order: Order, row: readonly [Value, Value, Value]): { sql: string; values: Value[] } {
  const { rank, column, id, down } = order;
  if (!down) return { sql: `(${rank}, ${column}, ${id}) >= (?, ?, ?)`, values: [...row] };
  return {
    sql: `(${rank} > ? OR (${rank} = ? AND (${column}, ${id}) <= (?, ?)))`,
    values: [row[0], row[0], row[1], row[2]],
  };
}
