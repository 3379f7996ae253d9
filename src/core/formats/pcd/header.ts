import { text, type Text } from '../../model/text';

/** Bytes of a file's beginning that are searched for a header; a longer one is refused. */
export const mostHeaderBytes = 64 * 1024;

export type PcdKind = 'ascii' | 'binary' | 'binary_compressed';

/** A column or several of one name. Names may repeat: `_` is padding. */
export interface PcdField {
  readonly name: string;
  /** Bytes of one value. */
  readonly size: 1 | 2 | 4 | 8;
  readonly type: 'F' | 'I' | 'U';
  /** Values of this field in a point. */
  readonly count: number;
  /** Bytes from the start of a point, in `binary` data. */
  readonly offset: number;
  /** Values before it on a line of `ascii` data. */
  readonly column: number;
}

/** What the header of a point cloud promises. */
export interface PcdHeader {
  readonly fields: readonly PcdField[];
  readonly width: number;
  readonly height: number;
  readonly points: number;
  readonly kind: PcdKind;
  /** Byte at which the data begin. */
  readonly start: number;
  /** Lines before the data, for messages about a line. */
  readonly lines: number;
  /** Bytes of a point in `binary` data. */
  readonly rowBytes: number;
  /** Values on a line of `ascii` data. */
  readonly columns: number;
  /** What is odd but does no harm. */
  readonly notes: readonly Text[];
}

/** Why a header cannot be read. `line` counts from 1. */
export interface PcdFlaw {
  readonly flaw: Text;
  readonly line: number;
}

export function isPcdFlaw(read: PcdHeader | PcdFlaw): read is PcdFlaw {
  return 'flaw' in read;
}

type Words = readonly string[];

interface Lines {
  /** Keyword in capitals → the words after it, and the line where it stands. */
  readonly found: ReadonlyMap<string, { readonly words: Words; readonly line: number }>;
  readonly start: number;
  readonly lines: number;
}

/**
 * Reads the header as it occurs in the wild: comments and blank lines anywhere, CRLF, keywords in lower case, a byte
 * order mark, no VIEWPOINT, `COLUMNS` for `FIELDS`. Where WIDTH × HEIGHT is not POINTS, POINTS counts.
 * @param head the beginning of the file; `mostHeaderBytes` of it are enough
 */
export function readPcdHeader(head: Uint8Array): PcdHeader | PcdFlaw {
  const lines = linesOf(head);
  if ('flaw' in lines) return lines;
  const at = (keyword: string) => lines.found.get(keyword);
  const fields = fieldsOf(lines);
  if ('flaw' in fields) return fields;
  const data = at('DATA');
  const kind = kindOf(data?.words[0]);
  if (kind === undefined)
    return flaw(
      data,
      text('DATA is "{0}"; it must be ascii, binary or binary_compressed.', printable(data?.words[0] ?? '')),
    );
  const size = sizeOf(lines);
  if ('flaw' in size) return size;
  const last = fields.at(-1);
  const rowBytes = last ? last.offset + last.size * last.count : 0;
  const columns = last ? last.column + last.count : 0;
  if (!Number.isSafeInteger(size.points * rowBytes))
    return flaw(at('POINTS'), text('The header promises more points than any file can hold.'));
  return { fields, kind, start: lines.start, lines: lines.lines, rowBytes, columns, ...size };
}

function linesOf(head: Uint8Array): Lines | PcdFlaw {
  if (head.length === 0) return { flaw: text('The file is empty.'), line: 1 };
  const found = new Map<string, { words: Words; line: number }>();
  const end = Math.min(head.length, mostHeaderBytes);
  let line = 1;
  for (let start = bomOf(head); start < end; line++) {
    const feed = head.subarray(0, end).indexOf(0x0a, start);
    const next = feed < 0 ? end : feed + 1;
    const uncommented = String.fromCharCode(...head.subarray(start, next)).split('#', 1)[0] ?? '';
    start = next;
    const [first = '', ...words] = uncommented.trim().split(/\s+/);
    if (first === '') continue;
    const keyword = aliases.get(first.toUpperCase()) ?? first.toUpperCase();
    // Lines of others' making are passed over, as PCL and three do; what is no header at all lacks what is due.
    if (!known.has(keyword)) continue;
    found.set(keyword, { words, line });
    if (keyword === 'DATA') return { found, start, lines: line };
  }
  return { flaw: text('The header has no DATA line.'), line };
}

const known = new Set('VERSION FIELDS SIZE TYPE COUNT WIDTH HEIGHT VIEWPOINT POINTS DATA'.split(' '));
const aliases = new Map([['COLUMNS', 'FIELDS']]);

function printable(word: string): string {
  return word.slice(0, 20).replace(/[^\x20-\x7e]/g, '?');
}

function bomOf(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

function fieldsOf(lines: Lines): PcdField[] | PcdFlaw {
  const lacking = ['FIELDS', 'SIZE', 'TYPE'].find((keyword) => !lines.found.get(keyword)?.words.length);
  if (lacking !== undefined) return missing(lacking, lines);
  const words = (keyword: string): Words => lines.found.get(keyword)?.words ?? [];
  const names = words('FIELDS');
  const uneven = ['SIZE', 'TYPE', 'COUNT'].find((one) => lines.found.has(one) && words(one).length !== names.length);
  if (uneven !== undefined)
    return flaw(
      lines.found.get(uneven),
      text('{0} has {1} entries for {2} fields.', uneven, words(uneven).length, names.length),
    );
  const fields: PcdField[] = [];
  for (const [n, name] of names.entries()) {
    const [size = '', type = '', count = '1'] = [words('SIZE')[n], words('TYPE')[n], words('COUNT')[n]];
    const field = fieldOf(name, size, type, count, fields.at(-1));
    if (field === undefined) {
      const headerColumns = [name, size, type, count].map(printable);
      return flaw(
        lines.found.get('FIELDS'),
        text('Field "{0}" cannot be of SIZE {1}, TYPE {2}, COUNT {3}.', ...headerColumns),
      );
    }
    fields.push(field);
  }
  return fields;
}

/** Values in one field of one point; the largest known descriptor has 1,980. */
const mostValues = 100_000;

function fieldOf(
  name: string,
  size: string,
  type: string,
  count: string,
  before: PcdField | undefined,
): PcdField | undefined {
  const kind = type.toUpperCase();
  const bytes = wholeOf(size);
  const values = wholeOf(count);
  if (values === undefined || values > mostValues) return undefined;
  if (kind !== 'F' && kind !== 'I' && kind !== 'U') return undefined;
  if (bytes !== 1 && bytes !== 2 && bytes !== 4 && bytes !== 8) return undefined;
  if (kind === 'F' && bytes < 4) return undefined;
  const offset = before ? before.offset + before.size * before.count : 0;
  const column = before ? before.column + before.count : 0;
  return { name, size: bytes, type: kind, count: values, offset, column };
}

function wholeOf(word: string): number | undefined {
  return /^\d{1,15}$/.test(word) ? Number(word) : undefined;
}

function kindOf(word: string | undefined): PcdKind | undefined {
  const kind = word?.toLowerCase();
  return kind === 'ascii' || kind === 'binary' || kind === 'binary_compressed' ? kind : undefined;
}

type Size = Pick<PcdHeader, 'width' | 'height' | 'points' | 'notes'>;

function sizeOf(lines: Lines): Size | PcdFlaw {
  const read = new Map<string, number>();
  for (const keyword of ['WIDTH', 'HEIGHT', 'POINTS']) {
    const found = lines.found.get(keyword);
    if (found === undefined) continue;
    const value = wholeOf(found.words[0] ?? '');
    if (value === undefined)
      return flaw(found, text('{0} is "{1}"; it must be a whole number.', keyword, printable(found.words[0] ?? '')));
    read.set(keyword, value);
  }
  const [headerColumns, wide, high] = ['POINTS', 'WIDTH', 'HEIGHT'].map((keyword) => read.get(keyword));
  if (headerColumns === undefined && wide === undefined) return missing('POINTS', lines);
  const height = high ?? 1;
  const width = wide ?? headerColumns ?? 0;
  const points = headerColumns ?? width * height;
  if (width * height === points) return { width, height, points, notes: [] };
  const note = text('WIDTH × HEIGHT is {0}, POINTS is {1}; POINTS counts.', width * height, points);
  return { width, height, points, notes: [note] };
}

function missing(keyword: string, lines: Lines): PcdFlaw {
  return { flaw: text('The header has no {0} line.', keyword), line: lines.lines };
}

function flaw(where: { readonly line: number } | undefined, uncommented: Text): PcdFlaw {
  return { flaw: uncommented, line: where?.line ?? 1 };
}
