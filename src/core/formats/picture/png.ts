import { text } from '../../model/text';
import { type ByteReader, piecesOf } from '../bytes';
import { cutFlaw, damagedFlaw, NumberReader } from './bytes';
import type { PngPixels, PictureFacts } from './reading';

/** Samples of a pixel by colour type (PNG specification, 11.2.1). */
const samples = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** First column and row of the passes of an interlaced picture, and their steps (PNG specification, 8.2). */
const interlace = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly palette: boolean;
  readonly passes: PngPixels['passes'];
}

/** Chunks of one picture; some writers make one of 8 kB pieces, and damage should not be followed for minutes. */
const maxChunks = 2_000_000;
/** Bytes of the end marker: a chunk without content. */
const endBytes = 12;

/** What is told of a picture whose pixels are all there without the marker behind them. */
export const endMissing = text('The end marker of the picture is missing; all its pixels are there.');

/**
 * Walks all chunks of a PNG with their checksums. Apple's CgBI files have a chunk before IHDR. A file that ends behind its
 * pixels lacks its end marker only; whether the pixels are all there, their stream tells.
 */
export function readPng(reader: ByteReader): PictureFacts {
  const numbers = new NumberReader(reader, false);
  const stretches: [number, number][] = [];
  let [header, colours, type, at]: [Header | undefined, boolean, string, number] = [undefined, false, '', 8];
  for (let chunks = 0; type !== 'IEND'; chunks++) {
    const length = numbers.u32(at);
    const crc = length === undefined ? undefined : numbers.u32(at + 8 + length);
    if (length === undefined || crc === undefined) break;
    if (chunks > maxChunks || sumOf(reader, at + 4, length + 4) !== crc) return damagedFlaw(at);
    type = numbers.tag(at + 4);
    if (type === 'IHDR') header = readHeader(numbers, at + 8);
    if (type === 'PLTE') colours = true;
    if (type === 'IDAT') stretches.push([at + 8, length]);
    at += 12 + length;
  }
  const ended = type === 'IEND';
  if (!ended && (stretches.length === 0 || reader.size - at >= endBytes)) return cutFlaw(reader.size);
  if (header === undefined || stretches.length === 0 || (header.palette && !colours)) return damagedFlaw(at);
  const { width, height, passes } = header;
  const pixels = { coding: 'png', stretches, passes } as const;
  return { kind: 'png', width, height, pixels, ...(!ended && { remark: endMissing }) };
}

function sumOf(reader: ByteReader, at: number, length: number): number {
  let sum = 0;
  for (const part of piecesOf(reader, at, length)) sum = reader.sum(part, sum);
  return sum;
}

function readHeader(numbers: NumberReader, at: number): Header | undefined {
  const [width = 0, height = 0] = [numbers.u32(at), numbers.u32(at + 4)];
  const [depth = 0, colour = -1, interlaced] = [numbers.u8(at + 8), numbers.u8(at + 9), numbers.u8(at + 12)];
  const bits = depth * (samples.get(colour) ?? 0);
  if (width === 0 || height === 0 || bits === 0) return undefined;
  const rows = (columns: number, count: number) => ({ rowBytes: Math.ceil((columns * bits) / 8) + 1, rows: count });
  const passes =
    interlaced === 0
      ? [rows(width, height)]
      : interlace
          .map(([x, y, dx, dy]) => [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)] as const)
          .flatMap(([columns, count]) => (columns > 0 && count > 0 ? rows(columns, count) : []));
  return { width, height, palette: colour === 3, passes };
}
