import { lookUp } from '../../../model/lookUp';
import * as v from 'valibot';
import { text } from '../../../model/text';
import { byStatus, firstLine, readJson, retryAfter, shapeError } from '../../../net/answer';
import { isPlatformError, PlatformError, remedyByKind, type ErrorKind } from '../../../net/errors';
import { hostOf } from '../../../net/failure';
import { pastGateways } from '../../../net/hosts/gateway';
import type { HttpAnswer } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import type { Urgency } from '../../../net/rate/limits';
import { type QueryParameters, queryOf } from '../../../net/query';
import { withRetries, usualPatience } from '../../../net/retry';
import { originOf } from '../../../net/hosts/urls';
import type { Credentials } from '../../../contract';
import { rateLimits } from '../limits';
import { envelopeSchema } from './wire';

/** Codes that stand for a cause of their own; every other one is `invalid` (CLOUD-3). */
const kinds: Readonly<Record<string, ErrorKind>> = {
  RESOURCE_NOT_FOUND: 'not-found',
  DATASET_NOT_FOUND: 'not-found',
  DATA_NOT_FOUND: 'not-found',
  RESOURCE_DUPLICATED: 'conflict',
  NAME_DUPLICATED: 'conflict',
  OPERATION_FAILED: 'conflict',
  NO_PERMISSION: 'forbidden',
  LICENSE_EXPIRED: 'forbidden',
  ERROR: 'unavailable',
};

/** Milliseconds to wait when a refusal for the rate does not say how long. */
const usualWait = 1_000;

/**
 * Calls of BasicAI Cloud: envelope, key, rate. Success is HTTP 200 **and** code OK in any case of its letters. Reads are
 * repeated when that may help, writes only when they were refused at the door: for their rate, or for the key.
 */
export class CloudApi {
  constructor(
    private readonly base: string,
    private readonly credentials: Credentials,
    private readonly context: SessionContext,
    private readonly urgency: Urgency = 'interactive',
  ) {}

  /** The same calls for a long job, which leaves room to people. */
  inBulk(): CloudApi {
    return new CloudApi(this.base, this.credentials, this.context, 'bulk');
  }

  /** A read; `data` of the envelope, checked. */
  get<T>(
    path: string,
    parameters: QueryParameters,
    schema: v.GenericSchema<unknown, T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const url = this.base + path + queryOf(parameters);
    return withRetries(() => this.call('GET', url, path, undefined, schema, signal), this.context, signal);
  }

  /** A write; repeated only when nothing was done. Calls that take no body get `undefined`. */
  post<T>(path: string, body: unknown, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return withRetries(
      () => this.call('POST', this.base + path, path, body, schema, signal).catch(onlyRate),
      this.context,
      signal,
    );
  }

  private async call<T>(
    method: 'GET' | 'POST',
    url: string,
    path: string,
    body: unknown,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const key = await this.credentials.get(signal);
    let answer = await this.exchange(method, url, body, key, signal);
    if (answer.status === 401) {
      const next = await this.credentials.refresh(key, signal);
      answer = await this.exchange(method, url, body, next, signal);
    }
    return parseRef(answer, url, path, schema);
  }

  private async exchange(
    method: 'GET' | 'POST',
    url: string,
    body: unknown,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    this.context.registerSecret(key);
    const limiter = this.context.limiter(`${originOf(this.base)} ${key}`, rateLimits);
    await limiter.take(this.urgency, signal);
    const started = this.context.clock.now();
    const headers = {
      Accept: 'application/json',
      Authorization: `ApiKey ${key}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await this.context.http.send({ method, url, headers, ...sent }, signal);
    this.context.log.debug(`${method} ${url} ${answer.status} ${this.context.clock.now() - started} ms`);
    if (answer.status === 429)
      await limiter.slow(
        Math.min(retryAfter(answer.headers['retry-after']).retryAfter ?? usualWait, usualPatience.longestWait),
      );
    return pastGateways(answer, url);
  }
}

/** What was refused for its rate was not done; anything else of a write is never tried again. */
function onlyRate(error: unknown): never {
  if (!isPlatformError(error) || error.facts.status === 429 || error.facts.retryable !== true) throw error;
  throw new PlatformError(error.kind, error.userMessage, { ...error.facts, retryable: false });
}

function parseRef<T>(answer: HttpAnswer, url: string, path: string, schema: v.GenericSchema<unknown, T>): T {
  if (answer.status !== 200) throw refusedBy(answer, url, path);
  const wrapped = parse(envelopeSchema, readJson(answer, url), answer, path);
  if (wrapped.code.toUpperCase() !== 'OK') throw refusal(wrapped.code, wrapped.message ?? '');
  return parse(schema, wrapped.data ?? null, answer, path);
}

function parse<T>(schema: v.GenericSchema<unknown, T>, value: unknown, answer: HttpAnswer, path: string): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw shapeError(path, answer, { at: v.getDotPath(issue) ?? '', message: issue.message });
}

/** What stands in an answer with another status is not documented: its first line is shown. */
function refusedBy(answer: HttpAnswer, url: string, path: string): PlatformError {
  const host = hostOf(url);
  const facts = { status: answer.status };
  const line = firstLine(answer.body);
  if (answer.status === 401)
    return new PlatformError('auth', text('{0} refused the key.', host), { ...facts, remedy: remedyByKind.newKey });
  if (answer.status === 403)
    return new PlatformError('forbidden', text('{0} does not allow this with the key: {1}', host, line), facts);
  if (answer.status === 404)
    return new PlatformError('not-found', text('{1} was not found on {0}.', host, path), {
      ...facts,
      remedy: remedyByKind.wrongBase,
    });
  const known = byStatus(answer, url);
  return (
    known ?? new PlatformError('invalid', text('{0} returned status code {1}: {2}', host, answer.status, line), facts)
  );
}

function refusal(code: string, message: string): PlatformError {
  const notice = message === '' || /^ok$/i.test(message) ? code : `${message} (${code})`;
  return new PlatformError(lookUp(kinds, code.toUpperCase()) ?? 'invalid', text('The server refused: {0}', notice), {
    code,
    status: 200,
  });
}
