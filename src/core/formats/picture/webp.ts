import { lookUp } from '../../model/lookUp';
import { cut, damaged, Numbers } from './bytes';
import type { Reading } from './reading';

/** WebP in its three layouts: VP8 (lossy), VP8L (lossless), VP8X (extended); RIFF chunks are padded to even lengths. */
export function readWebp(bytes: Uint8Array): Reading {
  const numbers = new Numbers(bytes, true);
  const riff = numbers.u32(4);
  if (riff === undefined || riff + 8 > bytes.length) return cut(bytes.length);
  let size: { width: number; height: number } | undefined;
  let drawn = false;
  for (let at = 12; at + 8 <= riff + 8;) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = numbers.u32(at + 4);
    if (length === undefined || at + 8 + length > bytes.length) return cut(bytes.length);
    const here = lookUp(readers, type)?.(bytes, numbers, at + 8);
    size ??= here;
    drawn ||= ['VP8 ', 'VP8L', 'ANMF'].includes(type);
    at += 8 + length + (length % 2);
  }
  return size && drawn ? { kind: 'webp', ...size } : damaged(12);
}

type SizeReader = (bytes: Uint8Array, numbers: Numbers, at: number) => { width: number; height: number } | undefined;

const u24 = (bytes: Uint8Array, at: number) =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);

const readers: Readonly<Record<string, SizeReader>> = {
  'VP8 ': (bytes, numbers, at) => {
    if (bytes[at + 3] !== 0x9d || bytes[at + 4] !== 0x01 || bytes[at + 5] !== 0x2a) return undefined;
    return { width: (numbers.u16(at + 6) ?? 0) & 0x3fff, height: (numbers.u16(at + 8) ?? 0) & 0x3fff };
  },
  VP8L: (bytes, numbers, at) => {
    const bits = numbers.u32(at + 1) ?? 0;
    return bytes[at] === 0x2f ? { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 } : undefined;
  },
  VP8X: (bytes, _numbers, at) => ({ width: u24(bytes, at + 4) + 1, height: u24(bytes, at + 7) + 1 }),
};
