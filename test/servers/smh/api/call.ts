import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { isObject, parseExactJson, type Json, type JsonObject } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { Refused } from './errors';
import { demand, granted, type Operation, type Grant } from '../access/grants';
import { decodePath, type Path } from './names';
import { readStrategy, type Strategy } from './strategy';
import type { Caller } from '../access/tokens';

/** What a route answers. */
export interface Outcome {
  status: number;
  body?: Json;
  headers?: Record<string, string>;
}

/** The parts of `/api/v1/{kind}/{library}/{space}/{rest}`; `rest` is still encoded. */
export interface Target {
  kind: string;
  library: string;
  space: string;
  rest: string;
}

/** A call of the API, after its caller was found good. */
export class Call {
  readonly query: URLSearchParams;

  constructor(
    readonly app: App,
    readonly arrival: Pick<Arrival, 'host' | 'method' | 'query' | 'hints'>,
    readonly target: Target,
    /** The space that the call is about, by its id in the tables; empty for a call on the library. */
    readonly space: string,
    readonly caller: Caller,
    private readonly text: string,
  ) {
    this.query = arrival.query;
  }

  /** A flag may stand bare, empty, or as `=1` (SMH-3). */
  flag(name: string): boolean {
    return hasFlag(this.query, name);
  }

  get path(): Path {
    return decodePath(this.target.rest);
  }

  /** The rest of the path as one plain text: an id, a key. */
  get name(): string {
    return this.path.join('/');
  }

  whole(name: string, fallback: number, least: number, most: number): number {
    const text = this.query.get(name) ?? '';
    if (text === '') return fallback;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new Refused('ParamInvalid', `${name} is invalid.`);
    return value;
  }

  strategy(fallback: Strategy): Strategy {
    return readStrategy(this.query.get('conflict_resolution_strategy'), fallback);
  }

  demand(operation: Operation, hard = false): void {
    demand(this.caller.grants, operation, hard);
  }

  need(...anyOf: Grant[]): void {
    if (!granted(this.caller.grants, anyOf)) throw new Refused('NoPermission');
  }

  /** The body as a value; an empty one is `undefined`. */
  json(): unknown {
    if (this.text.trim() === '') return undefined;
    const value = parseExactJson(this.text);
    if (value === undefined) throw new Refused('ParamInvalid', 'Body is not JSON.');
    return value;
  }

  /** The body as an object; absent counts as empty. */
  object(): JsonObject {
    const value = this.json() ?? {};
    if (!isObject(value)) throw new Refused('ParamInvalid', 'Body is not an object.');
    return value;
  }

  /** The body as a list. */
  list(): unknown[] {
    const value = this.json();
    if (!Array.isArray(value)) throw new Refused('ParamInvalid', 'Body is not an array.');
    return value;
  }
}

export function hasFlag(query: URLSearchParams, name: string): boolean {
  return ['', '1', 'true'].includes(query.get(name) ?? 'absent');
}

/** The id of a task or of a recycled item, written as a number or as text. */
export function readId(value: unknown): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'bigint' || typeof value === 'string') return String(value);
  throw new Refused('ParamInvalid', 'An id is invalid.');
}

export interface Route {
  method: string;
  kind: string;
  /** A flag that has to stand in the query. */
  flag?: string;
  /** Whether something has to follow the space, or must not; either when absent. */
  rest?: boolean;
  run: (call: Call) => Outcome | Promise<Outcome>;
}

export function matches(route: Route, method: string, target: Target, query: URLSearchParams): boolean {
  if (route.method !== method || route.kind !== target.kind) return false;
  if (route.flag !== undefined && !hasFlag(query, route.flag)) return false;
  return route.rest === undefined || route.rest === (target.rest !== '');
}
