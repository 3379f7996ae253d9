import { text } from '../../model/text';
import type { ByteReader } from '../bytes';
import { cutFlaw, damagedFlaw, NumberReader } from './bytes';
import type { PictureFacts, StripPixels } from './reading';

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripLengths: 279,
  planes: 284,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileLengths: 325,
  /** Behind the pixels as a rule: a file that is cut lacks it first. */
  colours: 320,
  sampleFormat: 339,
} as const;
/** Bytes of one value by field type (TIFF 6.0 and BigTIFF). */
const widths = new Map<number, 2 | 4 | 8>([
  [3, 2],
  [4, 4],
  [16, 8],
]);
const maxEntries = 4_096;
/** Strips or tiles of one picture; a file that lists more is damaged. */
const maxStrips = 1_000_000;
const none = 1;
/** Compressions whose length can be told by unpacking; of others only the structure is looked at. */
const codings = new Map<number, StripPixels['coding']>([
  [5, 'lzw'],
  [8, 'deflate'],
  [32_946, 'deflate'],
  [32_773, 'packbits'],
]);
/** Luminance and colour, whose rows may hold fewer samples of colour than pixels. */
const yCbCr = 6;
/** Whole numbers, with and without sign; what has no format is one. The others are floating-point or complex. */
const wholeFormats = new Set([1, 2, 4]);

interface Layout {
  readonly big: boolean;
  readonly numbers: NumberReader;
}

type Fields = ReadonlyMap<number, readonly number[]>;

/** The first picture of a TIFF, in either byte order, classic or BigTIFF: all its strips or tiles lie inside the file. */
export function readTiff(reader: ByteReader): PictureFacts {
  const numbers = new NumberReader(reader, reader.read(0, 1)[0] === 0x49);
  const big = numbers.u16(2) === 43;
  const start = big ? numbers.u64(8) : numbers.u32(4);
  const fields = start === undefined ? undefined : readDirectory({ big, numbers }, start);
  if (start === undefined || fields === undefined) return cutFlaw(reader.size);
  const width = fields.get(tags.width)?.[0];
  const height = fields.get(tags.height)?.[0];
  if (!width || !height) return damagedFlaw(start);
  if (fields.get(tags.sampleFormat)?.some((format) => !wholeFormats.has(format)) === true)
    return { flaw: text('TIFF pictures with floating-point pixels cannot be read by the server.'), at: start };
  const strips = stripsOf(fields, width, height);
  if (strips === undefined) return damagedFlaw(start);
  if (strips.some(({ from, length }) => from + length > reader.size)) return cutFlaw(reader.size);
  const compression = fields.get(tags.compression)?.[0] ?? none;
  const plain = compression === none && fields.get(tags.photometric)?.[0] !== yCbCr;
  if (plain && strips.some(({ length, unpacked }) => length < unpacked)) return cutFlaw(reader.size);
  const coding = codings.get(compression);
  return { kind: 'tiff', width, height, ...(coding && { pixels: { coding, strips } }) };
}

/** Every strip or tile with the bytes that it must have unpacked; undefined when lists and sizes do not fit together. */
function stripsOf(fields: Fields, width: number, height: number): StripPixels['strips'] | undefined {
  const tiled = fields.has(tags.tileOffsets);
  const offsets = fields.get(tiled ? tags.tileOffsets : tags.stripOffsets);
  const sizes = fields.get(tiled ? tags.tileLengths : tags.stripLengths);
  if (offsets === undefined || sizes?.length !== offsets.length) return undefined;
  const samples = fields.get(tags.samples)?.[0] ?? 1;
  const bits = fields.get(tags.bits) ?? [1];
  const apart = fields.get(tags.planes)?.[0] === 2;
  const perPixel = apart
    ? (bits[0] ?? 1)
    : Array.from({ length: samples }, (_, n) => bits[n] ?? bits[0] ?? 1).reduce((a, b) => a + b, 0);
  const columns = tiled ? (fields.get(tags.tileWidth)?.[0] ?? 0) : width;
  const rows = Math.max(
    1,
    tiled ? (fields.get(tags.tileHeight)?.[0] ?? 0) : Math.min(height, fields.get(tags.rowsPerStrip)?.[0] ?? height),
  );
  const rowBytes = Math.ceil((columns * perPixel) / 8);
  const across = tiled ? Math.ceil(width / Math.max(1, columns)) : 1;
  const plane = across * Math.ceil(height / rows);
  if (offsets.length < plane * (apart ? samples : 1)) return undefined;
  return offsets.map((from, n) => {
    const high = tiled ? rows : Math.min(rows, height - (n % plane) * rows);
    return { from, length: sizes[n] ?? 0, unpacked: rowBytes * high };
  });
}

function readDirectory({ big, numbers }: Layout, start: number): Fields | undefined {
  const count = big ? numbers.u64(start) : numbers.u16(start);
  if (count === undefined || count > maxEntries) return undefined;
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
  const width = widths.get(numbers.u16(at + 2) ?? 0);
  const count = big ? numbers.u64(at + 4) : numbers.u32(at + 4);
  if (width === undefined || count === undefined || count > maxStrips) return undefined;
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
