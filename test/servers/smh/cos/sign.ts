import { lookUp } from '../../../../src/core/model/lookUp';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Key pair of the object store; `host` is the one that is signed, whatever Host a request carries. */
export interface CosKey {
  id: string;
  secret: string;
  host: string;
}

/** A request in the terms of COS's signature: decoded path, names in lower case. */
export interface Signable {
  method: string;
  path: string;
  params: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
}

export type CosRefusal = 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch' | 'RequestExpired';

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const hmac = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex');

function listed(fields: Readonly<Record<string, string>>, names: readonly string[]): string {
  return names.map((name) => `${encode(name)}=${encode(lookUp(fields, name) ?? '')}`).join('&');
}

/** The canonical form of a request, of which COS signs the SHA-1: method, path, parameters, headers. */
export function httpString(request: Signable, params: readonly string[], headers: readonly string[]): string {
  const { method, path } = request;
  return `${method.toLowerCase()}\n${path}\n${listed(request.params, params)}\n${listed(request.headers, headers)}\n`;
}

function signature(secret: string, time: string, canonical: string): string {
  const digest = createHash('sha1').update(canonical).digest('hex');
  return hmac(hmac(secret, time), `sha1\n${time}\n${digest}\n`);
}

/**
 * COS's signature as `name=value` pairs joined by `&`, for an Authorization header or a query. All parameters and
 * headers of `request` are signed; it holds from `start` to `end`, in seconds.
 */
export function sign(key: CosKey, request: Signable, start: number, end: number): string {
  const time = `${start};${end}`;
  const params = Object.keys(request.params).sort();
  const headers = Object.keys(request.headers).sort();
  return [
    'q-sign-algorithm=sha1',
    `q-ak=${key.id}`,
    `q-sign-time=${time}`,
    `q-key-time=${time}`,
    `q-header-list=${headers.join(';')}`,
    `q-url-param-list=${params.join(';')}`,
    `q-signature=${signature(key.secret, time, httpString(request, params, headers))}`,
  ].join('&');
}

/** Checks a signature; `undefined` when it is good. Every header of `must` has to be signed. `now` in milliseconds. */
export function refusal(
  key: CosKey,
  pairs: string | undefined,
  request: Signable,
  must: readonly string[],
  now: number,
): CosRefusal | undefined {
  const fields = new URLSearchParams(pairs ?? '');
  const field = (name: string): string => fields.get(name) ?? '';
  const names = (name: string): string[] => field(name).split(';').filter(Boolean);
  const time = /^(\d+);(\d+)$/.exec(field('q-sign-time'));
  if (!time || field('q-sign-algorithm') !== 'sha1' || field('q-key-time') !== time[0]) return 'AccessDenied';
  if (field('q-ak') !== key.id) return 'InvalidAccessKeyId';
  const [params, headers] = [names('q-url-param-list'), names('q-header-list')];
  if (!must.every((name) => headers.includes(name))) return 'SignatureDoesNotMatch';
  const due = Buffer.from(signature(key.secret, time[0], httpString(request, params, headers)));
  const given = Buffer.from(field('q-signature'));
  if (due.length !== given.length || !timingSafeEqual(due, given)) return 'SignatureDoesNotMatch';
  const [start, end] = [Number(time[1]) * 1000, Number(time[2]) * 1000];
  return now < start - maxClockSkewMs || now > end ? 'RequestExpired' : undefined;
}

/** How far ahead of the server a signer's clock may be, milliseconds. */
const maxClockSkewMs = 15 * 60_000;
