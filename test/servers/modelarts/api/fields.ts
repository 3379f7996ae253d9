import { lookUp } from '../../../../src/core/model/lookUp';
import { isObject, toJson, type Json, type JsonObject } from '../../../../src/sandbox/json';
import { refused } from './errors';

/** The members of a JSON object in a body; `null` counts as absent. */
export class Fields {
  constructor(private readonly members: JsonObject) {}

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value !== undefined && typeof value !== 'string') throw refused(4384, name);
    return value;
  }

  whole(name: string): number | undefined {
    const value = this.raw(name);
    if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value))) throw refused(4384, name);
    return value;
  }

  bool(name: string, fallback: boolean): boolean {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== 'boolean') throw refused(4384, name);
    return value;
  }

  texts(name: string): string[] {
    return this.list(name).map((value) => {
      if (typeof value !== 'string') throw refused(4384, name);
      return value;
    });
  }

  all(name: string): Fields[] {
    return this.list(name).map((value) => {
      if (!isObject(value)) throw refused(4384, name);
      return new Fields(value);
    });
  }

  one(name: string): Fields {
    const value = this.raw(name);
    return new Fields(isObject(value) ? value : {});
  }

  /** The text of a free JSON object; that of an empty one when it is absent. */
  object(name: string): string {
    const value = this.raw(name) ?? {};
    if (!isObject(value)) throw refused(4384, name);
    return toJson(value as Json);
  }

  /** The text of the whole object. */
  get json(): string {
    return toJson(this.members as Json);
  }

  private list(name: string): unknown[] {
    const value = this.raw(name) ?? [];
    if (!Array.isArray(value)) throw refused(4384, name);
    return value as unknown[];
  }

  private raw(name: string): unknown {
    return lookUp(this.members, name) ?? undefined;
  }
}
