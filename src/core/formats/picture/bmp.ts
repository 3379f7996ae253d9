import { cut, damaged, Numbers } from './bytes';
import type { Reading } from './reading';

/** BMP: the 12-byte header of OS/2 and the longer ones of Windows; a negative height means rows from the top. */
export function readBmp(bytes: Uint8Array): Reading {
  const numbers = new Numbers(bytes, true);
  const start = numbers.u32(10);
  const header = numbers.u32(14);
  if (start === undefined || header === undefined) return cut(bytes.length);
  const old = header === 12;
  const width = old ? numbers.u16(18) : numbers.i32(18);
  const height = old ? numbers.u16(20) : numbers.i32(22);
  const bits = numbers.u16(old ? 24 : 28);
  if (width === undefined || height === undefined || bits === undefined) return cut(bytes.length);
  if (width <= 0 || height === 0 || header < 12) return damaged(14);
  const compressed = !old && [1, 2, 4, 5].includes(numbers.u32(30) ?? 0);
  const rows = Math.abs(height);
  const length = compressed ? (numbers.u32(34) ?? 0) : (((width * bits + 31) >>> 5) << 2) * rows;
  if (start + length > bytes.length) return cut(bytes.length);
  return { kind: 'bmp', width, height: rows };
}
