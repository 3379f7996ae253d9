import { lookUp } from '../../../model/lookUp';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { text } from '../../../model/text';
import { byStatus, firstLine, isPassing, readJson, shapeError } from '../../../net/answer';
import { PlatformError, remedyByKind, type ErrorKind } from '../../../net/errors';
import { hostOf } from '../../../net/failure';
import { pastGateways } from '../../../net/hosts/gateway';
import type { HttpAnswer } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { createOnce } from '../../../net/lostAnswer';
import { type QueryParameters, queryOf } from '../../../net/query';
import { withRetries } from '../../../net/retry';
import type { Credentials } from '../../../contract';
import { outageOf } from './outages';
import { envelopeSchema } from './wire';

/** A file of text with the fields beside it. */
export interface TextFileForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly content: string;
}

interface Body {
  readonly mime: string;
  readonly text: string;
}

/** Codes that stand for a cause of their own; every other code is `invalid` (CE-2). */
const kinds: Readonly<Record<string, ErrorKind>> = {
  LOGIN_STATUS_TIMEOUT: 'auth',
  USERNAME_AND_PASSWORD_NOT_MATCH: 'auth',
  USER_NOT_REGISTER: 'auth',
  NOT_FOUND: 'not-found',
  DATASET_NOT_FOUND: 'not-found',
  DATA_NOT_FOUND: 'not-found',
  NAME_DUPLICATED: 'conflict',
  DATASET_NAME_DUPLICATED: 'conflict',
  DATASET_DATA_OTHERS_ANNOTATING: 'conflict',
};

/**
 * Calls of one server: envelope, status, key. Success is HTTP 200 **and** code OK; 404 with code OK is a failure
 * (CE-1). Reads are repeated when that may help, writes never.
 */
export class CeApi {
  constructor(
    readonly base: string,
    private readonly credentials: Credentials | undefined,
    private readonly context: SessionContext,
  ) {}

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

  /** A GET that begins something; sent once. */
  begin<T>(
    path: string,
    parameters: QueryParameters,
    schema: v.GenericSchema<unknown, T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.call('GET', this.base + path + queryOf(parameters), path, undefined, schema, signal);
  }

  /** A write; sent once. Calls that take no body get `undefined`. */
  post<T>(path: string, body: unknown, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    const json = body === undefined ? undefined : { mime: 'application/json', text: JSON.stringify(body) };
    return this.call('POST', this.base + path, path, json, schema, signal);
  }

  /**
   * A write that creates something; sent once. When its answer is lost, the server is asked for what it creates.
   * @param find asks with a signal of its own; undefined when it is not there
   */
  create<T>(
    path: string,
    body: unknown,
    schema: v.GenericSchema<unknown, T>,
    find: (signal: AbortSignal) => Promise<{ readonly created: T } | undefined>,
    signal?: AbortSignal,
  ): Promise<T> {
    const send = async () => ({ created: await this.post(path, body, schema, signal) });
    return createOnce(this.context.clock, send, find).then(({ created }) => created);
  }

  /** A write as a form with one file; sent once. */
  form<T>(path: string, form: TextFileForm, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return this.call('POST', this.base + path, path, written(form), schema, signal);
  }

  /** A public read whose answer has no envelope; no key goes along. A leading byte order mark is cut. */
  bare<T>(
    path: string,
    parameters: QueryParameters,
    schema: v.GenericSchema<unknown, T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const url = this.base + path + queryOf(parameters);
    const once = async () => {
      const answer = await this.exchange('GET', url, undefined, undefined, signal);
      if (answer.status !== 200) return this.read(answer, url, path, schema);
      const parsed = v.safeParse(schema, readJson(answer, url));
      if (!parsed.success) throw misshapen(path, answer, parsed.issues[0]);
      return parsed.output;
    };
    return withRetries(once, this.context, signal);
  }

  private async call<T>(
    method: 'GET' | 'POST',
    url: string,
    path: string,
    body: Body | undefined,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const key = await this.credentials?.get(signal);
    let answer = await this.exchange(method, url, body, key, signal);
    // Nothing was done for a request that was refused at the door, so writes may be repeated with the new key too.
    if (answer.status === 401 && key !== undefined && this.credentials !== undefined) {
      const next = await this.credentials.refresh(key, signal);
      answer = await this.exchange(method, url, body, next, signal);
    }
    return this.read(answer, url, path, schema);
  }

  private async exchange(
    method: 'GET' | 'POST',
    url: string,
    sent: Body | undefined,
    key: string | undefined,
    signal?: AbortSignal,
  ) {
    const started = this.context.clock.now();
    const headers = {
      Accept: 'application/json',
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      ...(sent !== undefined && { 'Content-Type': sent.mime }),
    };
    const body = sent && { body: sent.text };
    const answer = await this.context.http.send({ method, url, headers, ...body }, signal);
    this.context.log.debug(
      `${method} ${url} ${answer.status} ${answer.body.length} bytes ${this.context.clock.now() - started} ms`,
    );
    return pastGateways(answer, url);
  }

  private read<T>(answer: HttpAnswer, url: string, path: string, schema: v.GenericSchema<unknown, T>): T {
    if (answer.status === 200 && answer.body.length === 0) throw emptyAnswer(url);
    const passing = isPassing(answer) ? passingFailure(answer, url) : undefined;
    if (passing !== undefined) throw passing;
    const parseRef = v.safeParse(envelopeSchema, readJson(answer, url));
    if (!parseRef.success) throw misshapen(path, answer, parseRef.issues[0]);
    const { code, message, data } = parseRef.output;
    if (answer.status !== 200 || code !== 'OK') throw refusal(answer, url, path, code, message);
    const parsed = v.safeParse(schema, data);
    if (!parsed.success) throw misshapen(path, answer, parsed.issues[0]);
    return parsed.output;
  }
}

/** What the proxy in front of the server sends when the server waits for its database in vain (CE-4). */
function emptyAnswer(url: string): PlatformError {
  return new PlatformError(
    'unavailable',
    text('{0} sent an empty response. Its database may not be running.', hostOf(url)),
    { status: 200, retryable: true, remedy: remedyByKind.offline },
  );
}

/** By its status, whatever the body; one that tells of an outage is told by it. */
function passingFailure(answer: HttpAnswer, url: string): PlatformError | undefined {
  const known = byStatus(answer, url);
  return outageOf(firstLine(answer.body), known?.facts ?? {}) ?? known;
}

function refusal(answer: HttpAnswer, url: string, path: string, code: string, message: string): PlatformError {
  const facts = { code, status: answer.status };
  if (answer.status === 401)
    return new PlatformError('auth', text('{0} refused the key.', hostOf(url)), {
      ...facts,
      remedy: remedyByKind.newKey,
    });
  if (answer.status === 404)
    return new PlatformError(
      'not-found',
      text('{1} was not found on {0}. Is it a BasicAI CE server?', hostOf(url), path),
      {
        ...facts,
        remedy: remedyByKind.wrongBase,
      },
    );
  const outage = outageOf(firstOf(message), facts);
  if (outage !== undefined) return outage;
  // An unexpected failure: the message is a Java exception that may hold SQL. Repeating it seldom helps.
  if (answer.status === 500)
    return new PlatformError('unavailable', text('The server failed on {0}: {1}', path, firstOf(message)), {
      ...facts,
      retryable: false,
    });
  const known = byStatus(answer, url);
  if (known !== undefined) return known;
  return new PlatformError(
    lookUp(kinds, code) ?? 'invalid',
    text('The server refused: {0}', plainMessage(message, code)),
    {
      ...facts,
      ...(code === 'DATASET_DATA_OTHERS_ANNOTATING' && { remedy: remedyByKind.locked }),
    },
  );
}

/** Validation complaints are a JSON list inside a text: `["name name cannot be null"]` (CE-3). */
function plainMessage(message: string, code: string): string {
  if (message === '') return code;
  if (!message.startsWith('[')) return message;
  try {
    const list: unknown = JSON.parse(message);
    return Array.isArray(list) ? list.join('; ') : message;
  } catch {
    return message;
  }
}

function firstOf(message: string): string {
  return (message.split('\n')[0] ?? '').slice(0, 200);
}

function misshapen(path: string, answer: HttpAnswer, issue: v.BaseIssue<unknown>): PlatformError {
  return shapeError(path, answer, { at: v.getDotPath(issue) ?? '', message: issue.message });
}

/** multipart/form-data (RFC 7578). Names are ours and plain. */
function written({ fields, fileName, content }: TextFileForm): Body {
  const boundary = `form-${randomUUID()}`;
  const part = (disposition: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
  const parts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
  const file = part(`name="file"; filename="${fileName}"\r\nContent-Type: application/json`, content);
  return { mime: `multipart/form-data; boundary=${boundary}`, text: `${parts.join('')}${file}--${boundary}--\r\n` };
}
