import { crc32 } from '../crc32';
import { cut, damaged, Numbers } from './bytes';
import type { Picture, Reading } from './reading';

/** A PNG with what is needed to check its pixels too. */
export interface PngPicture extends Picture {
  readonly kind: 'png';
  /** Where the compressed pixels lie, in order: [first byte, length]. */
  readonly pixels: readonly (readonly [from: number, length: number])[];
  /** Length of the pixels when inflated, in bytes; undefined for interlaced pictures. */
  readonly inflated: number | undefined;
}

/** Samples of a pixel by colour type (PNG specification, 11.2.1). */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Walks all chunks of a PNG with their checksums to IEND. Apple's CgBI files have a chunk before IHDR. */
export function readPng(bytes: Uint8Array): Reading | PngPicture {
  const numbers = new Numbers(bytes, false);
  const pixels: [number, number][] = [];
  let header: { width: number; height: number; inflated: number | undefined } | undefined;
  for (let at = 8; ;) {
    const length = numbers.u32(at);
    const crc = length === undefined ? undefined : numbers.u32(at + 8 + length);
    if (length === undefined || crc === undefined) return cut(bytes.length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== crc) return damaged(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IHDR') header = readHeader(bytes, numbers, at + 8);
    if (type === 'IDAT') pixels.push([at + 8, length]);
    at += 12 + length;
    if (type !== 'IEND') continue;
    if (header === undefined || pixels.length === 0) return damaged(at);
    return { kind: 'png', ...header, pixels };
  }
}

function readHeader(bytes: Uint8Array, numbers: Numbers, at: number) {
  const width = numbers.u32(at) ?? 0;
  const height = numbers.u32(at + 4) ?? 0;
  const perPixel = (bytes[at + 8] ?? 0) * (samples[bytes[at + 9] ?? -1] ?? 0);
  if (width === 0 || height === 0 || perPixel === 0) return undefined;
  const interlaced = bytes[at + 12] !== 0;
  return { width, height, inflated: interlaced ? undefined : (Math.ceil((width * perPixel) / 8) + 1) * height };
}
