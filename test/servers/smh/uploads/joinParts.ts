import { createHash } from 'node:crypto';
import type { App } from '../app';
import { Crc64, summed } from '../cos/crc64';
import type { Content } from '../entries/entries';
import { Refused } from '../api/errors';
import { partKey, partsOf, type Part, type Upload } from './uploads';

/** Least size of every part but the last, bytes (SMH-28). */
const minPartBytes = 1024 * 1024;

/** Puts the parts of an upload together, in the order of their numbers. */
export async function joinParts(app: App, upload: Upload): Promise<Content> {
  const parts = partsOf(app, upload);
  if (parts.length === 0) throw new Refused('UploadIncomplete');
  if (parts.slice(0, -1).some(({ size }) => size < minPartBytes))
    throw new Refused('UploadIncomplete', 'A part is smaller than 1 MB.');
  const crc = new Crc64();
  const landed = await app.objects.land(summed(bytesOf(app, upload, parts), crc));
  await app.objects.put(upload.object, landed, null);
  const sums = Buffer.concat(parts.map(({ md5 }) => Buffer.from(md5, 'hex')));
  return {
    object: upload.object,
    size: landed.size,
    md5: landed.md5,
    etag: `${createHash('md5').update(sums).digest('hex')}-${parts.length}`,
    crc64: crc.text(),
  };
}

async function* bytesOf(app: App, upload: Upload, parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const { number } of parts) {
    const object = app.objects.find(partKey(upload, number));
    if (object && object.size > 0) yield* app.objects.open(object) as AsyncIterable<Buffer>;
  }
}
