/**
 * A sentence for people, kept apart from its language: an English template with `{0}`, `{1}` … and what fills it.
 * The editor translates the template; logs use `english`.
 */
export interface Text {
  readonly template: string;
  readonly args: readonly (string | number)[];
}

/** Makes a text. The template must be a literal: the translation test collects it from the source. */
export function text(template: string, ...args: readonly (string | number)[]): Text {
  return { template, args };
}

/** Fills a template's places. A place without an argument stays as it is. */
export function fillTemplate(template: string, args: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (place, n: string) => String(args[Number(n)] ?? place));
}

/** The text in English, for logs and for `Error.message`. */
export function englishText(message: Text): string {
  return fillTemplate(message.template, message.args);
}
