/** A text as a person reads it: without icons, with plain spaces. */
export function plain(text: string | null | undefined): string {
  return (text ?? '')
    .replace(/[\u{e000}-\u{f8ff}]/gu, '')
    .replace(/[\u00a0\s]+/g, ' ')
    .trim();
}

/** A name as tests give it: the whole text, or a pattern. */
export type Name = string | RegExp;

export function fits(text: string, name: Name): boolean {
  return typeof name === 'string' ? text === name : name.test(text);
}

export function quoted(texts: readonly string[]): string {
  return texts.length === 0 ? 'there are none' : `there are ${texts.map((text) => JSON.stringify(text)).join(', ')}`;
}
