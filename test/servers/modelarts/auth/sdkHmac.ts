import { createHash, createHmac } from 'node:crypto';
import { encode } from '../../../../src/sandbox/store/sigv4';
import { decodeText } from '../../../../src/sandbox/http/router';

/** A request as `SDK-HMAC-SHA256` sees it (MA-10). */
export interface Signable {
  method: string;
  /** As sent, percent-encoded. */
  path: string;
  /** As sent, without the question mark. */
  query: string;
  /** Names in the order of `SignedHeaders`, in small letters, and their values. */
  headers: readonly (readonly [name: string, value: string])[];
  /** SHA-256 of the body in hex, or what `X-Sdk-Content-Sha256` says in its place. */
  payload: string;
}

export const signingAlgorithm = 'SDK-HMAC-SHA256';

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The signature of a request in hex; `date` is the value of `X-Sdk-Date`, the secret is used as it is. */
export function signature(secret: string, date: string, request: Signable): string {
  const text = [signingAlgorithm, date, sha256(canonicalRequest(request))].join('\n');
  return createHmac('sha256', secret).update(text).digest('hex');
}

export function canonicalRequest({ method, path, query, headers, payload }: Signable): string {
  const names = headers.map(([name]) => name).join(';');
  const lines = [...headers]
    .sort(([name], [other]) => compare(name, other))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
  return [method, canonicalPath(path), canonicalQuery(query), lines, names, payload].join('\n');
}

/** Each segment decoded once and encoded again; ends in a slash whatever was sent. */
function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encode(decodeText(segment)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** Sorted by name and then by value before they are encoded. */
export function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
