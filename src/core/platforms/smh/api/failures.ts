import { lookUp } from '../../../model/lookUp';
import * as v from 'valibot';
import { text, type Text } from '../../../model/text';
import { byStatus, firstLine, readJson, retryAfter } from '../../../net/answer';
import { type ErrorFacts, type ErrorKind, isPlatformError, PlatformError, remedyByKind } from '../../../net/errors';
import { hostOf } from '../../../net/failure';
import type { HttpAnswer } from '../../../net/http';
import { failureAnswer } from './wire';

/** The token is no longer taken: with status 403, not 401 (SMH-11). */
export const tokenRefused = 'InvalidAccessToken';

/** What statuses mean; several codes stand behind each (SMH-44). */
const byNumber: Readonly<Record<number, ErrorKind>> = {
  401: 'auth',
  403: 'forbidden',
  404: 'not-found',
  408: 'unavailable',
  409: 'conflict',
  413: 'limit',
  414: 'limit',
  429: 'limit',
  431: 'limit',
};

/** Codes that mean something else than their status does. */
const byCode: Readonly<Record<string, ErrorKind>> = {
  [tokenRefused]: 'auth',
  EmptyAccessToken: 'auth',
  WrongLibraryIdOrSecret: 'auth',
  QuotaLimitReached: 'limit',
  TooManyItems: 'limit',
};

const byCodeRemedy: Readonly<Record<string, Text>> = {
  [tokenRefused]: remedyByKind.newKey,
  WrongLibraryIdOrSecret: text('Check the library ID and the secret of the connection.'),
  NoPermission: text(
    'Use the library secret, or a token with more rights; without rights to list spaces, name one in the connection.',
  ),
  AccessTokenNotMatchLibrary: text('The token belongs to another library. Check the library ID of the connection.'),
  AccessTokenNotMatchSpace: text('The token belongs to another space. Check the space ID of the connection.'),
  QuotaLimitReached: text('Make room in the library, or raise its quota.'),
  ExtnameNotAllowed: text('The library takes files of certain kinds only.'),
  DirectoryLevelExceed: text('The library allows fewer folders within each other.'),
};

/** Codes of things that are not there. A 404 without one may come from anything in between. */
const absent: ReadonlySet<string> = new Set([
  'SpaceNotFound',
  'DirectoryNotFound',
  'FileNotFound',
  'PathNotFound',
  'SourceFileNotFound',
  'RecycledItemNotFound',
]);

/** What an answer without success means. */
export function refusalError(answer: HttpAnswer, url: string): PlatformError {
  const serverMessage = codeOf(answer, url);
  if (serverMessage === undefined) return byStatus(answer, url) ?? withoutCode(answer, url);
  const facts: ErrorFacts = {
    status: answer.status,
    code: serverMessage.code,
    retryable: answer.status >= 500 || answer.status === 429 || answer.status === 408,
    ...retryAfter(answer.headers['retry-after']),
    ...requestIdOf(serverMessage.requestId, answer),
    ...remedyOf(serverMessage.code),
  };
  const notice = serverMessage.message ? `${serverMessage.message} (${serverMessage.code})` : serverMessage.code;
  return new PlatformError(kindOf(answer.status, serverMessage.code), text('The server refused: {0}', notice), facts);
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return isPlatformError(error) && codes.includes(error.facts.code ?? '');
}

/** Whether the server says that what was asked for is not there. */
export function isAbsent(error: unknown): boolean {
  return hasCode(error, ...absent);
}

/** Whether the server refused a whole call, so that nothing of it was done. */
export function isRefusal(error: unknown): error is PlatformError {
  if (!isPlatformError(error)) return false;
  const { status = 0 } = error.facts;
  return error.facts.code !== undefined && status >= 400 && status < 500 && status !== 408;
}

function remedyOf(code: string): { remedy?: Text } {
  const remedy = lookUp(byCodeRemedy, code);
  return remedy ? { remedy } : {};
}

function kindOf(status: number, code: string): ErrorKind {
  return lookUp(byCode, code) ?? byNumber[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

function codeOf(answer: HttpAnswer, url: string): v.InferOutput<typeof failureAnswer> | undefined {
  try {
    const parsed = v.safeParse(failureAnswer, readJson(answer, url));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function withoutCode(answer: HttpAnswer, url: string): PlatformError {
  const line = firstLine(answer.body);
  return new PlatformError(
    kindOf(answer.status, ''),
    text('{0} returned status code {1}: {2}', hostOf(url), answer.status, line),
    { status: answer.status, retryable: answer.status >= 500 || answer.status === 408 },
  );
}

/** In the body, or in a header (SMH-44). */
function requestIdOf(serverMessage: string | null | undefined, { headers }: HttpAnswer): { requestId?: string } {
  const requestId = serverMessage ?? headers['x-request-id'] ?? headers['x-smh-request-id'];
  return requestId === undefined ? {} : { requestId };
}
