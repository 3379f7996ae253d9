import { type ByteReader, piecesOf } from '../bytes';
import { cutFlaw, damagedFlaw, NumberReader } from './bytes';
import { blocksAreWhole } from './jpegBlocks';
import { isFrame, type JpegSegment } from './jpegSegments';
import { endMissing } from './png';
import type { PictureFacts } from './reading';

const standsAlone = (marker: number) => marker === 0x01 || isRestart(marker);
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;
const endOfImage = 0xd9;
/** Segments, and fill bytes before one; real pictures have some hundred at most, and damage should not be followed for minutes. */
const [maxSegments, maxFill] = [100_000, 64 * 1024];
export const startOfScan = 0xda;

/**
 * Walks the segments of a JPEG (ITU T.81, annex B) to its end marker. Segments are skipped by their length, so that
 * pictures and markers inside metadata are never taken for the picture itself; bytes after the end marker are normal. Without
 * the end marker the coded pixels are followed: a picture that has them all is whole (Java's reader takes it).
 */
export function readJpeg(reader: ByteReader): PictureFacts {
  const numbers = new NumberReader(reader, false);
  const segments: JpegSegment[] = [];
  let size: { width: number; height: number } | undefined;
  let at = 2;
  for (;;) {
    const filled = at;
    while (numbers.u16(at) === 0xffff && at - filled < maxFill) at++;
    const marker = numbers.u8(at + 1);
    if (marker === undefined) break;
    if (numbers.u8(at) !== 0xff || marker === 0xff || segments.length > maxSegments) return damagedFlaw(at);
    at += 2;
    if (marker === endOfImage) return size && segments.some(isScan) ? { kind: 'jpeg', ...size } : damagedFlaw(at);
    if (standsAlone(marker)) continue;
    const length = numbers.u16(at);
    if (length === undefined || at + length > reader.size) break;
    if (length < 2) return damagedFlaw(at);
    if (isFrame(marker)) {
      size = { height: numbers.u16(at + 3) ?? 0, width: numbers.u16(at + 5) ?? 0 };
      if (size.width === 0) return damagedFlaw(at);
    }
    const content = { marker, at: at + 2, length: length - 2 };
    at += length;
    if (marker !== startOfScan) segments.push(content);
    else {
      const from = at;
      at = endOfScan(reader, from);
      segments.push({ ...content, coded: { from, to: at } });
    }
  }
  const scan = segments.findLast(isScan);
  if (size === undefined || scan?.coded === undefined || reader.size - scan.coded.to > 1) return cutFlaw(reader.size);
  return blocksAreWhole(reader, segments) ? { kind: 'jpeg', ...size, remark: endMissing } : cutFlaw(reader.size);
}

function isScan({ coded }: JpegSegment): boolean {
  return coded !== undefined;
}

/** Entropy-coded bytes run to the next marker; `FF 00` and restart markers belong to them. */
function endOfScan(reader: ByteReader, start: number): number {
  let at = start;
  let marked = false;
  for (const part of piecesOf(reader, start, reader.size - start)) {
    for (let n = 0; ;) {
      if (marked) {
        const next = part[n];
        if (next === undefined) break;
        if (next !== 0 && next !== 0xff && !isRestart(next)) return at + n - 1;
        marked = next === 0xff;
        n++;
        continue;
      }
      const found = part.indexOf(0xff, n);
      if (found < 0) break;
      marked = true;
      n = found + 1;
    }
    at += part.length;
  }
  return marked ? reader.size - 1 : reader.size;
}
