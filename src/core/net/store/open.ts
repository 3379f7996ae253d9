import type { Readable } from 'node:stream';
import { text } from '../../model/text';
import { isPlatformError, PlatformError } from '../errors';
import { hostOf } from '../failure';
import type { Kit } from '../kit';
import { md5Of, storeError } from './put';

/** Bytes as they come, with what the store says of the whole. */
export interface Opened {
  readonly body: Readable;
  /** MD5 of all bytes, in hex. */
  readonly md5?: string;
}

export interface Range {
  /** First byte. */
  readonly from: number;
  /** Last byte, included. */
  readonly to: number;
}

/** Asks a store by a signed link. No key goes along. An ETag that is an MD5 is that of the whole file. */
export async function openLink(
  kit: Kit,
  url: string,
  range: Partial<Range> | undefined,
  signal: AbortSignal,
): Promise<Opened> {
  const headers = range === undefined ? {} : { Range: `bytes=${range.from ?? 0}-${range.to ?? ''}` };
  const answer = await kit.http.stream({ method: 'GET', url, headers }, signal);
  const md5 = md5Of(answer.headers['etag']);
  if (answer.status === (range === undefined ? 200 : 206))
    return { body: answer.body, ...(md5 !== undefined && { md5 }) };
  answer.body.destroy();
  // The whole file where a part was asked for: it must not be put behind what is there.
  if (answer.status === 200)
    throw new PlatformError('protocol', text('{0} does not continue files.', hostOf(url)), { retryable: true });
  throw storeError({ ...answer, body: Buffer.alloc(0) }, url);
}

/** By a link that was read before; by a fresh one when the store no longer takes it. */
export async function openFresh(
  kit: Kit,
  known: string,
  fresh: () => Promise<string>,
  from: number,
  signal: AbortSignal,
): Promise<Opened> {
  const range = from > 0 ? { from } : undefined;
  try {
    return await openLink(kit, known, range, signal);
  } catch (error) {
    if (!isPlatformError(error) || error.kind !== 'forbidden') throw error;
    return openLink(kit, await fresh(), range, signal);
  }
}

/** All of it in memory; for small files. */
export async function readAll(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
