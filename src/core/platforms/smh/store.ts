import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Crc64 } from '../../formats/crc64';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { ByteSource } from '../../net/http';
import type { Put } from '../../net/store/put';
import { sending } from '../../net/store/send';
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

/** Puts a file in one piece. */
export function putWhole(
  means: Means,
  place: SignedPlace,
  source: Source,
  report: UploadReport,
  signal: AbortSignal,
): Promise<Sums> {
  const attempt = (counted: ByteSource) => putOnce(place, '', counted, signal);
  return sending({ source, moved: report.bytes.bind(report), attempt }, means.kit, signal);
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

async function putPart(
  means: Means,
  place: SignedPlace,
  n: number,
  piece: Buffer,
  report: UploadReport,
  signal: AbortSignal,
): Promise<void> {
  const source = { size: piece.length, open: () => Readable.from([piece], { objectMode: false }) };
  const query = `?partNumber=${n}&uploadId=${encodeURIComponent(place.begun.uploadId ?? '')}`;
  const attempt = (counted: ByteSource) => putOnce(place, query, counted, signal);
  await sending({ source, moved: report.bytes.bind(report), attempt }, means.kit, signal);
}

async function putOnce(place: SignedPlace, query: string, source: ByteSource, signal: AbortSignal): Promise<Sums> {
  const crc = new Crc64();
  const put = await place.put(query, source, (part) => crc.update(part), signal);
  const crc64 = crc.digest();
  compare(put, crc64);
  return { crc64, md5: put.md5 };
}

/** COS tells the sum of what it took (section 7.2). */
function compare({ headers }: Put, crc64: string): void {
  const told = headers['x-cos-hash-crc64ecma'];
  if (told === undefined || told === crc64) return;
  throw new PlatformError('protocol', text('The bytes were changed on their way to the store.'), { retryable: true });
}
