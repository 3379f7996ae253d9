import { isObject, parseJson } from '../../../../src/sandbox/json';
import { refused } from './errors';
import { Fields } from './fields';

/** The parameters of a query; an empty one counts as absent. */
export class Query {
  constructor(private readonly params: URLSearchParams) {}

  text(name: string): string | undefined {
    const value = this.params.get(name);
    return value === null || value === '' ? undefined : value;
  }

  /** A whole number from `least` to `most`. */
  whole(name: string, fallback: number, least: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    if (value < least || value > most) throw refused(4384, name);
    return value;
  }

  /** Clients written in Python send `True`. */
  bool(name: string): boolean {
    const text = (this.text(name) ?? 'false').toLowerCase();
    if (text !== 'true' && text !== 'false') throw refused(4384, name);
    return text === 'true';
  }

  oneOf<T extends string>(name: string, set: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const found = set.find((one) => one === text);
    if (found === undefined) throw refused(4384, name);
    return found;
  }

  /** A JSON array of objects. */
  objects(name: string): Fields[] {
    const text = this.text(name);
    if (text === undefined) return [];
    const value = parseJson(text);
    if (!Array.isArray(value)) throw refused(4384, name);
    return value.map((entry: unknown) => {
      if (!isObject(entry)) throw refused(4384, name);
      return new Fields(entry);
    });
  }
}
