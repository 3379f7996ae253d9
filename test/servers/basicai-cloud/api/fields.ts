import { lookUp } from '../../../../src/core/model/lookUp';
import { isObject, toJson, type Json, type JsonObject } from '../../../../src/sandbox/json';
import { illegal } from './errors';
import { maxNameLength } from '../unknowns';

const maxId = 2n ** 63n - 1n;

/** An id as a number or as its digits; `undefined` when it is neither. */
export function wholeId(value: unknown): bigint | undefined {
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= maxId ? id : undefined;
}

/** The members of a JSON object in a body; `null` counts as absent. */
export class Fields {
  constructor(private readonly members: JsonObject) {}

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** Whether a member stands there at all, also as `null`. */
  names(name: string): boolean {
    return Object.hasOwn(this.members, name);
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'string') throw illegal(`${name} must be a text`);
    return value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value.trim() === '') throw illegal(`${name} is required`);
    return value;
  }

  /** A name of a dataset or an item. */
  name(): string {
    const name = this.requiredText('name');
    if (name.length > maxNameLength) throw illegal(`name is longer than ${maxNameLength} characters`);
    return name;
  }

  id(name: string): bigint | undefined {
    const value = this.raw(name);
    const id = wholeId(value);
    if (value !== undefined && id === undefined) throw illegal(`${name} must be a whole number`);
    return id;
  }

  /** A size in bytes. */
  size(name: string, most: number): number {
    const value = this.raw(name);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
      throw illegal(`${name} must be 0 to ${most}`);
    return value;
  }

  /** The text of a free JSON object. */
  object(name: string): string | null {
    const value = this.raw(name);
    if (value === undefined) return null;
    if (!isObject(value)) throw illegal(`${name} must be an object`);
    return toJson(value as Json);
  }

  list(name: string): Fields[] {
    const value = this.raw(name) ?? [];
    if (!Array.isArray(value)) throw illegal(`${name} must be an array`);
    return value.map((entry: unknown) => {
      if (!isObject(entry)) throw illegal(`an entry of ${name} is no object`);
      return new Fields(entry);
    });
  }

  private raw(name: string): unknown {
    return lookUp(this.members, name) ?? undefined;
  }
}
