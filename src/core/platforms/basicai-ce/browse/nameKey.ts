import { lookUp } from '../../../model/lookUp';

/** Blocks of characters, by their upper bytes, in which the collation takes letters for one. */
const folded: ReadonlySet<number> = new Set([0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x1e, 0x1f, 0x21, 0x24, 0xff]);

/** Letters of these blocks that stay themselves, although Unicode of today knows an upper case or a base of theirs. */
const kept =
  /[\u0180\u019a\u019b\u019e\u023c\u023f\u0240\u0242\u0247\u0249\u024b\u024d\u024f-\u0252\u025c\u0261\u0264-\u0266\u026a-\u026c\u0271\u027d\u0282\u0287\u0289\u028c\u029d\u029e\u0344\u0371\u0373\u0377\u037b-\u037d\u0385\u03d7\u03d9\u03f3\u03f5\u03f8\u03fb\u0419\u048b\u04c6\u04ca\u04ce\u04cf\u04f7\u04fb\u04fd\u04ff-\u052f\u1efb\u1efd\u1eff\u1fbb\u1fc1\u1fc9\u1fcb\u1fcd-\u1fcf\u1fd3\u1fdb\u1fdd-\u1fdf\u1fe3\u1feb\u1fed\u1fee\u1ff9\u1ffb\u212b\u214e\u2184\u219a\u219b\u21ae\u21cd-\u21cf]/;

/** Letters whose weight follows no rule. */
const odd: Readonly<Record<string, string>> = {
  ß: 'S',
  '\u03f2': '\u03a3',
  '\u0439': '\u0419',
  '\u1f71': '\u1fbb',
  '\u1f73': '\u1fc9',
  '\u1f75': '\u1fcb',
  '\u1f77': '\u1fdb',
  '\u1f79': '\u1ff9',
  '\u1f7b': '\u1feb',
  '\u1f7d': '\u1ffb',
};

/**
 * The same text for names that the server's database takes for one (CE-44, and measured with MariaDB 10.11): case and
 * accents of single characters do not count, nor do blanks at the end, and all characters beyond the first plane are
 * alike. A letter with a mark of its own behind it (`e` and U+0301) is another one.
 */
export function nameKey(name: string): string {
  return Array.from(name.replace(/ +$/, ''), weightOf).join('');
}

/** The same for the name of an item, which may be that of a frame with its scene before it. */
export function itemKey(name: string): string {
  return name.split('/').map(nameKey).join('/');
}

function weightOf(letter: string): string {
  if (letter.length > 1) return '\ufffd';
  const found = lookUp(odd, letter);
  if (found !== undefined) return found;
  if (!folded.has(letter.charCodeAt(0) >> 8) || kept.test(letter)) return letter;
  const [base = letter, ...marks] = letter.normalize('NFD');
  return upper(marks.length > 0 && marks.every((mark) => /\p{M}/u.test(mark)) ? base : letter);
}

/** Letters that would become several stay as they are. */
function upper(letter: string): string {
  const capital = letter.toUpperCase();
  return capital.length === 1 ? capital : letter;
}
