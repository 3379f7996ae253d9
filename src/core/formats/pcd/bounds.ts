import { text, type Text } from '../../model/text';
import { readCompressedLengths } from './extent';
import type { PcdField, PcdHeader } from './header';
import { unpackLzf } from './lzf';

const axes = ['x', 'y', 'z'] as const;

/** Smallest and largest finite value of an axis, in metres. */
export interface Extent {
  readonly axis: (typeof axes)[number];
  readonly least: number;
  readonly most: number;
}

export interface PcdBounds {
  /** Absent axes are no fields of the file; there is none when no point is finite. */
  readonly extents: readonly Extent[];
  /** Points whose place is not a number or infinite: usual in organised clouds. */
  readonly missing: number;
}

/**
 * Where the points lie, read from all of them.
 * @param bytes the whole file
 * @returns a text when the data are cut or damaged; for ascii it names the line
 */
export function readPcdBounds(header: PcdHeader, bytes: Uint8Array): PcdBounds | Text {
  const fields = axes.map((axis) =>
    header.fields.find((field) => field.name.toLowerCase() === axis && field.count === 1),
  );
  const seen = new Seen();
  const problem = readers[header.kind](header, bytes, fields, seen);
  return problem ?? seen.bounds(fields);
}

type Axes = readonly (PcdField | undefined)[];
type Reader = (header: PcdHeader, bytes: Uint8Array, fields: Axes, seen: Seen) => Text | undefined;

const readers: Readonly<Record<PcdHeader['kind'], Reader>> = {
  ascii: readAscii,
  binary: (header, bytes, fields, seen) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + header.start, bytes.length - header.start);
    if (view.byteLength < header.points * header.rowBytes)
      return cut(Math.floor(view.byteLength / header.rowBytes), header.points);
    const at = fields.map(
      (field) => field && { read: valueReader(view, field), start: field.offset, step: header.rowBytes },
    );
    readAll(header.points, at, seen);
    return undefined;
  },
  binary_compressed: (header, bytes, fields, seen) => {
    const compressed = readCompressedLengths(header, bytes);
    const start = header.start + 8;
    if (compressed === undefined || start + compressed.packed > bytes.length) return cut(0, header.points);
    const data =
      compressed.unpacked === header.points * header.rowBytes
        ? unpackLzf(bytes.subarray(start, start + compressed.packed), compressed.unpacked)
        : undefined;
    if (data === undefined) return text('The compressed points are damaged.');
    const view = new DataView(data.buffer);
    // Field by field: all x first, then all y.
    const at = fields.map(
      (field) => field && { read: valueReader(view, field), start: field.offset * header.points, step: field.size },
    );
    readAll(header.points, at, seen);
    return undefined;
  },
};

interface Column {
  readonly read: (at: number) => number;
  readonly start: number;
  readonly step: number;
}

function readAll(points: number, columns: readonly (Column | undefined)[], seen: Seen): void {
  const place = [0, 0, 0];
  for (let n = 0; n < points; n++) {
    for (const [axis, column] of columns.entries())
      place[axis] = column === undefined ? 0 : column.read(column.start + n * column.step);
    seen.add(place);
  }
}

function readAscii(header: PcdHeader, bytes: Uint8Array, fields: Axes, seen: Seen): Text | undefined {
  let points = 0;
  let n = -1;
  for (const line of linesOf(bytes, header.start)) {
    n++;
    if (points === header.points) return undefined;
    const words = line.trim().split(/\s+/);
    if (words[0] === '') continue;
    if (words.length !== header.columns)
      return text('Line {0}: expected {2} values, found {1}.', header.lines + n + 1, words.length, header.columns);
    const place = fields.map((field) => (field === undefined ? 0 : numberOf(words[field.column] ?? '')));
    if (place.includes(undefined)) return text('Line {0}: expected a number.', header.lines + n + 1);
    seen.add(place as number[]);
    points++;
  }
  return points === header.points ? undefined : cut(points, header.points);
}

/** Longest line that is read; longer ones are cut, and have the wrong number of values then. */
const longestLine = 16_384;

function* linesOf(bytes: Uint8Array, start: number): Generator<string> {
  for (let from = start; from < bytes.length;) {
    const feed = bytes.indexOf(0x0a, from);
    const end = feed < 0 ? bytes.length : feed;
    yield String.fromCharCode(...bytes.subarray(from, Math.min(end, from + longestLine)));
    from = end + 1;
  }
}

/** `nan`, `-nan`, `inf` and their kind are numbers here; a word is undefined. */
function numberOf(word: string): number | undefined {
  if (/^[+-]?nan/i.test(word)) return NaN;
  if (/^[+-]?inf/i.test(word)) return Infinity;
  const value = Number(word);
  return Number.isNaN(value) ? undefined : value;
}

function valueReader(view: DataView, { type, size }: PcdField): (at: number) => number {
  if (type === 'F') return size === 8 ? (at) => view.getFloat64(at, true) : (at) => view.getFloat32(at, true);
  if (size === 8) return (at) => Number(type === 'I' ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
  if (size === 4) return type === 'I' ? (at) => view.getInt32(at, true) : (at) => view.getUint32(at, true);
  if (size === 2) return type === 'I' ? (at) => view.getInt16(at, true) : (at) => view.getUint16(at, true);
  return type === 'I' ? (at) => view.getInt8(at) : (at) => view.getUint8(at);
}

function cut(whole: number, points: number): Text {
  return text('The point cloud is cut: {0} of {1} points are whole.', whole, points);
}

/** The smallest and the largest so far. */
class Seen {
  private readonly least = [Infinity, Infinity, Infinity];
  private readonly most = [-Infinity, -Infinity, -Infinity];
  private missing = 0;
  private finite = 0;

  add(place: readonly number[]): void {
    if (!place.every(Number.isFinite)) {
      this.missing++;
      return;
    }
    this.finite++;
    for (const [axis, value] of place.entries()) {
      if (value < (this.least[axis] ?? 0)) this.least[axis] = value;
      if (value > (this.most[axis] ?? 0)) this.most[axis] = value;
    }
  }

  bounds(fields: Axes): PcdBounds {
    const extents = axes.flatMap((axis, n) =>
      fields[n] === undefined || this.finite === 0
        ? []
        : [{ axis, least: this.least[n] ?? NaN, most: this.most[n] ?? NaN }],
    );
    return { extents, missing: this.missing };
  }
}
