import type { Json } from '../../../../src/sandbox/json';
import type { Call } from './call';
import { Refused } from './errors';

/** Default and largest page of every listing but that of spaces (SMH-17; 100 is the SDK's reading). */
export const defaultPageSize = 20;
export const maxPageSize = 100;
/** Furthest row that paging by number reaches (SMH-19). */
const maxRowByNumber = 10_000;

/** An ordered list that can be entered at an item. Items are numbered by a whole number above 0. */
export interface ListOptions<T> {
  /** `limit` items from that of this number on, from the start without one; `undefined` when it is not in the list. */
  from: (number: number | undefined, limit: number) => T[] | undefined;
  at: (offset: number, limit: number) => T[];
  count: () => number;
  number: (item: T) => number;
}

interface Marked<T> {
  items: T[];
  nextMarker: Json | undefined;
}

/**
 * One page by marker. A marker names the first item of the next page, so that it is stale once that item has gone; how
 * real markers are made is unknown. One below 0 asks for an empty page before that item.
 */
export function byMarker<T>(call: Call, listing: ListOptions<T>): Marked<T> {
  const { modes } = call.app;
  const limit = call.whole('limit', defaultPageSize, 1, maxPageSize);
  const given = call.query.get('marker') ?? '';
  const marker = given === '' ? undefined : readMarker(given);
  const write = (number: number): Json => (modes.integerMarker ? number : writeMarker(number));
  if (marker !== undefined && marker < 0) {
    if (!listing.from(-marker, 1)) throw new Refused('MarkerNotFound');
    return { items: [], nextMarker: write(-marker) };
  }
  const emptyNext = modes.emptyPage && marker === undefined;
  const size = emptyNext ? Math.max(1, Math.min(limit, Math.ceil(listing.count() / 2))) : limit;
  const found = listing.from(marker, size + 1);
  if (!found) throw new Refused('MarkerNotFound');
  const next = found[size];
  if (next !== undefined) {
    const number = listing.number(next);
    return { items: found.slice(0, size), nextMarker: write(emptyNext ? -number : number) };
  }
  return { items: found, nextMarker: modes.repeatMarker && marker !== undefined ? write(marker) : undefined };
}

/** The rows of one page by number. */
export function byPage<T>(call: Call, listing: ListOptions<T>): T[] {
  const page = call.whole('page', 1, 1, maxRowByNumber);
  const size = call.whole('page_size', defaultPageSize, 1, maxPageSize);
  if (page * size > maxRowByNumber) throw new Refused('ParamInvalid', 'page and page_size are invalid.');
  return listing.at((page - 1) * size, size);
}

function writeMarker(number: number): string {
  return `${number < 0 ? 'e' : 'a'}${Math.abs(number).toString(16).padStart(8, '0')}`;
}

/** Both the text and the whole number that older servers send. */
function readMarker(text: string): number {
  if (/^-?[1-9]\d{0,14}$/.test(text)) return Number(text);
  const parts = /^([ae])([0-9a-f]{8,13})$/.exec(text);
  if (!parts) throw new Refused('MarkerNotFound');
  return Number.parseInt(parts[2] ?? '', 16) * (parts[1] === 'e' ? -1 : 1);
}
