import { createHash } from 'node:crypto';
import { text } from '../../model/text';
import { firstLine } from '../answer';
import { PlatformError, remedies } from '../errors';
import { hostOf } from '../failure';
import type { ByteSource, HttpAnswer } from '../http';
import type { Kit } from '../kit';

/** Longest wait for an upload, in ms: none for the whole, since sizes differ; a minute without a byte. */
const limits = { connect: 15_000, idle: 60_000, whole: Infinity };

/** Where bytes are put, and what goes along. Never a key of the platform: a store would refuse it, and others would see it. */
export interface PutRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: ByteSource;
  /** Told every byte on its way, for a checksum of another kind. */
  readonly watch?: (part: Buffer) => void;
}

/** What a store answered about bytes that it took. */
export interface Put {
  /** MD5 of what was sent, in hex. */
  readonly md5: string;
  /** Whether the store told the same; it may keep silent, or tell another kind of sum. */
  readonly confirmed: boolean;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Puts raw bytes to a store. The MD5 taken on the way is compared with the ETag of the answer, where that is an MD5.
 * @throws PlatformError, `retryable` where another attempt may help
 */
export async function putBytes(
  kit: Kit,
  { url, headers, source, watch }: PutRequest,
  signal: AbortSignal,
): Promise<Put> {
  const hash = createHash('md5');
  const body: ByteSource = {
    ...source,
    open: () => {
      const bytes = source.open();
      bytes.on('data', (part: Buffer) => {
        hash.update(part);
        watch?.(part);
      });
      bytes.pause();
      return bytes;
    },
  };
  const answer = await kit.http.send({ method: 'PUT', url, headers, body, limits }, signal);
  if (answer.status < 200 || answer.status > 299) throw storeError(answer, url);
  // A page of a portal in between says 200 too.
  if (/^\s*<(!doctype|html)/i.test(answer.body.subarray(0, 200).toString('latin1')))
    throw new PlatformError(
      'protocol',
      text('{0} answered with a web page instead of taking the bytes.', hostOf(url)),
      {
        remedy: remedies.wrongBase,
      },
    );
  const md5 = hash.digest('hex');
  const told = md5In(answer.headers);
  if (told !== undefined && told !== md5)
    throw new PlatformError('protocol', text('The bytes were changed on their way to {0}.', hostOf(url)), {
      retryable: true,
    });
  return { md5, confirmed: told !== undefined, headers: answer.headers };
}

/** What is told once of a store that gives no sum: the bytes are compared by their number when they are listed. */
export const unverified = text('Unverified: the store did not confirm a checksum. Files were compared by size.');

/** Puts raw bytes of a media type. A store that confirms no sum has taken them all the same. */
export function put(kit: Kit, url: string, mime: string, source: ByteSource, signal: AbortSignal): Promise<Put> {
  return putBytes(kit, { url, headers: { 'Content-Type': mime }, source }, signal);
}

/** @returns undefined for an ETag that is no MD5, as that of a file sent in parts */
export function md5Of(etag: string | undefined): string | undefined {
  return /^"?([0-9a-f]{32})"?$/i.exec(etag ?? '')?.[1]?.toLowerCase();
}

/**
 * The MD5 that a store tells in its ETag. One that encrypts with a key of its own or of the caller's tells something else
 * that looks alike (Amazon S3, "Checking object integrity").
 */
export function md5In(headers: Readonly<Record<string, string>>): string | undefined {
  const byKey = headers['x-amz-server-side-encryption']?.startsWith('aws:kms') === true;
  const own = headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined;
  return byKey || own ? undefined : md5Of(headers['etag']);
}

/** Errors of stores are XML with a code (S3, OBS, COS, Azure). */
export function storeError(answer: HttpAnswer, url: string): PlatformError {
  const body = answer.body.toString('utf8');
  const code = /<Code>([^<]{1,80})<\/Code>/.exec(body)?.[1];
  const facts = { status: answer.status, ...(code !== undefined && { code }) };
  const host = hostOf(url);
  if (answer.status === 403)
    return new PlatformError(
      'forbidden',
      text('The store at {0} refused the signed link ({1}).', host, code ?? '403'),
      {
        ...facts,
        retryable: true,
        remedy: remedies.expiredUrl,
      },
    );
  if (answer.status === 413)
    return new PlatformError('limit', text('{0} refuses files of this size.', host), {
      ...facts,
      remedy: remedies.tooLarge,
    });
  if (answer.status === 404)
    return new PlatformError('not-found', text('The store at {0} does not have the file.', host), facts);
  return new PlatformError(
    'unavailable',
    text('The store at {0} answered with status {1}: {2}', host, answer.status, code ?? firstLine(body)),
    {
      ...facts,
      retryable: answer.status >= 500 || answer.status === 429,
    },
  );
}
