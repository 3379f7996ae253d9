import { type ByteReader, piecesOf } from '../bytes';
import { cutFlaw, damagedFlaw, NumberReader } from './bytes';
import type { PictureFacts } from './reading';

const [run8, run4] = [1, 2];
/** A JPEG or a PNG inside: its length is all that is looked at. */
const inside = new Set([4, 5]);

/** BMP: the 12-byte header of OS/2 and the longer ones of Windows; a negative height means rows from the top. */
export function readBmp(reader: ByteReader): PictureFacts {
  const numbers = new NumberReader(reader, true);
  const start = numbers.u32(10);
  const header = numbers.u32(14);
  if (start === undefined || header === undefined) return cutFlaw(reader.size);
  const old = header === 12;
  const width = old ? numbers.u16(18) : numbers.i32(18);
  const height = old ? numbers.u16(20) : numbers.i32(22);
  const bits = numbers.u16(old ? 24 : 28);
  if (width === undefined || height === undefined || bits === undefined) return cutFlaw(reader.size);
  if (width <= 0 || height === 0 || header < 12) return damagedFlaw(14);
  const rows = Math.abs(height);
  const compression = old ? 0 : (numbers.u32(30) ?? 0);
  const picture = { kind: 'bmp', width, height: rows } as const;
  if (compression === run8 || compression === run4)
    return runsAreWhole(reader, start, compression === run4, width, rows) ? picture : cutFlaw(reader.size);
  const length = inside.has(compression) ? (numbers.u32(34) ?? 0) : (((width * bits + 31) >>> 5) << 2) * rows;
  return start + length > reader.size ? cutFlaw(reader.size) : picture;
}

/**
 * Follows the runs of a compressed picture: pairs of a length and a value, or 0 and an order: end of a row (0), end of the
 * picture (1), a step (2, two bytes more), or so many pixels as they are, filled up to 16 bits. It is whole when it comes to
 * its end, or has filled every row.
 */
function runsAreWhole(reader: ByteReader, start: number, halves: boolean, width: number, rows: number): boolean {
  let [row, column, skip, first]: [number, number, number, number | undefined] = [0, 0, 0, undefined];
  let stepping = 0;
  for (const part of piecesOf(reader, start, reader.size - start))
    for (let at = 0; at < part.length; at++) {
      if (skip > 0) {
        const jump = Math.min(skip, part.length - at);
        skip -= jump;
        at += jump - 1;
        continue;
      }
      const byte = part[at] ?? 0;
      if (stepping > 0) {
        if (stepping-- === 2) column += byte;
        else row += byte;
        continue;
      }
      if (first === undefined) {
        first = byte;
        continue;
      }
      if (first > 0) column += first;
      else if (byte === 0) [row, column] = [row + 1, 0];
      else if (byte === 1) return true;
      else if (byte === 2) stepping = 2;
      else {
        column += byte;
        const bytes = halves ? Math.ceil(byte / 2) : byte;
        skip = bytes + (bytes % 2);
      }
      first = undefined;
    }
  return row >= rows || (row === rows - 1 && column >= width);
}
