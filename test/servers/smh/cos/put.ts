import type { Answer } from '../../../../src/sandbox/http/answer';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { mimeType } from '../../../../src/sandbox/mime';
import type { Landed } from '../../../../src/sandbox/store/objects';
import type { App } from '../app';
import { cosError, type CosError } from './errors';
import { Crc64, summed } from './crc64';
import { partKey, setContent, uploadAt, type Upload } from '../uploads/uploads';

/** Parts of an upload are numbered from 1 (SMH-28). */
const maxParts = 10_000;
/** Largest object in one piece and largest part, bytes. */
const maxPutBytes = 5 * 1024 ** 3;

/** Takes the bytes of an upload, whole or a part. Once the upload is confirmed, nothing more is taken. */
export async function storePut(app: App, arrival: Arrival, path: string): Promise<Answer> {
  const upload = uploadAt(app, path.slice(1));
  const number = upload && partNumber(arrival, upload);
  if (!upload || number === undefined) return cosError('AccessDenied', path);
  if (typeof number === 'string') return cosError(number, path);
  const length = arrival.header('content-length');
  if (length === undefined && arrival.header('transfer-encoding') === undefined)
    return cosError('MissingContentLength', path);
  if (Number(length ?? 0) > maxPutBytes) return cosError('EntityTooLarge', path);
  const crc = new Crc64();
  const landed = await app.objects.land(summed(arrival.chunks(), crc));
  const md5 = arrival.header('content-md5');
  if (md5 !== undefined && Buffer.from(md5, 'base64').toString('hex') !== landed.md5) {
    await app.objects.discard(landed);
    return cosError('BadDigest', path);
  }
  await keep(app, upload, number, landed, crc.text());
  return { status: 200, headers: { etag: `"${landed.md5}"`, 'x-cos-hash-crc64ecma': crc.text() } };
}

/** The number of the part, 0 for an upload in one piece, or what is wrong. */
function partNumber(arrival: Arrival, upload: Upload): number | CosError {
  if (upload.uploadId === null) return arrival.query.has('uploadId') ? 'NoSuchUpload' : 0;
  if (arrival.query.get('uploadId') !== upload.uploadId) return 'NoSuchUpload';
  const number = Number(arrival.query.get('partNumber'));
  return Number.isInteger(number) && number >= 1 && number <= maxParts ? number : 'InvalidArgument';
}

async function keep(app: App, upload: Upload, number: number, landed: Landed, crc64: string): Promise<void> {
  const { object } = upload;
  const { size, md5 } = landed;
  if (number === 0) {
    await app.objects.put(object, landed, mimeType(object));
    setContent(app, upload.id, { object, size, md5, etag: md5, crc64 });
    return;
  }
  await app.objects.put(partKey(upload, number), landed, null);
  app.rows.run('INSERT OR REPLACE INTO part (upload, number, size, md5, at) VALUES (?, ?, ?, ?, ?)', [
    upload.id,
    number,
    size,
    md5,
    app.clock.now(),
  ]);
}
