import { lookUp } from '../core/model/lookUp';
import type { Json } from './json';

/** Reads the value that a test gives a mode; throws with what is due. */
export type ModeReader<T> = (value: Json) => T;
type Readers = Readonly<Record<string, ModeReader<unknown>>>;

/** The modes in force; one that is not set has no member. */
export type Modes<R extends Readers> = { -readonly [K in keyof R]?: ReturnType<R[K]> };

export const flag: ModeReader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new Error('true or false is due');
  return value;
};

export const whole: ModeReader<number> = (value) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Error('a whole number is due');
  return value;
};

export const words: ModeReader<string> = (value) => {
  if (typeof value !== 'string' || value === '') throw new Error('a text is due');
  return value;
};

/** A whole number of any size, also as a text, since a test's number is rounded past 2^53. */
export const bigWhole: ModeReader<bigint> = (value) => {
  const text = typeof value === 'object' ? '' : String(value);
  if (!/^\d+$/.test(text)) throw new Error('a whole number is due');
  return BigInt(text);
};

export function oneOf<T extends string>(...set: readonly T[]): ModeReader<T> {
  return (value) => {
    const found = set.find((one) => one === value);
    if (found === undefined) throw new Error(`one of ${set.join(', ')} is due`);
    return found;
  };
}

/** Sets a mode by name; `null` puts it back to how the server is by itself. */
export function setMode<R extends Readers>(readers: R, modes: Modes<R>, name: string, value: Json): void {
  const read = lookUp(readers, name);
  if (read === undefined) throw new Error(`no such mode "${name}"`);
  Object.assign(modes, { [name]: value === null ? undefined : read(value) });
}
