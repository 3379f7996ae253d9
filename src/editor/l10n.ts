import { l10n } from 'vscode';
import type { Text } from '../core/model/text';

/** Translates a literal. The translation test collects these calls from the source. */
export function t(template: string, ...args: readonly (string | number)[]): string {
  return l10n.t(template, ...args);
}

/** Translates a text made below the editor; texts among its facts stay as they are. */
export function say(said: Text | string): string {
  return typeof said === 'string' ? said : l10n.t(said.template, ...said.args);
}

/** Joins what is said one after the other, each with its full stop. */
export function sentences(...said: readonly string[]): string {
  const ended = (one: string) => (/[.!?\u2026\u3002\uff01\uff1f]$/.test(one) ? one : `${one}.`);
  return said.filter(Boolean).map(ended).join(' ');
}
