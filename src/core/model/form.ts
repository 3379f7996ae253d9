import type { Text } from './text';

export interface Choice {
  readonly value: string;
  /** A text, or what the server calls it. */
  readonly label: Text | string;
  readonly detail?: Text | string;
}

/** One question of a form, as data: asked by an input box, or a pick when it has choices. */
export interface Field {
  readonly id: string;
  readonly label: Text;
  readonly hint?: Text;
  readonly initial?: string;
  readonly secret?: boolean;
  readonly optional?: boolean;
  readonly choices?: readonly Choice[];
  /** Several of the choices may be taken; their values are joined by `separator`. */
  readonly many?: boolean;
  /** The value is the path of a file on this machine. */
  readonly file?: FileField;
  /** Asked only when this holds of what was entered before. */
  readonly when?: (values: Values) => boolean;
  /** What is wrong with a value, or undefined. */
  readonly check?: (value: string) => Text | undefined;
}

/** A file to read or to write. Extensions without their dot. */
export interface FileField {
  readonly how: 'open' | 'save';
  readonly extensions: readonly string[];
  /** The name that is suggested for a file to write. */
  readonly name?: string;
}

/** Between the values of a field that takes several: stands in no value. */
export const valueSeparator = '\n';

/** The single values of a field that takes several. */
export function splitValues(value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : value.split(valueSeparator);
}

/** Field id → what was entered. */
export type Values = Readonly<Record<string, string>>;
