import { lookUp } from '../../../../src/core/model/lookUp';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { isObject, parseExactJson, type Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { BadRequest, illegal, Refused } from './errors';
import { Fields, wholeId } from './fields';
import { Query } from './query';

/** A call of the API whose key was found good. */
export class Call {
  readonly query: Query;

  constructor(
    readonly app: App,
    private readonly arrival: Arrival,
    private readonly params: Readonly<Record<string, string>>,
  ) {
    this.query = new Query(arrival.query);
  }

  get host(): string {
    return this.arrival.host;
  }

  /** An id in the path. */
  id(name: string): bigint {
    const id = wholeId(lookUp(this.params, name));
    if (id === undefined) throw illegal(`${name} must be a whole number`);
    return id;
  }

  /** The body's JSON object. */
  async fields(): Promise<Fields> {
    const value = await this.json();
    if (!isObject(value)) throw new Refused('ILLEGAL_FORMAT', 'a JSON object is due');
    return new Fields(value);
  }

  /** The body's JSON array of objects: presigning and adding of many take it bare (CLOUD-22, CLOUD-27). */
  async entries(most: number): Promise<Fields[]> {
    const value = await this.json();
    if (!Array.isArray(value)) throw new Refused('ILLEGAL_FORMAT', 'a JSON array is due');
    if (value.length === 0 || value.length > most) throw illegal(`1 to ${most} entries are due`);
    return value.map((entry: unknown) => {
      if (!isObject(entry)) throw new Refused('ILLEGAL_FORMAT', 'an entry is no JSON object');
      return new Fields(entry);
    });
  }

  private async json(): Promise<unknown> {
    const bytes = await this.arrival.body();
    if (!/^application\/json\b/i.test(this.arrival.header('content-type') ?? '')) throw new BadRequest(415);
    const value = parseExactJson(bytes.toString('utf8'));
    if (value === undefined) throw new BadRequest(400);
    return value;
  }
}

export interface Route {
  method: 'GET' | 'POST';
  /** Segments that start with a colon are parameters. */
  path: string;
  run: (call: Call) => Json | Promise<Json>;
  /** A page list: its code is printed in small letters (CLOUD-2). */
  isPage?: true;
  /** What `message` says on success; empty by itself (CLOUD-2). */
  message?: 'Ok';
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
