import * as v from 'valibot';
import { text, type Text } from '../../../model/text';
import { byStatus, firstLine, isPassing, retryAfter } from '../../../net/answer';
import { type ErrorFacts, type ErrorKind, isPlatformError, PlatformError, remedyByKind } from '../../../net/errors';
import { hostOf } from '../../../net/failure';
import type { HttpAnswer } from '../../../net/http';
import { meaningOf, plainCode, saysBusy, saysGone } from './codes';

/** A refusal (MA-57); a proxy in between sends anything, and IAM may wrap its errors (MA-9). */
const response = v.object({
  error_code: v.optional(v.nullable(v.string())),
  error_msg: v.optional(v.nullable(v.string())),
  request_id: v.optional(v.nullable(v.string())),
  error: v.optional(v.nullable(v.object({ message: v.optional(v.nullable(v.string())) }))),
});

export interface RefusalDetails {
  readonly code?: string;
  readonly message: string;
  readonly requestId?: string;
}

/** What a refusal says of itself, whatever came. */
export function refusalDetails({ body, headers }: Pick<HttpAnswer, 'body' | 'headers'>): RefusalDetails {
  const parsed = v.safeParse(response, jsonOf(body));
  const { error_code: code, error_msg, request_id, error } = parsed.success ? parsed.output : {};
  const requestId = headers['x-request-id'] ?? request_id ?? undefined;
  return {
    message: error_msg ?? error?.message ?? firstLine(parsed.success ? '' : body),
    ...(code != null && code !== '' && { code }),
    ...(requestId !== undefined && { requestId }),
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A sentence for a code and its message; either may be empty. A deletion may fail for what goes on beside it (MA-55). */
export function refusalText(code: string | undefined, message: string | null | undefined): Text {
  const notice = [message ?? '', code === undefined ? '' : `(${code})`].filter((part) => part !== '').join(' ');
  if (notice === '') return text('The server refused it without a reason.');
  return plainCode(code ?? '') === '4424'
    ? text('The server could not delete it: {0} An import or a sync may still run.', notice)
    : text('The server refused: {0}', notice);
}

const byStatusAlone: Readonly<Record<number, ErrorKind>> = { 401: 'auth', 403: 'forbidden', 404: 'not-found' };

/**
 * The error that an answer with another status than success means.
 * @param now milliseconds since 1970, to tell how far the clocks differ
 */
export function refusedBy(answer: HttpAnswer, url: string, now: number): PlatformError {
  const { code, message, requestId } = refusalDetails(answer);
  const meaning = meaningOf(code);
  const facts: ErrorFacts = {
    status: answer.status,
    retryable: meaning?.again === true || isPassing(answer),
    ...retryAfter(answer.headers['retry-after'], now),
    ...(code !== undefined && { code }),
    ...(requestId !== undefined && { requestId }),
  };
  if (code !== undefined) {
    const remedy = plainCode(code) === 'APIGW.0303' ? clockRemedy(answer, now) : meaning?.remedy;
    const kind = meaning?.kind ?? kindOf(answer.status);
    return new PlatformError(kind, refusalText(code, message), { ...facts, ...(remedy && { remedy }) });
  }
  const known = byStatus(answer, url);
  if (known !== undefined) return new PlatformError(known.kind, known.userMessage, { ...known.facts, ...facts });
  const kind = kindOf(answer.status);
  const remedy =
    kind === 'auth' ? { remedy: remedyByKind.newKey } : kind === 'not-found' && { remedy: remedyByKind.wrongBase };
  return new PlatformError(kind, text('{0} returned status code {1}: {2}', hostOf(url), answer.status, message), {
    ...facts,
    ...remedy,
  });
}

function kindOf(status: number): ErrorKind {
  if (status === 429) return 'limit';
  return byStatusAlone[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

/** More than 15 minutes apart is refused (MA-12); the answer's own date tells how far it is. */
function clockRemedy({ headers }: HttpAnswer, now: number) {
  const apart = Math.round((now - Date.parse(headers['date'] ?? '')) / 60_000);
  if (!Number.isFinite(apart) || apart === 0) return meaningOf('APIGW.0303')?.remedy;
  return apart > 0
    ? text('The clock of this machine is {0} minutes ahead of the server. Set it right and try again.', apart)
    : text('The clock of this machine is {0} minutes behind the server. Set it right and try again.', -apart);
}

/** The token, or the temporary key, has ended. `4713`, a 401 too, means that the user may not (MA-59). */
export function isStale(answer: HttpAnswer): boolean {
  const { code } = answer.status === 401 ? refusalDetails(answer) : {};
  return code !== undefined && plainCode(code) === 'APIGW.0307';
}

/** The server says that the thing does not exist (any more). */
export function isGone(error: unknown): boolean {
  return isPlatformError(error) && saysGone(error.facts.code);
}

/** The server is busy with the dataset, and did nothing. */
export function isBusy(error: unknown): boolean {
  return isPlatformError(error) && saysBusy(error.facts.code);
}
