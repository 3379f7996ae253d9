import { inflateSync } from 'node:zlib';
import { Means, Unreadable, type Grid } from './grid';

/** Samples of a pixel by colour type (PNG specification, 11.2.1). */
const samplesByColorType = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
/** Side of a cell, px, as that of a JPEG. */
const cellPx = 8;
/** Bytes of pixels that are unpacked at most. */
const maxPixelBytes = 512 * 1024 * 1024;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colour: number;
  readonly samples: number;
}

/**
 * The mean colours of a PNG in cells of 8 × 8 pixels.
 * @throws Unreadable for interlaced ones, and for samples of fewer than 8 bits
 */
export function readPngGrid(bytes: Buffer): Grid {
  const data: Buffer[] = [];
  let header: Header | undefined;
  let palette: Buffer = Buffer.alloc(0);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') header = readHeader(content);
    if (kind === 'PLTE') palette = content;
    if (kind === 'IDAT') data.push(content);
    if (kind === 'IEND') break;
    at += 12 + length;
  }
  if (!header) throw new Unreadable('The PNG has no header.');
  const pixels = inflateSync(Buffer.concat(data), { maxOutputLength: maxPixelBytes });
  return gridOf(header, pixels, palette);
}

function readHeader(content: Buffer): Header {
  const [bits, colour, interlaced] = [content.readUInt8(8), content.readUInt8(9), content.readUInt8(12)];
  const samples = samplesByColorType.get(colour);
  if (samples === undefined || bits < 8 || interlaced !== 0)
    throw new Unreadable('Only PNG files with 8 or 16 bits and without interlacing can be looked at.');
  return { width: content.readUInt32BE(0), height: content.readUInt32BE(4), bits, colour, samples };
}

function gridOf(header: Header, pixels: Buffer, palette: Buffer): Grid {
  const { width, height } = header;
  const [columns, rows] = [Math.ceil(width / cellPx), Math.ceil(height / cellPx)];
  const deps = new Means(columns, rows);
  const step = (header.samples * header.bits) / 8;
  const length = width * step;
  let above: Buffer = Buffer.alloc(length);
  for (let y = 0; y < height; y++) {
    const start = y * (length + 1);
    const row = Buffer.from(pixels.subarray(start + 1, start + 1 + length));
    unfilter(pixels[start] ?? 0, row, above, step);
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = colourAt(header, row, x * step, palette);
      const light = 0.299 * red + 0.587 * green + 0.114 * blue;
      const differences = [128 + 0.564 * (blue - light), 128 + 0.713 * (red - light)] as const;
      deps.add(Math.floor(x / cellPx), Math.floor(y / cellPx), light, ...differences);
    }
    above = row;
  }
  return { width, height, cell: cellPx, columns, rows, colours: deps.deps() };
}

/** Red, green and blue; of samples with 16 bits the upper 8. */
function colourAt({ colour, bits }: Header, row: Buffer, at: number, palette: Buffer): [number, number, number] {
  const sample = (n: number): number => row[at + n * (bits / 8)] ?? 0;
  if (colour === 3) {
    const entry = sample(0) * 3;
    return [palette[entry] ?? 0, palette[entry + 1] ?? 0, palette[entry + 2] ?? 0];
  }
  return colour === 2 || colour === 6 ? [sample(0), sample(1), sample(2)] : [sample(0), sample(0), sample(0)];
}

type Guess = (left: number, up: number, corner: number) => number;

/** What a sample is coded against, by the filter of its row (PNG specification, 9.2). */
const predictors: readonly Guess[] = [() => 0, (left) => left, (_, up) => up, (left, up) => (left + up) >> 1, paeth];

/** Takes the filter of a row back, in place. */
function unfilter(filter: number, row: Buffer, above: Buffer, step: number): void {
  const guess = predictors[filter];
  if (!guess) throw new Unreadable('The pixels of the PNG are damaged.');
  for (let n = 0; n < row.length; n++) {
    const inside = n >= step;
    const corner = inside ? (above[n - step] ?? 0) : 0;
    row[n] = ((row[n] ?? 0) + guess(inside ? (row[n - step] ?? 0) : 0, above[n] ?? 0, corner)) & 255;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
