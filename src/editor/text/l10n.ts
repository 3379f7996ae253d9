import { l10n } from 'vscode';
import { cutText, plainLine } from '../../core/model/plainText';
import type { Text } from '../../core/model/text';

/** Longest part of a sentence that came from outside, in UTF-16 units. */
const longestPart = 2_000;

/** Translates a literal. The translation test collects these calls from the source. What fills it makes no line of its own. */
export function t(template: string, ...args: readonly (string | number)[]): string {
  return l10n.t(template, ...args.map(part));
}

/** Translates a text made below the editor; texts among its facts stay as they are. */
export function localize(message: Text | string): string {
  return typeof message === 'string' ? message : l10n.t(message.template, ...message.args.map(part));
}

function part(arg: string | number): string | number {
  return typeof arg === 'string' ? plainLine(cutText(arg, longestPart)) : arg;
}

/** With the separators of thousands that the person's language has. */
export function numberText(value: number): string {
  return new Intl.NumberFormat().format(value);
}

/** "1 item", "1,500 items": how many, for a title or a sentence. */
export function itemsText(count: number): string {
  return count === 1 ? t('1 item') : t('{0} items', numberText(count));
}

/** Joins what is said one after the other, each with its full stop. */
export function joinSentences(...message: readonly string[]): string {
  const ended = (one: string) => (/[.!?\u2026\u3002\uff01\uff1f]$/.test(one) ? one : `${one}.`);
  return message.filter(Boolean).map(ended).join(' ');
}
