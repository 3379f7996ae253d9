import * as v from 'valibot';
import { text } from '../../model/text';
import { readJson, shapeError } from '../../net/answer';
import { PlatformError } from '../../net/errors';
import { pastGateways } from '../../net/gateway';
import type { HttpAnswer, HttpRequest } from '../../net/http';
import type { Kit } from '../../net/kit';
import { retrying } from '../../net/retry';
import { hasCode, refusal, tokenRefused } from './failures';
import { encoded } from './refs';
import type { Library, Token, Tokens } from './tokens';

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** One call, as the reference writes it. */
export interface Call {
  readonly method: HttpRequest['method'];
  /** What stands behind `/api/v1/`: `directory`, `batch` … */
  readonly kind: string;
  /** What follows the library: the space, then names. Plain; encoded here. */
  readonly path?: readonly string[];
  /** A bare word behind the question mark: `delete`, `info` (section 3). */
  readonly flag?: string;
  readonly query?: Parameters;
  /** JSON. */
  readonly body?: string;
}

/**
 * Calls of SMH. The token travels in the query (section 3), so that no URL is ever written down: logs and errors name a
 * call by its kind. Reads are repeated, writes are not, unless the server refused the token: then nothing was done.
 */
export class Api {
  constructor(
    private readonly library: Library,
    private readonly tokens: Tokens,
    private readonly kit: Kit,
  ) {}

  /** A read, or a write that may be repeated since nobody sees its effect. */
  repeatable<T>(call: Call, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    return retrying(() => this.once(call, schema, signal), this.kit, signal);
  }

  async once<T>(call: Call, schema: v.GenericSchema<unknown, T>, signal?: AbortSignal): Promise<T> {
    const token = await this.tokens.get(signal);
    try {
      return await this.exchange(call, token, schema, signal);
    } catch (error) {
      // This code alone speaks of the token; other refusals with 403 speak of rights (section 12).
      if (!hasCode(error, tokenRefused)) throw error;
      return this.exchange(call, await this.tokens.after(token, signal), schema, signal);
    }
  }

  private async exchange<T>(
    call: Call,
    token: Token,
    schema: v.GenericSchema<unknown, T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const url = this.urlOf(call, token);
    const started = this.kit.clock.now();
    const headers = {
      Accept: 'application/json',
      ...(call.body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const { method, body } = call;
    const answer = await this.kit.http.send({ method, url, headers, ...(body !== undefined && { body }) }, signal);
    this.kit.log.debug(`${nameOf(call)} ${answer.status} ${this.kit.clock.now() - started} ms`);
    if (answer.status < 200 || answer.status > 299) throw refusal(pastGateways(answer, url), url);
    return parsed(call, answer, url, schema);
  }

  private urlOf({ kind, path = [], flag, query = {} }: Call, token: Token): string {
    const { url, id, user } = this.library;
    // The top of a space is an empty path behind its slash (section 3).
    const top = kind === 'directory' && path.length === 1 ? '/' : '';
    const place = [id, ...path.map(sound)].map(encoded).join('/') + top;
    const asked = {
      ...query,
      // Honoured with a token that was issued without a user (section 3).
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
function nameOf({ method, kind, flag }: Call): string {
  return `${method} ${kind}${flag === undefined ? '' : `?${flag}`}`;
}

/**
 * `.` and `..` would lead elsewhere however they are encoded, and a call without the last part of its path is about all of
 * what stands before it: without an id a recycle bin is emptied (section 10).
 */
function sound(part: string): string {
  if (part === '.' || part === '..' || part === '')
    throw new PlatformError('invalid', text('"{0}" cannot be a part of a path.', part));
  return part;
}

function parsed<T>(call: Call, answer: HttpAnswer, url: string, schema: v.GenericSchema<unknown, T>): T {
  const empty = answer.body.length === 0;
  const result = v.safeParse(schema, empty && v.is(schema, undefined) ? undefined : readJson(answer, url));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw shapeError(nameOf(call), answer, { at: v.getDotPath(issue) ?? '', message: issue.message });
}
