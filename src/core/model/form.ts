import type { Text } from './text';

export interface Choice {
  readonly value: string;
  readonly label: Text;
  readonly detail?: Text;
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
  /** What is wrong with a value, or undefined. */
  readonly check?: (value: string) => Text | undefined;
}

/** Field id → what was entered. */
export type Values = Readonly<Record<string, string>>;
