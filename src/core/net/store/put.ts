import { createHash } from 'node:crypto';
import { text } from '../../model/text';
import { firstLine } from '../../net/answer';
import { PlatformError, remedies } from '../../net/errors';
import { hostOf } from '../../net/failure';
import type { ByteSource, HttpAnswer } from '../../net/http';
import type { Kit } from '../../net/kit';

/** Longest wait for an upload, in ms: none for the whole, since sizes differ; a minute without a byte. */
const limits = { connect: 15_000, idle: 60_000, whole: Infinity };

/**
 * Puts raw bytes to a presigned URL (wire reference, section 8, step 2). No key goes along: the store would refuse it.
 * The store answers with the MD5 of what it has; it is compared with the MD5 taken on the way.
 * @returns the MD5 in hex
 */
export async function put(
  kit: Kit,
  url: string,
  mime: string,
  source: ByteSource,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('md5');
  const body: ByteSource = {
    ...source,
    open: () => {
      const bytes = source.open();
      bytes.on('data', (part: Buffer) => hash.update(part));
      bytes.pause();
      return bytes;
    },
  };
  const answer = await kit.http.send({ method: 'PUT', url, headers: { 'Content-Type': mime }, body, limits }, signal);
  if (answer.status !== 200) throw storeError(answer, url);
  const md5 = hash.digest('hex');
  const told = md5Of(answer.headers['etag']);
  if (told === undefined)
    throw new PlatformError('protocol', text('{0} did not confirm the bytes.', hostOf(url)), { retryable: true });
  if (told !== md5)
    throw new PlatformError('protocol', text('The bytes were changed on their way to {0}.', hostOf(url)), {
      retryable: true,
    });
  return md5;
}

/** @returns undefined for an ETag that is no MD5, as that of a file sent in parts */
export function md5Of(etag: string | undefined): string | undefined {
  return /^"?([0-9a-f]{32})"?$/i.exec(etag ?? '')?.[1]?.toLowerCase();
}

/** Errors of the store are XML with a code (S3). */
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
