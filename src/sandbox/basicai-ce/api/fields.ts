import { lookUp } from '../../../core/model/lookUp';
import { isObject, type JsonObject } from '../../json';
import { unforeseen, type Complaints } from './errors';

const wholeNumberPattern = /^-?\d+$/;

function wholeNumber(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && wholeNumberPattern.test(value)) return Number(value);
  throw unforeseen(`java.lang.NumberFormatException: ${name} is no whole number`);
}

/** The parameters of a query, read as Spring binds them. An empty one counts as absent, save for enumerations. */
export class Query {
  constructor(private readonly params: URLSearchParams) {}

  text(name: string): string | undefined {
    const value = this.params.get(name);
    return value === null || value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.params.get(name);
    if (value === null)
      throw unforeseen(
        `org.springframework.web.bind.MissingServletRequestParameterException: '${name}' is not present`,
      );
    return value;
  }

  long(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : wholeNumber(value, name);
  }

  requiredLong(name: string): number {
    return wholeNumber(this.required(name), name);
  }

  bool(name: string): boolean {
    return this.text(name) === 'true';
  }

  /** `a=1,2` and `a=1&a=2` alike. */
  longs(name: string): number[] | undefined {
    return this.texts(name)?.map((part) => wholeNumber(part, name));
  }

  texts(name: string): string[] | undefined {
    const parts = this.params
      .getAll(name)
      .flatMap((value) => value.split(','))
      .filter((part) => part !== '');
    return parts.length === 0 ? undefined : parts;
  }

  /** One of a set; anything else is a complaint with `text`, an empty one an exception. */
  oneOf<T extends string>(name: string, set: readonly T[], complaints: Complaints, text: string): T | undefined {
    const value = this.params.get(name);
    if (value === null) return undefined;
    if (value === '') throw unforeseen(`cn.hutool.core.convert.ConvertException: Can not convert ${name}`);
    const found = set.find((one) => one === value);
    complaints.when(found === undefined, name, text);
    return found;
  }
}

/** The fields of a JSON body, read as Jackson binds them: a number may be a text, `null` counts as absent. */
export class Body {
  constructor(private readonly fields: JsonObject) {}

  raw(name: string): unknown {
    return lookUp(this.fields, name) ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value !== 'number' && typeof value !== 'boolean')
      throw unforeseen(`JSON parse error: ${name} is no text`);
    return String(value);
  }

  long(name: string): number | undefined {
    const value = this.raw(name);
    return value === undefined || value === '' ? undefined : wholeNumber(value, name);
  }

  number(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isNaN(number)) throw unforeseen(`JSON parse error: ${name} is no number`);
    return number;
  }

  bool(name: string): boolean | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : value === true || value === 'true';
  }

  longs(name: string): number[] {
    return this.list(name).map((value) => wholeNumber(value, name));
  }

  list(name: string): unknown[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw unforeseen(`JSON parse error: ${name} is no list`);
    return value as unknown[];
  }

  bodies(name: string): Body[] {
    return this.list(name).map((value) => {
      if (!isObject(value)) throw unforeseen(`JSON parse error: an entry of ${name} is no object`);
      return new Body(value);
    });
  }

  body(name: string): Body | undefined {
    const value = this.raw(name);
    return isObject(value) ? new Body(value) : undefined;
  }

  /** JSON text of a field, or `null`. */
  json(name: string): string | null {
    const value = this.raw(name);
    return value === undefined ? null : JSON.stringify(value);
  }

  oneOf<T extends string>(name: string, set: readonly T[], complaints: Complaints, text: string): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const found = set.find((one) => one === value);
    complaints.when(found === undefined, name, text);
    return found;
  }
}

/** Whether a name is there at all: blanks count, an empty text does not. */
export function given(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
