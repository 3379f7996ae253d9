import { cutText, visibleText } from '../model/plainText';
import { text } from '../model/text';
import { type ErrorFacts, type ErrorKind, PlatformError, remedyByKind } from './errors';
import { hostOf } from './failure';
import { gatewayRefusal, redirectOf } from './hosts/gateway';
import { Redactor } from './secrets/redact';
import type { HttpAnswer } from './http';
import { parseExact } from './json';
import { firstLine } from './firstLine';

export { firstLine };

/**
 * The JSON of an answer, judged by its content and not by its type: servers label JSON as text, and proxies send HTML
 * with any status. @throws PlatformError naming status and first line when it is not JSON
 */
export function readJson(answer: HttpAnswer, url: string): unknown {
  const body = answer.body.toString('utf8');
  const start = body.replace(/^\uFEFF/, '').trimStart();
  if (start === '') throw notJson(answer, url, 'empty');
  if (start.startsWith('<')) throw notJson(answer, url, 'html', firstLine(answer.body));
  try {
    return parseExact(body);
  } catch {
    throw notJson(answer, url, 'broken', firstLine(answer.body));
  }
}

/** Of an answer that is not understood so many characters are shown. */
const shown = 300;

/**
 * An answer in JSON of another shape than the documents lead to expect. What came is shown, redacted, so that whoever has an
 * account can tell how the platform really answers.
 * @param issue where and what, from a schema
 */
export function shapeError(
  call: string,
  answer: Pick<HttpAnswer, 'status' | 'body'>,
  issue: { readonly at: string; readonly message: string },
): PlatformError {
  const came = new Redactor().redact(answer.body.subarray(0, 4_000).toString('utf8')).replace(/\s+/g, ' ');
  return new PlatformError(
    'protocol',
    text(
      'The answer to {0} has an unexpected shape at "{1}": {2} It was: {3}',
      call,
      issue.at,
      issue.message,
      cutText(visibleText(came), shown),
    ),
    { status: answer.status, remedy: remedyByKind.checkPlatform },
  );
}

function notJson(answer: HttpAnswer, url: string, what: 'empty' | 'html' | 'broken', line = ''): PlatformError {
  const host = hostOf(url);
  const known = byStatus(answer, url);
  if (known !== undefined) return known;
  const notice = {
    empty: text('{0} sent an empty response (status code {1}).', host, answer.status),
    html: text('{0} returned a web page instead of data (status code {1}): {2}', host, answer.status, line),
    broken: text(
      '{0} sent a response that is incomplete or not JSON (status code {1}): {2}',
      host,
      answer.status,
      line,
    ),
  }[what];
  const remedy = what === 'html' ? { remedy: remedyByKind.wrongBase } : {};
  return new PlatformError('protocol', notice, { status: answer.status, retryable: what === 'broken', ...remedy });
}

const statuses: Readonly<Record<number, readonly [ErrorKind, Partial<ErrorFacts>]>> = {
  413: ['limit', { remedy: remedyByKind.tooLarge }],
  429: ['limit', { retryable: true }],
  500: ['unavailable', { retryable: true }],
  502: ['unavailable', { retryable: true, remedy: remedyByKind.offline }],
  503: ['unavailable', { retryable: true, remedy: remedyByKind.offline }],
  504: ['unavailable', { retryable: true, remedy: remedyByKind.offline }],
};

/** Statuses of what passes: too many requests, or a server that is not reached at the moment. Reads are repeated. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether an answer tells by its status alone that the same may succeed a little later, whatever its body says. */
export function isPassing({ status }: Pick<HttpAnswer, 'status'>): boolean {
  return passing.has(status);
}

/** What a body says: the message of JSON, else its first line. */
function messageIn(body: Buffer): string {
  const line = firstLine(body);
  if (!line.startsWith('{')) return line;
  try {
    const { message, msg, error_msg: other } = parseExact(body.toString('utf8')) as Record<string, unknown>;
    const notice = [message, msg, other].find((one) => typeof one === 'string' && one !== '');
    return typeof notice === 'string' ? firstLine(notice) : line;
  } catch {
    return line;
  }
}

/** The error that a status means by itself, whatever the body; undefined when the status does not say enough. */
export function byStatus(
  answer: Pick<HttpAnswer, 'status' | 'headers' | 'body'>,
  url: string,
): PlatformError | undefined {
  const host = hostOf(url);
  const between = gatewayRefusal(answer, url) ?? redirectOf(answer, url);
  if (between !== undefined) return between;
  const known = statuses[answer.status];
  if (known === undefined) return undefined;
  const line = messageIn(answer.body);
  const notice =
    line === ''
      ? text('{0} returned status code {1}.', host, answer.status)
      : text('{0} returned status code {1}: {2}', host, answer.status, line);
  return new PlatformError(known[0], notice, {
    status: answer.status,
    ...known[1],
    ...retryAfter(answer.headers['retry-after']),
  });
}

/** Reads `Retry-After`, in seconds or as a date, into milliseconds. */
export function retryAfter(header: string | undefined, now = Date.now()): { retryAfter?: number } {
  if (header === undefined) return {};
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? { retryAfter: Math.max(0, ms) } : {};
}
