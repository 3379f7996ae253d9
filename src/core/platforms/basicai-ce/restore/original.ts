import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { UploadSource } from '../../../contract';

/** A file in the store as a source: its bytes are checked at their end. */
export function originalSource(context: SessionContext, name: string, url: string, size: number): UploadSource {
  const bytes = (signal?: AbortSignal) => original(context, name, url, size, signal);
  return {
    name,
    place: name,
    size,
    open: () => Readable.from(bytes(), { objectMode: false, highWaterMark: 256 * 1024 }),
    read: async (signal) => {
      const parts: Buffer[] = [];
      for await (const part of bytes(signal)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}

/** The length noted before, and the store's own MD5, must both fit. */
async function* original(
  context: SessionContext,
  name: string,
  url: string,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const answer = await context.http.stream({ method: 'GET', url }, signal);
  if (answer.status !== 200) {
    answer.body.destroy();
    throw new PlatformError('not-found', text('The original of {0} is no longer in the store.', name), {
      status: answer.status,
    });
  }
  const hash = createHash('md5');
  let length = 0;
  for await (const part of answer.body as AsyncIterable<Buffer>) {
    hash.update(part);
    length += part.length;
    yield part;
  }
  const response = /^"?([0-9a-f]{32})"?$/i.exec(answer.headers['etag'] ?? '')?.[1]?.toLowerCase();
  if (length !== size || (response !== undefined && response !== hash.digest('hex')))
    throw new PlatformError('protocol', text('The original of {0} arrived damaged.', name), { retryable: true });
}

/** Bytes of a file, asked by its first byte: HEAD fails on signed links (CE-25). Undefined when it is gone. */
export async function storedSize(
  context: SessionContext,
  url: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const answer = await context.http.stream({ method: 'GET', url, headers: { Range: 'bytes=0-0' } }, signal);
  answer.body.destroy();
  // An empty file has no first byte: 416, with its length behind the slash all the same.
  if (answer.status !== 206 && answer.status !== 416) return undefined;
  const whole = /\/(\d+)$/.exec(answer.headers['content-range'] ?? '')?.[1];
  return whole === undefined ? undefined : Number(whole);
}
