import pLimit from 'p-limit';
import * as v from 'valibot';
import { text } from '../../../model/text';
import { byStatus, firstLine, isPassing, readJson, retryAfter, shapeError } from '../../../net/answer';
import { throwIfCancelled, type ErrorKind, isPlatformError, PlatformError, remedyByKind } from '../../../net/errors';
import { hostOf } from '../../../net/failure';
import { pastGateways } from '../../../net/hosts/gateway';
import type { HttpAnswer } from '../../../net/http';
import { writeExact } from '../../../net/json';
import type { SessionContext } from '../../../net/sessionContext';
import { withRetries } from '../../../net/retry';
import type { Credentials } from '../../../contract';
import { callsAtOnce } from '../limits';
import { headerOf } from '../secret';
import { envelopeSchema } from './wire';

/** What codes mean, in the envelope or as the status of HTTP (EO-4); every other one is `invalid`. */
const kinds: Readonly<Record<number, ErrorKind>> = {
  401: 'auth',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'limit',
  429: 'limit',
  500: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

type Method = 'GET' | 'POST';

/**
 * Calls of EO storage: envelope and key. Whether a refusal comes with its own HTTP status or with 200 is not
 * documented, so that the code of the envelope counts where there is one, and the status where there is none (EO-5,
 * inferred). Reads are repeated when that may help, writes never.
 */
export class EoApi {
  private readonly limit = pLimit(callsAtOnce);

  constructor(
    private readonly base: string,
    private readonly credentials: Credentials,
    private readonly context: SessionContext,
  ) {}

  get<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: v.GenericSchema<unknown, T>,
    signal?: AbortSignal,
  ) {
    const response = Object.entries(query).map(
      ([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ',')}`,
    );
    const asked = response.length === 0 ? path : `${path}?${response.join('&')}`;
    return withRetries(() => this.call('GET', asked, undefined, schema, signal), this.context, signal);
  }

  /** A question with a body, or a write that nobody sees: it may be repeated. */
  ask<T>(path: string, body: object, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return withRetries(() => this.call('POST', path, writeExact(body), schema, signal), this.context, signal);
  }

  /** A write. */
  write<T>(path: string, body: object, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return this.call('POST', path, writeExact(body), schema, signal);
  }

  private async call<T>(
    method: Method,
    path: string,
    body: string | undefined,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const kept = await this.credentials.get(signal);
    try {
      return await this.exchange(method, path, body, kept, schema, signal);
    } catch (error) {
      if (!isPlatformError(error) || error.kind !== 'auth') throw error;
      // Refused at the door: nothing was done, so that a write may go again with another key.
      return this.exchange(method, path, body, await this.credentials.refresh(kept, signal), schema, signal);
    }
  }

  private exchange<T>(
    method: Method,
    path: string,
    body: string | undefined,
    kept: string,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { name, value } = headerOf(kept);
    this.context.registerSecret(kept);
    this.context.registerSecret(value);
    const url = this.base + path;
    const headers = {
      Accept: 'application/json',
      [name]: value,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    return this.limit(async () => {
      throwIfCancelled(signal);
      const started = this.context.clock.now();
      const answer = await this.context.http.send(
        { method, url, headers, ...(body !== undefined && { body }) },
        signal,
      );
      this.context.log.debug(
        `${method} ${path.split('?', 1)[0] ?? ''} ${answer.status} ${this.context.clock.now() - started} ms`,
      );
      return parseRef(pastGateways(answer, url), url, path.split('?', 1)[0] ?? path, schema);
    });
  }
}

function parseRef<T>(answer: HttpAnswer, url: string, path: string, schema: v.GenericSchema<unknown, T>): T {
  const good = answer.status >= 200 && answer.status < 300;
  if (isPassing(answer)) throw withoutEnvelope(answer, url);
  const response = good ? parsed(envelopeSchema, readJson(answer, url), answer, path) : envelopeOf(answer, url);
  if (response === undefined || (!good && response.code === 200)) throw withoutEnvelope(answer, url);
  if (response.code !== 200) throw refusal(answer, response.code, response.message ?? '', url);
  return parsed(schema, response.data, answer, path);
}

/** An error of HTTP may come with an envelope, or without. */
function envelopeOf(answer: HttpAnswer, url: string): v.InferOutput<typeof envelopeSchema> | undefined {
  try {
    const result = v.safeParse(envelopeSchema, readJson(answer, url));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, value: unknown, answer: HttpAnswer, path: string): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw shapeError(path, answer, { at: v.getDotPath(issue) ?? '', message: issue.message });
}

function refusal(answer: HttpAnswer, code: number, message: string, url: string): PlatformError {
  const kind = kinds[code] ?? 'invalid';
  const notice = message === '' ? String(code) : `${message} (${code})`;
  return new PlatformError(kind, kind === 'auth' ? refusedKey(url) : text('The server refused: {0}', notice), {
    code: String(code),
    status: answer.status,
    retryable: code >= 500 || code === 429,
    ...retryAfter(answer.headers['retry-after']),
    ...(kind === 'auth' && { remedy: remedyByKind.newKey }),
  });
}

function withoutEnvelope(answer: HttpAnswer, url: string): PlatformError {
  const { status } = answer;
  if (status === 401) return new PlatformError('auth', refusedKey(url), { status, remedy: remedyByKind.newKey });
  const line = firstLine(answer.body);
  return (
    byStatus(answer, url) ??
    new PlatformError(
      kinds[status] ?? 'invalid',
      text('{0} returned status code {1}: {2}', hostOf(url), status, line),
      {
        status,
      },
    )
  );
}

function refusedKey(url: string) {
  return text('{0} refused the key.', hostOf(url));
}
