import { illegal, Refused } from './errors';
import { wholeId } from './fields';

/** Most ids in a query (CLOUD-6). */
const maxIdsPerQuery = 100;

/** The parameters of a query; an empty one counts as absent. */
export class Query {
  constructor(private readonly params: URLSearchParams) {}

  text(name: string): string | undefined {
    const value = this.params.get(name);
    return value === null || value === '' ? undefined : value;
  }

  /** A whole number from 1 to `most`. */
  count(name: string, fallback: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) throw illegal(`${name} must be 1 to ${most}`);
    return value;
  }

  id(name: string): bigint | undefined {
    const text = this.text(name);
    const id = wholeId(text);
    if (text !== undefined && id === undefined) throw illegal(`${name} must be a whole number`);
    return id;
  }

  /** Ids with commas between, each once, 1 to 100 of them. */
  ids(name: string): bigint[] {
    const parts = (this.text(name) ?? '').split(',').filter((part) => part !== '');
    if (parts.length === 0) throw illegal(`${name} is required`);
    if (parts.length > maxIdsPerQuery) throw illegal(`${name} holds more than ${maxIdsPerQuery} ids`);
    const ids = parts.map((part) => wholeId(part.trim()));
    if (ids.includes(undefined)) throw illegal(`${name} must hold whole numbers`);
    return [...new Set(ids.filter((id) => id !== undefined))];
  }

  /** An ISO 8601 time in milliseconds; UTC when it names no zone. */
  time(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
    if (Number.isNaN(ms)) throw new Refused('ILLEGAL_FORMAT', `${name} must be an ISO 8601 time`);
    return ms;
  }

  oneOf<T extends string>(name: string, set: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = set.find((one) => one === text);
    if (text !== undefined && found === undefined) throw illegal(`${name} must be one of ${set.join(', ')}`);
    return found;
  }
}
