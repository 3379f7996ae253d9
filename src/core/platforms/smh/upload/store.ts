import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Crc64 } from '../../../formats/crc64';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { ByteSource } from '../../../net/http';
import type { StoredObject } from '../../../net/store/put';
import { sendWithRetries } from '../../../net/store/send';
import type { UploadSource, UploadReport } from '../../../contract';
import { partBytes, readChunks } from './readChunks';
import type { SpaceDeps, SignedPlace } from './signed';

/** Longer files go in parts (SMH-28), in bytes. */
export const longestWhole = 32 * 1024 ** 2;

/** Parts on their way at once: each is held in memory. */
const concurrency = 3;

/** The sums of bytes that were stored: CRC-64/XZ in decimal, MD5 in hex. */
export interface ChecksumState {
  readonly crc64: string;
  readonly md5: string;
}

/** Puts a file in one piece. */
export function putWhole(
  deps: SpaceDeps,
  place: SignedPlace,
  source: UploadSource,
  report: UploadReport,
  signal: AbortSignal,
): Promise<ChecksumState> {
  const attempt = (counted: ByteSource) => putOnce(place, '', counted, signal);
  return sendWithRetries({ source, moved: report.bytes.bind(report), attempt }, deps.context, signal);
}

/** Puts a file part by part, each tried again by itself. When one fails for good no further one is begun. */
export async function putParts(
  deps: SpaceDeps,
  place: SignedPlace,
  source: UploadSource,
  report: UploadReport,
  signal: AbortSignal,
): Promise<ChecksumState> {
  const crc = new Crc64();
  const md5 = createHash('md5');
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const under = new Set<Promise<void>>();
  let n = 0;
  try {
    for await (const piece of readChunks(source.open(), partBytes(source.size))) {
      crc.update(piece);
      md5.update(piece);
      while (under.size >= concurrency) await Promise.race(under);
      const sending = putPart(deps, place, ++n, piece, report, either).finally(() => under.delete(sending));
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
  deps: SpaceDeps,
  place: SignedPlace,
  n: number,
  piece: Buffer,
  report: UploadReport,
  signal: AbortSignal,
): Promise<void> {
  const source = { size: piece.length, open: () => Readable.from([piece], { objectMode: false }) };
  const query = `?partNumber=${n}&uploadId=${encodeURIComponent(place.begun.uploadId ?? '')}`;
  const attempt = (counted: ByteSource) => putOnce(place, query, counted, signal);
  await sendWithRetries({ source, moved: report.bytes.bind(report), attempt }, deps.context, signal);
}

async function putOnce(
  place: SignedPlace,
  query: string,
  source: ByteSource,
  signal: AbortSignal,
): Promise<ChecksumState> {
  const crc = new Crc64();
  const put = await place.put(query, source, (part) => crc.update(part), signal);
  const crc64 = crc.digest();
  compare(put, crc64);
  return { crc64, md5: put.md5 };
}

/** COS tells the sum of what it took (SMH-27). */
function compare({ headers }: StoredObject, crc64: string): void {
  const checksum = headers['x-cos-hash-crc64ecma'];
  if (checksum === undefined || checksum === crc64) return;
  throw new PlatformError('protocol', text('The bytes were changed on their way to the store.'), { retryable: true });
}
