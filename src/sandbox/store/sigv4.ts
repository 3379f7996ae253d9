import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Key pair and region of an S3 store; `host` is the one that is signed, whatever Host a request carries. */
export interface StoreKey {
  access: string;
  secret: string;
  region: string;
  host: string;
}

/** Why a signature is refused, by the names of S3. */
export type Refusal =
  | 'AccessDenied'
  | 'InvalidRequest'
  | 'InvalidAccessKeyId'
  | 'AuthorizationQueryParametersError'
  | 'SignatureDoesNotMatch'
  | 'RequestExpired'
  | 'RequestNotValidYet';

export interface SignedRequest {
  method: string;
  /** Decoded path, `/bucket/key`. */
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
}

const signingAlgorithm = 'AWS4-HMAC-SHA256';
/** Seven days, in seconds: the longest that S3 allows, and what the platform asks for. */
export const maxLinkLifeS = 604_800;
/** How far ahead of the server a signer's clock may be, milliseconds. */
const maxClockSkewMs = 15 * 60_000;

/** The query of a presigned URL for `path` (decoded, `/bucket/key`), with `extra` parameters signed in; `life` in seconds. */
export function presign(
  key: StoreKey,
  method: string,
  path: string,
  now: number,
  extra: Record<string, string> = {},
  life = maxLinkLifeS,
): string {
  const date = amzDate(now);
  const scope = `${date.slice(0, 8)}/${key.region}/s3/aws4_request`;
  const query = new URLSearchParams({
    ...extra,
    'X-Amz-Algorithm': signingAlgorithm,
    'X-Amz-Credential': `${key.access}/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(life),
    'X-Amz-SignedHeaders': 'host',
  });
  const canonical = canonicalQuery(query);
  return `${canonical}&X-Amz-Signature=${signature(key, method, path, canonical, date, scope)}`;
}

/** Checks a presigned request; `undefined` when it is good. `now` in milliseconds. */
export function refusal(key: StoreKey, request: SignedRequest, now: number): Refusal | undefined {
  const { query } = request;
  if (!query.has('X-Amz-Credential')) return 'AccessDenied';
  if (request.authorization !== undefined) return 'InvalidRequest';
  const date = query.get('X-Amz-Date') ?? '';
  const signedAt = parseAmzDate(date);
  const expires = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  const [access, ...scope] = (query.get('X-Amz-Credential') ?? '').split('/');
  if (query.get('X-Amz-Algorithm') !== signingAlgorithm || signedAt === undefined)
    return 'AuthorizationQueryParametersError';
  if (!Number.isInteger(expires) || expires < 1 || expires > maxLinkLifeS) return 'AuthorizationQueryParametersError';
  if (scope.join('/') !== `${date.slice(0, 8)}/${key.region}/s3/aws4_request`)
    return 'AuthorizationQueryParametersError';
  if (query.get('X-Amz-SignedHeaders') !== 'host') return 'AuthorizationQueryParametersError';
  if (access !== key.access) return 'InvalidAccessKeyId';
  if (signedAt > now + maxClockSkewMs) return 'RequestNotValidYet';
  if (now > signedAt + expires * 1000) return 'RequestExpired';
  const due = signature(key, request.method, request.path, canonicalQuery(query), date, scope.join('/'));
  return sameHex(due, query.get('X-Amz-Signature') ?? '') ? undefined : 'SignatureDoesNotMatch';
}

/** Percent-encoding as S3 signs it: all but letters, digits and `-._~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function signature(key: StoreKey, method: string, path: string, query: string, date: string, scope: string): string {
  const canonical = [method, encodePath(path), query, `host:${key.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const text = [signingAlgorithm, date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  return createHmac('sha256', signingKey(key, date.slice(0, 8)))
    .update(text)
    .digest('hex');
}

let lastKey: { name: string; bytes: Buffer } | undefined;

/** The key of a day is asked for with every link, so the last one is kept. */
function signingKey(key: StoreKey, day: string): Buffer {
  const name = `${key.secret}/${day}/${key.region}`;
  if (lastKey?.name === name) return lastKey.bytes;
  const steps = [day, key.region, 's3', 'aws4_request'];
  const bytes = steps.reduce<Buffer>(
    (k, step) => createHmac('sha256', k).update(step).digest(),
    Buffer.from(`AWS4${key.secret}`),
  );
  lastKey = { name, bytes };
  return bytes;
}

function amzDate(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
}

function parseAmzDate(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, y, m, d, h, min, s] = parts.map(Number);
  return Date.UTC(y ?? 0, (m ?? 1) - 1, d, h, min, s);
}

function sameHex(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
