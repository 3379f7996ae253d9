import { lookUp } from '../../../../src/core/model/lookUp';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import type { Answer } from '../../../../src/sandbox/http/answer';
import { isObject, parseExactJson, toJson, type Json } from '../../../../src/sandbox/json';
import { textAnswer } from '../../../../src/sandbox/http/answer';
import type { App } from '../app';
import type { Caller } from '../auth/authenticate';
import { refused } from './errors';
import { Fields } from './fields';
import { Query } from './query';

/** A call whose caller is known. */
export class Call {
  readonly query: Query;

  constructor(
    readonly app: App,
    readonly arrival: Arrival,
    private readonly params: Readonly<Record<string, string>>,
    readonly caller: Caller,
  ) {
    this.query = new Query(arrival.query);
  }

  /** The origin that the caller knows. */
  get host(): string {
    return this.arrival.host;
  }

  param(name: string): string {
    return lookUp(this.params, name) ?? '';
  }

  /** The body's JSON object; an empty body is an empty object. */
  get fields(): Fields {
    const text = this.caller.body.toString('utf8');
    const value = text === '' ? {} : parseExactJson(text);
    if (!isObject(value)) throw refused(4384, 'the body is no JSON object');
    return new Fields(value);
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  method: Method;
  /** Segments that start with a colon are parameters. */
  path: string;
  run: (call: Call) => Answer | Promise<Answer>;
}

/** A route that answers JSON with a status of its own. */
export function route(method: Method, path: string, run: (call: Call) => Json | Promise<Json>, status = 200): Route {
  return { method, path, run: async (call) => json(status, await run(call)) };
}

/** A route that answers without a body. */
export function silent(method: Method, path: string, run: (call: Call) => unknown, status = 204): Route {
  return {
    method,
    path,
    run: async (call) => {
      await run(call);
      return { status, headers: {} };
    },
  };
}

export function json(status: number, value: Json, headers: Record<string, string> = {}): Answer {
  return textAnswer(status, 'application/json;charset=UTF-8', toJson(value), headers);
}
