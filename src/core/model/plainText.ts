/** What ends a line somewhere: also in tooltips, logs and terminals. */
const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
/**
 * Characters that show nothing, turn the direction around or are no characters: controls, formats, separators, lone
 * surrogates and what Unicode lets a font ignore.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
/** Ends of a mark that was cut. */
const cutMark = /‹(U(\+[0-9A-F]{0,6})?)?$/;

/** Made when first needed: most texts are short. */
let segmenter: Intl.Segmenter | undefined;

/** A text as one line: what ends a line, and a tab, is a blank. */
export function oneLine(text: string): string {
  return text.replace(lineBreak, ' ').replaceAll('\t', ' ');
}

/**
 * A text in which nothing is hidden: a character that shows nothing is shown by its number, `‹U+202E›`. Line feeds, tabs,
 * and joiners where writing needs them (within emoji, between letters, beside a variation selector's base) stay.
 * Doing it twice changes nothing.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, (one, at: number) => (isNeeded(one, text, at) ? one : `‹U+${numberOf(one)}›`));
}

/** A text as one line in which nothing is hidden. */
export function plainLine(text: string): string {
  return visibleText(oneLine(text));
}

/** The same for JSON that was written already: inside its texts the number is an escape, so that it stays the same JSON. */
export function visibleJson(json: string): string {
  return json.replace(unseen, (one) =>
    one === '\n' || one === '\t' || one === '\r'
      ? one
      : Array.from({ length: one.length }, (_, n) => escape(one, n)).join(''),
  );
}

/**
 * At most `most` UTF-16 units, cut between two characters as a reader sees them, with `…` at the end.
 * The cost is bounded by `most`, however long the text is.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most + longestCluster);
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const start = segmenter.segment(head).containing(most - 1)?.index ?? 0;
  const end = start > 0 ? start : most - 1;
  const whole = isHighSurrogate(head.charCodeAt(end - 1)) ? end - 1 : end;
  return `${head.slice(0, whole).replace(cutMark, '').trimEnd()}…`;
}

/** A character as a reader sees it is hardly longer, in UTF-16 units; one that is may be cut. */
const longestCluster = 64;

function isNeeded(one: string, text: string, at: number): boolean {
  switch (one) {
    case '\n':
    case '\t':
      return true;
    case '\u200d':
      return /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\p{L}\p{M}]$/u.test(
        text.slice(Math.max(0, at - 2), at),
      );
    case '\u200c':
      return (
        /[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at)) && /^[\p{L}\p{M}]/u.test(text.slice(at + 1, at + 3))
      );
    case '\u2060':
      return /[\]$]/.test(text.charAt(at - 1)) && text.charAt(at + 1) === '(';
    default:
      return /[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u.test(one) && at > 0;
  }
}

function numberOf(one: string): string {
  return (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

function escape(one: string, at: number): string {
  return `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
