import * as v from 'valibot';
import { text } from '../../../model/text';
import { firstLine, readJson, shapeError } from '../../../net/answer';
import { isPlatformError, PlatformError, remedyByKind } from '../../../net/errors';
import { hostOf } from '../../../net/failure';
import type { HttpAnswer } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { withRetries, usualPatience } from '../../../net/retry';
import type { UnprovenCall } from '../auth/identity';
import type { PasswordLogin } from '../auth/login';
import { canonicalQuery, encodePart } from '../auth/sdkHmac';
import { refusedBy } from './errors';

export type QueryParameters = Readonly<Record<string, string | number | undefined>>;

/** A call in the project: path parts are encoded here. */
export interface ApiRequest {
  readonly path: readonly string[];
  readonly query?: QueryParameters;
  readonly body?: unknown;
}

type Method = UnprovenCall['method'];

/** Wait after a refusal for the rate that tells no time, in ms: 2 to 5 s (MA-58). */
const shortest = 2_000;
const spread = 3_000;

/**
 * Calls of ModelArts below `/v2/{project_id}`. Reads are repeated when that may help; writes only when they were refused at
 * the door for their rate. Nothing here repeats what was refused for its signature.
 */
export class ModelArtsApi {
  constructor(
    private readonly base: string,
    private readonly login: PasswordLogin,
    private readonly context: SessionContext,
  ) {}

  /** A read, checked. */
  get<T>(request: ApiRequest, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return withRetries(() => this.checked('GET', request, schema, signal), this.context, signal);
  }

  /** A write whose answer is read. */
  post<T>(request: ApiRequest, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return withRetries(() => this.checked('POST', request, schema, signal).catch(onlyRate), this.context, signal);
  }

  /** A write whose answer says nothing: it may be empty. */
  async send(method: Method, request: ApiRequest, signal?: AbortSignal): Promise<void> {
    const call = async () => {
      const { answer, url } = await this.exchange(method, request, signal);
      // A page of a portal in between says 200 too.
      const content = answer.body.subarray(0, 200).toString('utf8').trimStart();
      if (content.startsWith('<')) throw webPage(answer, url);
    };
    await withRetries(() => call().catch(onlyRate), this.context, signal);
  }

  private async checked<T>(
    method: Method,
    request: ApiRequest,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { answer, url } = await this.exchange(method, request, signal);
    const parsed = v.safeParse(schema, readJson(answer, url));
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    const at = v.getDotPath(issue) ?? '';
    throw shapeError(`${method} ${request.path.join('/')}`, answer, { at, message: issue.message });
  }

  private async exchange(
    method: Method,
    { path, query = {}, body }: ApiRequest,
    signal: AbortSignal | undefined,
  ): Promise<{ answer: HttpAnswer; url: string }> {
    const identity = await this.login.identity(signal);
    const project = await identity.projectId(signal);
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    const asked = given.length > 0 ? `?${canonicalQuery(given)}` : '';
    const url = `${this.base}/v2/${[project, ...path].map(encodePart).join('/')}${asked}`;
    const headers = { 'X-Project-Id': project, ...(body !== undefined && { 'Content-Type': 'application/json' }) };
    const sent = { method, url, headers, body: body === undefined ? '' : JSON.stringify(body) };
    const answer = await this.login.send(sent, signal);
    if (answer.status < 200 || answer.status > 299)
      throw this.patient(refusedBy(answer, url, this.context.clock.now()));
    return { answer, url };
  }

  /** Says how long to wait where the server does not. */
  private patient(error: PlatformError): PlatformError {
    const { retryable, retryAfter, status } = error.facts;
    if (retryable !== true || retryAfter !== undefined || (status !== 429 && error.kind !== 'limit')) return error;
    const wait = Math.min(shortest + this.context.random() * spread, usualPatience.longestWait);
    return new PlatformError(error.kind, error.userMessage, { ...error.facts, retryAfter: wait });
  }
}

/** What was refused for its rate was not done; anything else of a write is never tried again. */
function onlyRate(error: unknown): never {
  if (!isPlatformError(error) || error.facts.retryable !== true) throw error;
  if (error.kind === 'limit' && (error.facts.status ?? 0) < 500) throw error;
  throw new PlatformError(error.kind, error.userMessage, { ...error.facts, retryable: false });
}

function webPage(answer: HttpAnswer, url: string): PlatformError {
  const line = firstLine(answer.body);
  const content = text(
    '{0} returned a web page instead of data (status code {1}): {2}',
    hostOf(url),
    answer.status,
    line,
  );
  return new PlatformError('protocol', content, { status: answer.status, remedy: remedyByKind.wrongBase });
}
