import { lookUp } from '../../../core/model/lookUp';
import type { Answer } from '../../http/answer';
import type { Arrival } from '../../http/arrival';
import { isObject, type Json } from '../../json';
import type { App } from '../app';
import { unforeseen } from './errors';
import { Body, Query } from './fields';
import type { User } from '../users/users';

/** A call of the API, after the token was found good. */
export class Call {
  readonly query: Query;

  constructor(
    readonly app: App,
    readonly arrival: Arrival,
    readonly params: Readonly<Record<string, string>>,
    private readonly caller: User | undefined,
  ) {
    this.query = new Query(arrival.query);
  }

  get user(): User {
    if (!this.caller) throw new Error('this call has no user');
    return this.caller;
  }

  get host(): string {
    return this.arrival.host;
  }

  /** A whole number in the path. */
  id(name = 'id'): number {
    const value = lookUp(this.params, name) ?? '';
    if (!/^-?\d+$/.test(value)) throw unforeseen(`java.lang.NumberFormatException: For input string: "${value}"`);
    return Number(value);
  }

  async body(): Promise<Body> {
    const value = await this.json();
    if (!isObject(value)) throw unforeseen('JSON parse error: an object is due');
    return new Body(value);
  }

  async json(): Promise<unknown> {
    const type = this.arrival.header('content-type') ?? 'application/octet-stream';
    const bytes = await this.arrival.body();
    if (!/^application\/([\w.]+\+)?json\b/i.test(type)) throw unforeseen(`Content type '${type}' not supported`);
    if (bytes.length === 0) throw unforeseen('Required request body is missing');
    try {
      return JSON.parse(bytes.toString('utf8')) as unknown;
    } catch {
      throw unforeseen('JSON parse error');
    }
  }
}

export interface Route {
  method: 'GET' | 'POST';
  /** Segments that start with a colon are parameters. */
  path: string;
  run: (call: Call) => Json | Promise<Json>;
  /** Needs no token. */
  open?: true;
  /** Its Java return type is `String`: sent as `text/plain` unless JSON is asked for by name. */
  text?: true;
}

/** A route that answers with something else than an envelope. */
export interface BareRoute {
  method: 'GET';
  path: string;
  bare: (call: Call) => Answer;
  open?: true;
}

export const get = (path: string, run: Route['run'], more: Partial<Route> = {}): Route => ({
  method: 'GET',
  path,
  run,
  ...more,
});
export const post = (path: string, run: Route['run'], more: Partial<Route> = {}): Route => ({
  method: 'POST',
  path,
  run,
  ...more,
});
