import type { Connection } from '../../core/model/connection';
import { lookUp } from '../../core/model/lookUp';
import { readBaseUrl } from '../../core/net/hosts/urls';
import { text, type Text } from '../../core/model/text';

/** An entry of the list that no connection can be made of. */
export interface UnreadableEntry {
  /** Its place in the list, from 1. */
  readonly place: number;
  readonly why: Text;
}

export interface ConnectionList {
  readonly connections: readonly Connection[];
  readonly unreadable: readonly UnreadableEntry[];
  /** By the id of a connection: fields of its entry that mean nothing here, as `colour` or `options.region`. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

/** Reads the list as it is written in the settings: what cannot be read is told, never dropped in silence. */
export function readList(written: unknown): ConnectionList {
  if (written === undefined || written === null) return { connections: [], unreadable: [], unknown: new Map() };
  if (!Array.isArray(written))
    return { ...readList([]), unreadable: [{ place: 1, why: text('The setting is not a list.') }] };
  const connections: Connection[] = [];
  const unknown = new Map<string, readonly string[]>();
  const unreadable: UnreadableEntry[] = [];
  written.forEach((entry: unknown, at) => {
    const read = readEntry(entry);
    if ('why' in read) unreadable.push({ place: at + 1, why: read.why });
    else if (connections.some(({ id }) => id === read.id))
      unreadable.push({ place: at + 1, why: text('Its ID "{0}" is used by another connection.', read.id) });
    else {
      connections.push(read);
      unknown.set(read.id, unknownFields(entry as Written));
    }
  });
  return { connections, unreadable, unknown };
}

/**
 * The written list with one connection added or changed. Of its entry only the fields that connections have are written; all
 * other fields and all other entries stay as they are, in their order.
 * @throws TypeError when what is written is no list: nothing of it may be lost
 */
export function withSaved(written: unknown, connection: Connection): unknown[] {
  const list = listOf(written);
  const at = placeOf(list, connection.id);
  if (at < 0) return [...list, { ...connection }];
  const { options: before, ...others } = list[at] as Written;
  const options = { ...(isRecord(before) && withoutTexts(before)), ...connection.options };
  return list.with(at, { ...others, ...connection, ...(Object.keys(options).length > 0 && { options }) });
}

/** The written list without one connection. @throws TypeError when what is written is no list */
export function withoutOne(written: unknown, id: string): unknown[] {
  const list = listOf(written);
  const at = placeOf(list, id);
  return at < 0 ? [...list] : list.toSpliced(at, 1);
}

function listOf(written: unknown): readonly unknown[] {
  if (written === undefined || written === null) return [];
  if (Array.isArray(written)) return written;
  throw new TypeError('datasets.connections is no list');
}

/** The entry that `readList` made the connection of: the first readable one with its id. */
function placeOf(list: readonly unknown[], id: string): number {
  return list.findIndex((entry) => {
    const read = readEntry(entry);
    return !('why' in read) && read.id === id;
  });
}

function readEntry(entry: unknown): Connection | { readonly why: Text } {
  if (!isRecord(entry)) return { why: text('It is not an object with id, platform, name and url.') };
  const { id, platform, name, url, options } = entry;
  if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id))
    return { why: text('Its ID must have 1 to 64 letters, digits, "-" or "_".') };
  if (typeof platform !== 'string') return { why: text('Its platform is missing or not a text.') };
  if (typeof url !== 'string') return { why: text('Its URL is missing or not a text.') };
  const address = readBaseUrl(url);
  if (address.problem !== undefined) return { why: address.problem };
  return {
    id,
    platform,
    name: typeof name === 'string' && name !== '' ? name : address.url,
    url: address.url,
    ...(isRecord(options) && { options: texts(options) }),
  };
}

/** An entry, or its options, as a person wrote them. */
type Written = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(options: Written): Record<string, string> {
  const entries = Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

function withoutTexts(options: Written): Written {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => typeof value !== 'string'));
}

const known: Readonly<Record<keyof Connection, (value: unknown) => boolean>> = {
  id: () => true,
  platform: () => true,
  url: () => true,
  name: (value) => typeof value === 'string',
  options: isRecord,
};

function unknownFields(entry: Written): string[] {
  const fields = Object.entries(entry).filter(([name, value]) => lookUp(known, name)?.(value) !== true);
  const options = isRecord(entry['options']) ? Object.keys(withoutTexts(entry['options'])) : [];
  return [...fields.map(([name]) => name), ...options.map((name) => `options.${name}`)];
}
