import { type ByteReader, piecesOf } from '../bytes';

/** Where coded bytes lie, and how many are wanted of them. Bytes. */
interface Stretch {
  readonly from: number;
  readonly length: number;
  readonly unpacked: number;
}

/** Runs of PackBits (TIFF 6.0, section 9): n + 1 bytes as they are, or one byte 257 − n times. At most what is wanted is counted. */
export function packBitsLength(reader: ByteReader, { from, length, unpacked }: Stretch): number {
  let [found, skip] = [0, 0];
  for (const part of piecesOf(reader, from, length))
    for (let at = 0; at < part.length && found < unpacked; at++) {
      if (skip > 0) {
        const jump = Math.min(skip, part.length - at);
        skip -= jump;
        found += jump;
        at += jump - 1;
        continue;
      }
      const head = part[at] ?? 0;
      if (head < 128) skip = head + 1;
      else if (head > 128) {
        // The byte that is repeated follows; it may stand in the next piece, where it is passed over.
        found += 256 - head;
        skip = 1;
      }
    }
  return found;
}

const [clear, endOfStrip, firstFree] = [256, 257, 258];
const longestCode = 12;

/**
 * Codes of LZW as TIFF has them (section 13): the highest bit first, and longer by a bit one code early. Only the lengths of
 * the strings are kept. At most what is wanted is counted; undefined where a code cannot be.
 */
export function lzwLength(reader: ByteReader, { from, length, unpacked }: Stretch): number | undefined {
  const lengths = new Uint32Array(1 << longestCode).fill(1, 0, clear);
  let [found, free, width, before]: [number, number, number, number | undefined] = [0, firstFree, 9, undefined];
  let [held, bits] = [0, 0];
  for (const part of piecesOf(reader, from, length))
    for (const byte of part) {
      held = ((held << 8) | byte) & 0xffffff;
      bits += 8;
      if (bits < width) continue;
      bits -= width;
      const code = (held >>> bits) & ((1 << width) - 1);
      if (code === endOfStrip) return found;
      if (code === clear) {
        [free, width, before] = [firstFree, 9, undefined];
        continue;
      }
      const known = code < clear || (code >= firstFree && code < free);
      const fresh = before !== undefined && code === free;
      if (!known && !fresh) return undefined;
      if (before !== undefined && free < lengths.length) lengths[free++] = (lengths[before] ?? 0) + 1;
      found += lengths[code] ?? 0;
      if (found >= unpacked) return unpacked;
      before = code;
      if (free + 1 >= 1 << width && width < longestCode) width++;
    }
  return found;
}
