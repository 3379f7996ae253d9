import { lookUp } from '../core/model/lookUp';

/** JSON text that is passed on as it was written. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** What a server may answer. `bigint` is written as a bare whole number, since some platforms send all 64 bits. */
export type Json =
  null | boolean | number | string | bigint | RawJson | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Writes JSON exactly; members that are `undefined` are left out. */
export function toJson(value: Json): string {
  if (value === null) return 'null';
  if (value instanceof RawJson) return value.text;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(toJson).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value)) {
    const member = lookUp(value, key);
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${toJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value of JSON text, or `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Marks the digits of a large number while JSON text is read; text that holds the mark itself is read plainly. */
const bigNumberMark = '\u0001';
const escapedMark = '\\u0001';
const textOrBigNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/g;

/** Like `parseJson`, but whole numbers of 16 digits and more come as `bigint`, since a number would round them. */
export function parseExactJson(text: string): unknown {
  if (text.includes(escapedMark)) return parseJson(text);
  const marked = text.replace(textOrBigNumber, (token) => (token.startsWith('"') ? token : `"${escapedMark}${token}"`));
  try {
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith(bigNumberMark) ? BigInt(value.slice(1)) : value,
    ) as unknown;
  } catch {
    return undefined;
  }
}
