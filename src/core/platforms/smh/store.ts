import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Crc64 } from '../../formats/crc64';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { ByteSource } from '../../net/http';
import { retrying } from '../../net/retry';
import type { Put } from '../../net/store/put';
import type { Source, UploadReport } from '../platform';
import { partBytes, pieces } from './pieces';
import type { Means, SignedPlace } from './signed';

/** Longer files go in parts (section 7.3), in bytes. */
export const longestWhole = 32 * 1024 ** 2;

/** Parts on their way at once: each is held in memory. */
const atOnce = 3;

/** The sums of bytes that were stored: CRC-64/XZ in decimal, MD5 in hex. */
export interface Sums {
  readonly crc64: string;
  readonly md5: string;
}

/** Puts a file in one piece; a failed attempt takes its bytes back. */
export function putWhole(
  means: Means,
  place: SignedPlace,
  source: Source,
  report: UploadReport,
  signal: AbortSignal,
): Promise<Sums> {
  const counted = counting(source, report);
  return retrying(
    async () => {
      counted.rewind();
      const crc = new Crc64();
      const put = await place.put('', counted.source, (part) => crc.update(part), signal);
      const crc64 = crc.digest();
      compare(put, crc64);
      return { crc64, md5: put.md5 };
    },
    means.kit,
    signal,
  );
}

/** Puts a file part by part, each tried again by itself. When one fails for good no further one is begun. */
export async function putParts(
  means: Means,
  place: SignedPlace,
  source: Source,
  report: UploadReport,
  signal: AbortSignal,
): Promise<Sums> {
  const crc = new Crc64();
  const md5 = createHash('md5');
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const under = new Set<Promise<void>>();
  let n = 0;
  try {
    for await (const piece of pieces(source.open(), partBytes(source.size))) {
      crc.update(piece);
      md5.update(piece);
      while (under.size >= atOnce) await Promise.race(under);
      const sending = putPart(means, place, ++n, piece, report, either).finally(() => under.delete(sending));
      sending.catch(() => undefined);
      under.add(sending);
    }
    await Promise.all(under);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(under);
    throw error;
  }
  return { crc64: crc.digest(), md5: md5.digest('hex') };
}

function putPart(
  means: Means,
  place: SignedPlace,
  n: number,
  piece: Buffer,
  report: UploadReport,
  signal: AbortSignal,
): Promise<void> {
  const open = () => Readable.from([piece], { objectMode: false });
  const counted = counting({ size: piece.length, open }, report);
  const query = `?partNumber=${n}&uploadId=${encodeURIComponent(place.begun.uploadId ?? '')}`;
  return retrying(
    async () => {
      counted.rewind();
      const crc = new Crc64();
      const put = await place.put(query, counted.source, (part) => crc.update(part), signal);
      compare(put, crc.digest());
    },
    means.kit,
    signal,
  );
}

/** Tells the bytes as they go, and takes them back before another attempt. */
function counting(source: Pick<Source, 'size' | 'open'>, report: UploadReport) {
  let moved = 0;
  return {
    source: {
      size: source.size,
      open: () => source.open(),
      moved: (bytes: number) => {
        moved += bytes;
        report.bytes(bytes);
      },
    } satisfies ByteSource,
    rewind: () => {
      report.bytes(-moved);
      moved = 0;
    },
  };
}

/** COS tells the sum of what it took (section 7.2). */
function compare({ headers }: Put, crc64: string): void {
  const told = headers['x-cos-hash-crc64ecma'];
  if (told === undefined || told === crc64) return;
  throw new PlatformError('protocol', text('The bytes were changed on their way to the store.'), { retryable: true });
}
