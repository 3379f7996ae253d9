import * as v from 'valibot';
import { text } from '../../../model/text';
import { readJson, shapeError } from '../../../net/answer';
import { PlatformError } from '../../../net/errors';
import { pastGateways } from '../../../net/hosts/gateway';
import type { HttpAnswer, HttpRequest } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { withRetries } from '../../../net/retry';
import { hasCode, refusalError, tokenRefused } from './failures';
import { encodePart } from '../refs';
import type { SmhLibrary, SmhToken, TokenCache } from '../tokens';

export type QueryParameters = Readonly<Record<string, string | number | undefined>>;

/** One call, as the documents write it. */
export interface SmhCall {
  readonly method: HttpRequest['method'];
  /** What stands behind `/api/v1/`: `directory`, `batch` … */
  readonly kind: string;
  /** What follows the library: the space, then names. Plain; encoded here. */
  readonly path?: readonly string[];
  /** A bare word behind the question mark: `delete`, `info` (SMH-3). */
  readonly flag?: string;
  readonly query?: QueryParameters;
  /** JSON. */
  readonly body?: string;
}

/**
 * Calls of SMH. The token travels in the query (SMH-2), so that no URL is ever written down: logs and errors name a
 * call by its kind. Reads are repeated, writes are not, unless the server refused the token: then nothing was done.
 */
export class SmhApi {
  constructor(
    private readonly library: SmhLibrary,
    private readonly tokens: TokenCache,
    private readonly context: SessionContext,
  ) {}

  /** A read, or a write that may be repeated since nobody sees its effect. */
  repeatable<T>(call: SmhCall, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return withRetries(() => this.once(call, schema, signal), this.context, signal);
  }

  async once<T>(call: SmhCall, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    const token = await this.tokens.get(signal);
    try {
      return await this.exchange(call, token, schema, signal);
    } catch (error) {
      // This code alone speaks of the token; other refusals with 403 speak of rights (SMH-11).
      if (!hasCode(error, tokenRefused)) throw error;
      return this.exchange(call, await this.tokens.after(token, signal), schema, signal);
    }
  }

  private async exchange<T>(
    call: SmhCall,
    token: SmhToken,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const url = this.urlOf(call, token);
    const started = this.context.clock.now();
    const headers = {
      Accept: 'application/json',
      ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const { method, body } = call;
    const answer = await this.context.http.send({ method, url, headers, ...(body !== undefined && { body }) }, signal);
    this.context.log.debug(`${nameOf(call)} ${answer.status} ${this.context.clock.now() - started} ms`);
    if (answer.status < 200 || answer.status > 299) throw refusalError(pastGateways(answer, url), url);
    return parsed(call, answer, url, schema);
  }

  private urlOf({ kind, path = [], flag, query = {} }: SmhCall, token: SmhToken): string {
    const { url, id, user } = this.library;
    // The top of a space is an empty path behind its slash (SMH-4).
    const top = kind === 'directory' && path.length === 1 ? '/' : '';
    const place = [id, ...path.map(sound)].map(encodePart).join('/') + top;
    const asked = {
      ...query,
      // Honoured with a token that was issued without a user (SMH-5).
      user_id: token.minted ? undefined : user,
      access_token: token.value,
    };
    const parts = Object.entries(asked).flatMap(([name, value]) =>
      value === undefined ? [] : `${name}=${encodeURIComponent(value)}`,
    );
    return `${url}/api/v1/${kind}/${place}?${[...(flag === undefined ? [] : [flag]), ...parts].join('&')}`;
  }
}

/** Of a call, all that may be written down: names of people's files and keys of uploads are left out. */
function nameOf({ method, kind, flag }: SmhCall): string {
  return `${method} ${kind}${flag === undefined ? '' : `?${flag}`}`;
}

/**
 * `.` and `..` would lead elsewhere however they are encoded, and a call without the last part of its path is about all
 * of what stands before it: without an id a recycle bin is emptied (SMH-43).
 */
function sound(part: string): string {
  if (part === '.' || part === '..' || part === '')
    throw new PlatformError('invalid', text('"{0}" cannot be a part of a path.', part));
  return part;
}

function parsed<T>(call: SmhCall, answer: HttpAnswer, url: string, schema: v.GenericSchema<unknown, T>): T {
  const empty = answer.body.length === 0;
  const result = v.safeParse(schema, empty && v.is(schema, undefined) ? undefined : readJson(answer, url));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw shapeError(nameOf(call), answer, { at: v.getDotPath(issue) ?? '', message: issue.message });
}
