import { createHash } from 'node:crypto';
import { text, type Text } from '../../model/text';
import { firstLine, isPassing, retryAfter } from '../answer';
import { type ErrorFacts, type ErrorKind, PlatformError, remedyByKind } from '../errors';
import { hostOf } from '../failure';
import { gatewayRefusal, redirectOf } from '../hosts/gateway';
import type { ByteSource, HttpAnswer } from '../http';
import type { SessionContext } from '../sessionContext';

/** Longest wait for an upload, in ms: none for the whole, since sizes differ; half a minute in which no byte moves. */
const limits = { connect: 15_000, idle: 30_000, whole: Infinity };
const shortestAnswer = 60_000;
const answerPerMegabyte = 1_000;
const longestAnswer = 15 * 60_000;

/**
 * How long a store may take to answer after the last byte, in ms: it may copy, sum up or look through all of them before.
 * @param size bytes
 */
export function answerWithin(size: number): number {
  return Math.min(shortestAnswer + Math.ceil(size / 1e6) * answerPerMegabyte, longestAnswer);
}

/** Where bytes are put, and what goes along. Never a key of the platform: a store would refuse it, and others would see it. */
export interface PutRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: ByteSource;
  /** Told every byte on its way, for a checksum of another kind. */
  readonly watch?: (part: Buffer) => void;
}

/** What a store answered about bytes that it took. */
export interface StoredObject {
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
  context: SessionContext,
  { url, headers, source, watch }: PutRequest,
  signal: AbortSignal,
): Promise<StoredObject> {
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
  const patient = { ...limits, answer: answerWithin(source.size) };
  const answer = await context.http.send({ method: 'PUT', url, headers, body, limits: patient }, signal);
  if (answer.status < 200 || answer.status > 299) throw storeError(answer, url);
  // A page of a portal in between says 200 too.
  if (/^\s*<(!doctype|html)/i.test(answer.body.subarray(0, 200).toString('latin1')))
    throw new PlatformError('protocol', text('{0} returned a web page instead of accepting the upload.', hostOf(url)), {
      remedy: remedyByKind.wrongBase,
    });
  const md5 = hash.digest('hex');
  const storeMd5 = md5In(answer.headers);
  if (storeMd5 !== undefined && storeMd5 !== md5)
    throw new PlatformError('protocol', text('The bytes were changed on their way to {0}.', hostOf(url)), {
      retryable: true,
    });
  return { md5, confirmed: storeMd5 !== undefined, headers: answer.headers };
}

/** What is told once of a store that gives no sum: the bytes are compared by their number when they are listed. */
export const unverifiedText = text('Unverified: the store did not confirm a checksum. Files were compared by size.');

/** Puts raw bytes of a media type. A store that confirms no sum has taken them all the same. */
export function putObject(
  context: SessionContext,
  url: string,
  mime: string,
  source: ByteSource,
  signal: AbortSignal,
): Promise<StoredObject> {
  return putBytes(context, { url, headers: { 'Content-Type': mime }, source }, signal);
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

/** Codes of a 403 that no new link mends: it is the server's own key that the store does not take. */
const keyCodes = /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSecurity|AccountProblem|NoSuchBucketPolicy)/;

/**
 * Errors of stores are XML with a code (S3, OBS, COS, Azure). A 403 is tried with a new link once: when that is refused too,
 * no third one helps.
 */
export function storeError(answer: HttpAnswer, url: string): PlatformError {
  const between = gatewayRefusal(answer, url) ?? redirectOf(answer, url);
  if (between !== undefined) return between;
  const body = answer.body.toString('utf8');
  const code = /<Code>([^<]{1,80})<\/Code>/.exec(body)?.[1];
  const facts = { status: answer.status, ...(code !== undefined && { code }) };
  const host = hostOf(url);
  const known = refusals[answer.status];
  if (known !== undefined) return new PlatformError(...known(host, code), { ...facts, ...refusalFacts(answer, code) });
  return new PlatformError(
    'unavailable',
    text('The store at {0} returned status code {1}: {2}', host, answer.status, code ?? firstLine(body)),
    {
      ...facts,
      retryable: answer.status >= 500 || isPassing(answer),
      ...retryAfter(answer.headers['retry-after']),
    },
  );
}

const refusals: Readonly<Record<number, (host: string, code: string | undefined) => [ErrorKind, Text]>> = {
  403: (host, code) => ['forbidden', text('The store at {0} refused the signed link ({1}).', host, code ?? '403')],
  404: (host) => ['not-found', text('The store at {0} does not have the file.', host)],
  413: (host) => ['limit', text('{0} refuses files of this size.', host)],
};

function refusalFacts({ status }: HttpAnswer, code = ''): Partial<ErrorFacts> {
  if (status === 413) return { remedy: remedyByKind.tooLarge };
  if (status !== 403) return {};
  return { retryable: true, once: true, remedy: keyCodes.test(code) ? remedyByKind.storeKey : remedyByKind.expiredUrl };
}
