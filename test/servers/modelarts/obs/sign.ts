import { createHmac } from 'node:crypto';
import { decodeText } from '../../../../src/sandbox/http/router';

/** A request as OBS signs it (MA-61). */
export interface ObsSignable {
  method: string;
  /** Percent-encoded, `/bucket/key`. */
  path: string;
  query: URLSearchParams;
  /** One header by its small name, or nothing. */
  header: (name: string) => string | undefined;
  /** All headers that begin with `x-obs-`, by small names. */
  obsHeaders: readonly (readonly [name: string, value: string])[];
  /** The Date header's text, an expiry in seconds, or nothing when `x-obs-date` stands in its place. */
  date: string;
}

/** Parameters that name what is asked for; all others of a query are not signed. */
const signedParameters = new Set(
  'acl append cors delete deletebucket encryption lifecycle location logging metadata notification partNumber policy position quota rename replication requestPayment restore storageClass storageInfo storagePolicy tagging torrent uploadId uploads versionId versioning versions website x-image-process x-image-save-bucket x-image-save-object x-obs-security-token'.split(
    ' ',
  ),
);

/** Base64 of HMAC-SHA1 over the string to sign. */
export function obsSignature(secret: string, request: ObsSignable): string {
  return createHmac('sha1', secret).update(stringToSign(request)).digest('base64');
}

function stringToSign({ method, path, query, header, obsHeaders, date }: ObsSignable): string {
  const lines = [...obsHeaders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`);
  const resource = `${path}${subResources(query)}`;
  return [method, header('content-md5') ?? '', header('content-type') ?? '', date, ...lines, resource].join('\n');
}

/** Sorted, with values as they are when decoded. */
function subResources(query: URLSearchParams): string {
  const signed = [...query].filter(([name]) => signedParameters.has(name) || name.startsWith('response-')).sort();
  if (signed.length === 0) return '';
  return `?${signed.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')}`;
}

/** Bucket and key of a path; the key is empty for the bucket itself. */
export function splitPath(path: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  return { bucket: decodeText(bucket), key: decodeText(key) };
}
