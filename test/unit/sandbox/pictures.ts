import { crc32, deflateSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capturesFolder } from './harness';

/** A grey PNG; `seed` makes its bytes differ. */
export function picture(width: number, height: number, seed = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height, seed % 256).map((byte, i) => (i % (width + 1) === 0 ? 0 : byte));
  const chunks = [
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`n\0${seed}`)),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

export function captured(name: string): Buffer {
  return readFileSync(join(capturesFolder, 'files', name));
}

interface Rows {
  width: number;
  height: number;
  /** By the PNG specification: 2 for RGB, 6 for RGBA. */
  colourType: 2 | 6;
  /** Filter of every row, 0 to 4. */
  filter: number;
  /** Samples of a row, one pixel behind the other. */
  rows: readonly (readonly number[])[];
}

/** A PNG of 8 bits whose rows are coded with one filter. */
export function filteredPng({ width, height, colourType, filter, rows }: Rows): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, 0], 8);
  const step = colourType === 6 ? 4 : 3;
  const lines = rows.map((row, y) => {
    const coded = row.map((value, n) => {
      const [a, b, c] = [row[n - step] ?? 0, rows[y - 1]?.[n] ?? 0, rows[y - 1]?.[n - step] ?? 0];
      const nearest = [a, b, c].reduce((best, one) =>
        Math.abs(a + b - c - one) < Math.abs(a + b - c - best) ? one : best,
      );
      return (value - ([0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0)) & 255;
    });
    return Buffer.from([filter, ...coded]);
  });
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}
