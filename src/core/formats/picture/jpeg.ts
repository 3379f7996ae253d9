import { cut, damaged, Numbers } from './bytes';
import type { Reading } from './reading';

const sof = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
const endOfImage = 0xd9;
const startOfScan = 0xda;

/**
 * Walks the segments of a JPEG (ITU T.81, annex B) to its end marker. Segments are skipped by their length, so that
 * pictures and markers inside metadata are never taken for the picture itself; bytes after the end marker are normal.
 */
export function readJpeg(bytes: Uint8Array): Reading {
  const numbers = new Numbers(bytes, false);
  let size: { width: number; height: number } | undefined;
  let scans = 0;
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (marker === undefined) return cut(bytes.length);
    if (bytes[at] !== 0xff) return damaged(at);
    at += 2;
    if (marker === endOfImage) return size && scans > 0 ? { kind: 'jpeg', ...size } : damaged(at);
    if (standsAlone(marker)) continue;
    const length = numbers.u16(at);
    if (length === undefined || at + length > bytes.length) return cut(bytes.length);
    if (length < 2) return damaged(at);
    if (sof(marker)) {
      size = { height: numbers.u16(at + 3) ?? 0, width: numbers.u16(at + 5) ?? 0 };
      if (size.width === 0) return damaged(at);
    }
    at += length;
    if (marker === startOfScan) {
      scans++;
      at = endOfScan(bytes, at);
    }
  }
}

/** Entropy-coded bytes run to the next marker; `FF 00` and restart markers belong to them. */
function endOfScan(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const next = bytes[at + 1];
    if (next === undefined) return bytes.length;
    if (next === 0xff) at++;
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else return at;
  }
}
