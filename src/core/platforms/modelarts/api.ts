import * as v from 'valibot';
import { text } from '../../model/text';
import { firstLine, readJson, shapeError } from '../../net/answer';
import { isPlatformError, PlatformError, remedies } from '../../net/errors';
import { hostOf } from '../../net/failure';
import type { HttpAnswer } from '../../net/http';
import type { Kit } from '../../net/kit';
import { retrying, usualPatience } from '../../net/retry';
import type { Call } from './auth/identity';
import type { Login } from './auth/login';
import { canonicalQuery, encoded } from './auth/sdkHmac';
import { refusedBy } from './errors';

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** A call in the project: path parts are encoded here. */
export interface Request {
  readonly path: readonly string[];
  readonly query?: Parameters;
  readonly body?: unknown;
}

type Method = Call['method'];

/** Wait after a refusal for the rate that tells no time, in ms: 2 to 5 s (section 10). */
const shortest = 2_000;
const spread = 3_000;

/**
 * Calls of ModelArts below `/v2/{project_id}`. Reads are repeated when that may help; writes only when they were refused at
 * the door for their rate. Nothing here repeats what was refused for its signature.
 */
export class Api {
  constructor(
    private readonly base: string,
    private readonly login: Login,
    private readonly kit: Kit,
  ) {}

  /** A read, checked. */
  get<T>(request: Request, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return retrying(() => this.checked('GET', request, schema, signal), this.kit, signal);
  }

  /** A write whose answer is read. */
  post<T>(request: Request, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return retrying(() => this.checked('POST', request, schema, signal).catch(onlyRate), this.kit, signal);
  }

  /** A write whose answer says nothing: it may be empty. */
  async tell(method: Method, request: Request, signal?: AbortSignal): Promise<void> {
    const call = async () => {
      const { answer, url } = await this.exchange(method, request, signal);
      // A page of a portal in between says 200 too.
      const said = answer.body.subarray(0, 200).toString('utf8').trimStart();
      if (said.startsWith('<')) throw webPage(answer, url);
    };
    await retrying(() => call().catch(onlyRate), this.kit, signal);
  }

  private async checked<T>(
    method: Method,
    request: Request,
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
    { path, query = {}, body }: Request,
    signal: AbortSignal | undefined,
  ): Promise<{ answer: HttpAnswer; url: string }> {
    const identity = await this.login.identity(signal);
    const project = await identity.projectId(signal);
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    const asked = given.length > 0 ? `?${canonicalQuery(given)}` : '';
    const url = `${this.base}/v2/${[project, ...path].map(encoded).join('/')}${asked}`;
    const headers = { 'X-Project-Id': project, ...(body !== undefined && { 'Content-Type': 'application/json' }) };
    const sent = { method, url, headers, body: body === undefined ? '' : JSON.stringify(body) };
    const answer = await this.login.send(sent, signal);
    if (answer.status < 200 || answer.status > 299) throw this.patient(refusedBy(answer, url, this.kit.clock.now()));
    return { answer, url };
  }

  /** Says how long to wait where the server does not. */
  private patient(error: PlatformError): PlatformError {
    const { retryable, retryAfter, status } = error.facts;
    if (retryable !== true || retryAfter !== undefined || (status !== 429 && error.kind !== 'limit')) return error;
    const wait = Math.min(shortest + this.kit.random() * spread, usualPatience.longestWait);
    return new PlatformError(error.kind, error.said, { ...error.facts, retryAfter: wait });
  }
}

/** What was refused for its rate was not done; anything else of a write is never tried again. */
function onlyRate(error: unknown): never {
  if (!isPlatformError(error) || error.facts.retryable !== true) throw error;
  if (error.kind === 'limit' && (error.facts.status ?? 0) < 500) throw error;
  throw new PlatformError(error.kind, error.said, { ...error.facts, retryable: false });
}

function webPage(answer: HttpAnswer, url: string): PlatformError {
  const line = firstLine(answer.body);
  const said = text('{0} sent a web page instead of data (status {1}): {2}', hostOf(url), answer.status, line);
  return new PlatformError('protocol', said, { status: answer.status, remedy: remedies.wrongBase });
}
