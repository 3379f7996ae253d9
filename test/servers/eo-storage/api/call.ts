import { lookUp } from '../../../../src/core/model/lookUp';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { isObject, parseExactJson, type Json, type JsonObject } from '../../../../src/sandbox/json';
import type { App, Id } from '../app';
import { Refused } from './errors';

/** A call of the API, after its key was found good. */
export class Call {
  constructor(
    readonly app: App,
    readonly arrival: Pick<Arrival, 'host' | 'query' | 'header'>,
    readonly params: Readonly<Record<string, string>>,
    private readonly text: string,
  ) {}

  get body(): Body {
    const value = parseExactJson(this.text);
    if (!isObject(value)) throw new Refused(400, 'body is not a JSON object');
    return new Body(value);
  }

  /** A parameter of the query that has to be there. */
  need(name: string): string {
    const value = this.arrival.query.get(name);
    if (value === null || value === '') throw new Refused(400, `${name} is required`);
    return value;
  }
}

/** The fields of a body; `null` counts as absent. A field of another type is a parameter error. */
export class Body {
  constructor(private readonly fields: JsonObject) {}

  raw(name: string): unknown {
    return lookUp(this.fields, name) ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'string') return value;
    throw new Refused(400, `${name} is no text`);
  }

  needText(name: string): string {
    const value = this.text(name) ?? '';
    if (value.trim() === '') throw new Refused(400, `${name} must not be blank`);
    return value;
  }

  id(name: string): Id | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : readId(value, name);
  }

  needId(name: string): Id {
    const value = this.id(name);
    if (value === undefined) throw new Refused(400, `${name} is required`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refused(400, `${name} is no number`);
    return value;
  }

  /** A whole number within bounds that has to be there. */
  needWhole(name: string, least: number, most: number): number {
    const value = this.number(name);
    if (value === undefined || !Number.isInteger(value) || value < least || value > most)
      throw new Refused(400, `${name} is not valid`);
    return value;
  }

  /** Ids of one call, 100 at most (EO-7). */
  ids(name: string): Id[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw new Refused(400, `${name} is no list`);
    return checkIds(value.map((one) => readId(one, name)));
  }
}

/** Most ids in one call. */
const maxIdsPerCall = 100;

export function checkIds(ids: Id[]): Id[] {
  if (ids.length === 0 || ids.length > maxIdsPerCall)
    throw new Refused(400, `between 1 and ${maxIdsPerCall} ids are due`);
  return ids;
}

/** A Java Long: a whole number, or its digits as text. */
export function readId(value: unknown, name: string): Id {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value);
  throw new Refused(400, `${name} is no whole number`);
}

export interface Route {
  method: 'GET' | 'POST';
  /** Below `/datafile`; segments that start with a colon are parameters. */
  path: string;
  /** Gives the `data` of the answer. */
  run: (call: Call) => Json;
}
