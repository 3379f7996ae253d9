import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import { isLoopback } from '../../../net/hosts/urls';
import type { AccessKeys } from './sdkHmac';

/** An object of the store, told by the bucket and the key. */
export interface ObsObject {
  readonly bucket: string;
  readonly key: string;
}

/** The parts of a request that OBS signs (MA-61). `date`: empty when `x-obs-date` is sent, seconds for a link. */
export interface ObsUnsigned extends ObsObject {
  readonly method: string;
  readonly contentType?: string;
  readonly date: string;
  /** Headers that begin with `x-obs-`, in lower case. */
  readonly obsHeaders?: Readonly<Record<string, string>>;
}

export function stringToSign(request: ObsUnsigned): string {
  const { method, contentType = '', date, obsHeaders = {}, bucket, key } = request;
  const headers = Object.entries(obsHeaders)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`);
  return `${method}\n\n${contentType}\n${date}\n${headers.join('')}/${bucket}/${encodedKey(key)}`;
}

export function obsSignature(sk: string, signedText: string): string {
  return createHmac('sha1', sk).update(signedText, 'utf8').digest('base64');
}

/** Headers that prove a request to OBS. @param at milliseconds since 1970 */
export function signedObsHeaders(
  method: string,
  object: ObsObject,
  contentType: string | undefined,
  { ak, sk, securityToken }: AccessKeys,
  at: number,
): Record<string, string> {
  const own = {
    'x-obs-date': new Date(at).toUTCString(),
    ...(securityToken !== undefined && { 'x-obs-security-token': securityToken }),
  };
  const type = contentType === undefined ? {} : { contentType };
  const signature = obsSignature(sk, stringToSign({ method, ...object, ...type, date: '', obsHeaders: own }));
  return {
    ...own,
    ...(contentType !== undefined && { 'Content-Type': contentType }),
    Authorization: `OBS ${ak}:${signature}`,
  };
}

/** Buckets are hosts of their own, but where the store is named by a number or is this machine (MA-2). */
export function objectUrl(obs: string, { bucket, key }: ObsObject): string {
  const { protocol, host, hostname } = new URL(obs);
  const bare = isLoopback(hostname) || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return bare
    ? `${protocol}//${host}/${bucket}/${encodedKey(key)}`
    : `${protocol}//${bucket}.${host}/${encodedKey(key)}`;
}

/** Percent-encoded as the vendor's SDKs do (MA-62), all but letters, digits, `-._~` (RFC 3986, 2.3) and slashes. */
function encodedKey(key: string): string {
  return encodeURIComponent(key).replace(/%2F|[!'()*]/g, (sign) => (sign === '%2F' ? '/' : percent(sign)));
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * `/bucket/dir/`, `s3://bucket/dir/` or `obs://bucket/dir/` (MA-28) as bucket and key.
 * @returns undefined for anything else
 */
export function objectOf(path: string): ObsObject | undefined {
  const [, bucket, key = ''] = /^(?:(?:s3|s3a|obs):\/\/|\/)([^/]+)(?:\/(.*))?$/is.exec(path) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}
