import { cut, damaged, Numbers } from './bytes';
import type { Reading } from './reading';

const tags = {
  width: 256,
  height: 257,
  stripOffsets: 273,
  stripLengths: 279,
  tileOffsets: 324,
  tileLengths: 325,
} as const;
/** Bytes of one value by field type (TIFF 6.0 and BigTIFF). */
const widths: Readonly<Record<number, 2 | 4 | 8>> = { 3: 2, 4: 4, 16: 8 };
const mostEntries = 4_096;

interface Layout {
  readonly big: boolean;
  readonly numbers: Numbers;
}

/** The first picture of a TIFF, in either byte order, classic or BigTIFF: all its strips or tiles lie inside the file. */
export function readTiff(bytes: Uint8Array): Reading {
  const numbers = new Numbers(bytes, bytes[0] === 0x49);
  const big = numbers.u16(2) === 43;
  const layout = { big, numbers };
  const start = big ? numbers.u64(8) : numbers.u32(4);
  const fields = start === undefined ? undefined : readDirectory(layout, start);
  if (fields === undefined) return cut(bytes.length);
  const width = fields.get(tags.width)?.[0];
  const height = fields.get(tags.height)?.[0];
  if (!width || !height) return damaged(start ?? 0);
  const offsets = fields.get(tags.stripOffsets) ?? fields.get(tags.tileOffsets);
  const lengths = fields.get(tags.stripLengths) ?? fields.get(tags.tileLengths);
  if (offsets === undefined || lengths?.length !== offsets.length) return damaged(start ?? 0);
  const beyond = offsets.some((offset, n) => offset + (lengths[n] ?? 0) > bytes.length);
  return beyond ? cut(bytes.length) : { kind: 'tiff', width, height };
}

function readDirectory({ big, numbers }: Layout, start: number): Map<number, number[]> | undefined {
  const count = big ? numbers.u64(start) : numbers.u16(start);
  if (count === undefined || count > mostEntries) return undefined;
  const size = big ? 20 : 12;
  const first = start + (big ? 8 : 2);
  const wanted = new Set<number>(Object.values(tags));
  const fields = new Map<number, number[]>();
  for (let n = 0; n < count; n++) {
    const at = first + n * size;
    const tag = numbers.u16(at);
    if (tag === undefined) return undefined;
    if (!wanted.has(tag)) continue;
    const values = readValues({ big, numbers }, at);
    if (values === undefined) return undefined;
    fields.set(tag, values);
  }
  return fields;
}

/** Values stand in the entry itself when they fit, else at the offset that it holds. */
function readValues({ big, numbers }: Layout, at: number): number[] | undefined {
  const width = widths[numbers.u16(at + 2) ?? 0];
  const count = big ? numbers.u64(at + 4) : numbers.u32(at + 4);
  if (width === undefined || count === undefined || count * width > numbers.bytes.length) return undefined;
  const inline = at + (big ? 12 : 8);
  const fits = count * width <= (big ? 8 : 4);
  const from = fits ? inline : big ? numbers.u64(inline) : numbers.u32(inline);
  if (from === undefined) return undefined;
  const values: number[] = [];
  for (let n = 0; n < count; n++) {
    const value =
      width === 2 ? numbers.u16(from + n * 2) : width === 4 ? numbers.u32(from + n * 4) : numbers.u64(from + n * 8);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
