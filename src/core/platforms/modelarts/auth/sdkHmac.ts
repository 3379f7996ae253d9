import { createHash, createHmac } from 'node:crypto';

/** Keys of a user, permanent ones or temporary ones, which have a token beside them. */
export interface AccessKeys {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken?: string;
}

export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it is sent; empty for none. */
  readonly body: string;
}

const algorithm = 'SDK-HMAC-SHA256';
const unsignedPayload = 'UNSIGNED-PAYLOAD';

/**
 * The headers of a request together with those that prove it (MA-10): `Authorization`, `X-Sdk-Date` and, for temporary
 * keys, `X-Security-Token`, which must be signed too (MA-8). `Host` is signed and left to the sender.
 * @param at milliseconds since 1970
 */
export function signRequest(
  request: UnsignedRequest,
  { ak, sk, securityToken }: AccessKeys,
  at: number,
): Record<string, string> {
  const date = sdkDate(at);
  const headers = {
    ...request.headers,
    'X-Sdk-Date': date,
    ...(securityToken !== undefined && { 'X-Security-Token': securityToken }),
    ...(isOpaque(request) && { 'X-Sdk-Content-Sha256': unsignedPayload }),
  };
  const { canonical, names } = canonicalRequest({ ...request, headers });
  const signature = createHmac('sha256', sk)
    .update(`${algorithm}\n${date}\n${sha256(canonical)}`)
    .digest('hex');
  return { ...headers, Authorization: `${algorithm} Access=${ak}, SignedHeaders=${names}, Signature=${signature}` };
}

/** What is signed (MA-10), and the names of the headers in it: all but those with `_` (MA-11). */
export function canonicalRequest({ method, url, headers, body }: UnsignedRequest): {
  canonical: string;
  names: string;
} {
  const at = new URL(url);
  const all: [string, string][] = [['host', at.host], ...lowered(headers)];
  const used = all.filter(([name]) => !name.includes('_')).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = used.map(([name]) => name).join(';');
  const payload = used.find(([name]) => name === 'x-sdk-content-sha256')?.[1] ?? sha256(body);
  const lines = used.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const canonical = [method, canonicalPath(at.pathname), canonicalQuery(at.searchParams), lines, names, payload];
  return { canonical: canonical.join('\n'), names };
}

function lowered(headers: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
}

/** Decoded once, encoded again, and always ending in `/`, which the URL that is sent need not. */
export function canonicalPath(pathname: string): string {
  const path = pathname.split('/').map(decoded).map(encodePart).join('/');
  return path.endsWith('/') ? path : `${path}/`;
}

/** Sorted by name, then by value, before they are encoded; a blank is `%20`. */
export function canonicalQuery(query: Iterable<readonly [string, string]>): string {
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return [...query]
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
    .join('&');
}

/** All but letters, digits and `-_.~` as `%XX`. */
export function encodePart(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A body that is neither JSON nor BSON goes unsigned, with a header that says so (MA-13). */
function isOpaque({ headers, body }: UnsignedRequest): boolean {
  const type = lowered(headers).find(([name]) => name === 'content-type')?.[1] ?? '';
  return body !== '' && !/^application\/[jb]son\b/i.test(type.trim());
}

function sha256(data: string): string {
  return createHash('sha256').update(data, 'utf8').digest('hex');
}

/** `YYYYMMDDTHHMMSSZ`, UTC. */
function sdkDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}
