import type { Readable } from 'node:stream';
import { text } from '../../model/text';
import { isPlatformError, PlatformError } from '../errors';
import { hostOf } from '../failure';
import type { SessionContext } from '../sessionContext';
import { md5In, storeError } from './put';

/** Bytes as they come, with what the store says of the whole. */
export interface OpenedObject {
  readonly body: Readable;
  /** MD5 of all bytes, in hex. */
  readonly md5?: string;
  /** Names these very bytes: a strong ETag, or the time of their last change. Without it nothing can be continued. */
  readonly version?: string;
}

export interface ByteRange {
  /** First byte. */
  readonly from: number;
  /** Last byte, included. */
  readonly to: number;
}

/** A stretch that continues bytes of one version, and of no other. */
export interface FileRest extends Partial<ByteRange> {
  readonly version?: string;
}

/**
 * Asks a store by a signed link. No key goes along. The bytes come as they are stored: nothing on the way may pack them, and
 * what is stored packed stays so, since its length and its sum are those of the stored bytes.
 * @throws PlatformError of kind `protocol` when it answers with other bytes than were asked for
 */
export async function openLink(
  context: SessionContext,
  url: string,
  range: FileRest | undefined,
  signal: AbortSignal,
): Promise<OpenedObject> {
  const answer = await context.http.stream({ method: 'GET', url, headers: rangeHeaders(range) }, signal);
  const version = versionOf(answer.headers);
  const other = range !== undefined && answer.status === 206 && !isAnswer(range, answer.headers, version);
  if (answer.status === (range === undefined ? 200 : 206) && !other) {
    const md5 = md5In(answer.headers);
    return { body: answer.body, ...(md5 !== undefined && { md5 }), ...(version !== undefined && { version }) };
  }
  const refused = answer.status >= 300 ? await beginning(answer.body) : Buffer.alloc(0);
  answer.body.destroy();
  if (other)
    throw new PlatformError('protocol', text('{0} returned a different part of the file.', hostOf(url)), {
      retryable: true,
    });
  // The whole file where a part was asked for: it must not be put behind what is there.
  if (answer.status === 200)
    throw new PlatformError('protocol', text('{0} does not continue files.', hostOf(url)), { retryable: true });
  throw storeError({ ...answer, body: refused }, url);
}

/** Of a refusal so much is read, in bytes: its code stands at its beginning. */
const mostOfRefusal = 4_096;

/** What a refusal says; nothing when it does not come. */
async function beginning(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= mostOfRefusal) break;
    }
  } catch {
    // The status alone tells enough.
  }
  return Buffer.concat(parts).subarray(0, mostOfRefusal);
}

/** By a link that was read before; by a fresh one when the store no longer takes it. */
export async function openFresh(
  context: SessionContext,
  known: string,
  fresh: () => Promise<string>,
  range: FileRest | undefined,
  signal: AbortSignal,
): Promise<OpenedObject> {
  try {
    return await openLink(context, known, range, signal);
  } catch (error) {
    if (!isPlatformError(error) || error.kind !== 'forbidden') throw error;
    return openLink(context, await fresh(), range, signal);
  }
}

/** What `DownloadPart.open` is asked, as a stretch; undefined for the whole. */
export function restFrom(from: number, version: string | undefined): FileRest | undefined {
  return from > 0 ? { from, ...(version !== undefined && { version }) } : undefined;
}

function rangeHeaders(range: FileRest | undefined): Record<string, string> {
  if (range === undefined) return {};
  const { from = 0, to = '', version } = range;
  return { Range: `bytes=${from}-${to}`, ...(version !== undefined && { 'If-Range': version }) };
}

type Headers = Readonly<Record<string, string>>;

/** A strong ETag, or the time of the last change (RFC 9110, 13.1.5: a weak one never continues anything). */
function versionOf(headers: Headers): string | undefined {
  const etag = headers['etag'];
  return etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
}

/** Whether a partial answer is the stretch that was asked for, of the version that was begun with. */
function isAnswer(range: FileRest, headers: Headers, version: string | undefined): boolean {
  const contentRange = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '');
  if (contentRange === null || Number(contentRange[1]) !== (range.from ?? 0)) return false;
  if (range.to !== undefined && Number(contentRange[2]) > range.to) return false;
  return range.version === undefined || version === undefined || version === range.version;
}

/** All of it in memory; for small files. */
export async function readAll(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
