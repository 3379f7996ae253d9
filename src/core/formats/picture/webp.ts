import { text } from '../../model/text';
import type { ByteReader } from '../bytes';
import { cutFlaw, damagedFlaw, NumberReader } from './bytes';
import type { PictureFacts } from './reading';

/**
 * WebP in its three layouts: VP8 (lossy), VP8L (lossless), VP8X (extended); RIFF chunks are padded to even lengths. One that
 * moves is refused: the server of BasicAI CE cannot decode it, and one such picture costs others beside it.
 */
export function readWebp(reader: ByteReader): PictureFacts {
  const numbers = new NumberReader(reader, true);
  const riff = numbers.u32(4);
  if (riff === undefined || riff + 8 > reader.size) return cutFlaw(reader.size);
  let size: { width: number; height: number } | undefined;
  let drawn = false;
  let [at, chunks] = [12, 0];
  while (at + 8 <= riff + 8) {
    if (chunks++ > maxChunks) return damagedFlaw(at);
    const type = numbers.tag(at);
    const length = numbers.u32(at + 4);
    if (length === undefined || at + 8 + length > reader.size) return cutFlaw(reader.size);
    if (type === 'ANMF' || type === 'ANIM')
      return { flaw: text('Animated WebP pictures cannot be read by the server.'), at };
    size ??= sizes.get(type)?.(numbers, at + 8);
    drawn ||= type === 'VP8 ' || type === 'VP8L';
    at += 8 + length + (length % 2);
  }
  return size && drawn ? { kind: 'webp', ...size } : damagedFlaw(12);
}

/** Chunks of one still picture; real ones have less than ten. */
const maxChunks = 10_000;

type SizeReader = (numbers: NumberReader, at: number) => { width: number; height: number } | undefined;

const u24 = (numbers: NumberReader, at: number) => (numbers.u16(at) ?? 0) | ((numbers.u8(at + 2) ?? 0) << 16);

const sizes = new Map<string, SizeReader>([
  [
    'VP8 ',
    (numbers, at) => {
      if (numbers.u8(at + 3) !== 0x9d || numbers.u16(at + 4) !== 0x2a01) return undefined;
      return { width: (numbers.u16(at + 6) ?? 0) & 0x3fff, height: (numbers.u16(at + 8) ?? 0) & 0x3fff };
    },
  ],
  [
    'VP8L',
    (numbers, at) => {
      const bits = numbers.u32(at + 1) ?? 0;
      if (numbers.u8(at) !== 0x2f) return undefined;
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    },
  ],
  ['VP8X', (numbers, at) => ({ width: u24(numbers, at + 4) + 1, height: u24(numbers, at + 7) + 1 })],
]);
