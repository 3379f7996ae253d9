import { createHash, randomBytes } from 'node:crypto';
import type { Arrival } from '../http/arrival';
import { textAnswer, type Answer } from '../http/answer';
import type { ObjectStore, StoredObject } from './objects';
import { readRange } from './ranges';
import { refusal, type Refusal, type StoreKey } from './sigv4';

/** An S3 store with one bucket, as its proxy shows it. */
export interface Bucket {
  name: string;
  key: StoreKey;
  objects: ObjectStore;
  now: () => number;
}

type ErrorCode =
  | Refusal
  | 'BadDigest'
  | 'InvalidDigest'
  | 'PreconditionFailed'
  | 'NoSuchKey'
  | 'NoSuchBucket'
  | 'InvalidRange'
  | 'MissingContentLength'
  | 'MethodNotAllowed';

const errorAnswers: Record<ErrorCode, readonly [status: number, text: string, code?: string]> = {
  AccessDenied: [403, 'Access Denied.'],
  InvalidRequest: [400, 'Invalid Request (request has multiple authentication types, please use one)'],
  InvalidAccessKeyId: [403, 'The Access Key Id you provided does not exist in our records.'],
  AuthorizationQueryParametersError: [400, 'Error parsing the X-Amz-Credential parameter.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  RequestExpired: [403, 'Request has expired', 'AccessDenied'],
  RequestNotValidYet: [403, 'Request is not valid yet', 'AccessDenied'],
  BadDigest: [400, 'The Content-Md5 you specified did not match what we received.'],
  InvalidDigest: [400, 'The Content-Md5 you specified is not valid.'],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchBucket: [404, 'The specified bucket does not exist'],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
};

const commonHeaders = { 'accept-ranges': 'bytes', vary: 'Origin, Accept-Encoding' };

/** Answers for `path`, decoded, `/bucket/key` (CE-28). */
export async function serveBucket(bucket: Bucket, arrival: Arrival, path: string): Promise<Answer> {
  const key = path.slice(bucket.name.length + 2);
  const refused = arrival.hints.expired
    ? 'RequestExpired'
    : refusal(
        bucket.key,
        { method: arrival.method, path, query: arrival.query, authorization: arrival.header('authorization') },
        bucket.now(),
      );
  if (refused || !path.startsWith(`/${bucket.name}/`)) {
    await arrival.drain();
    return failure(refused ?? 'NoSuchBucket', bucket, path, arrival.method);
  }
  if (arrival.method === 'PUT') return put(bucket, arrival, path, key);
  await arrival.drain();
  if (arrival.method === 'GET') return get(bucket, arrival, path, key);
  return failure('MethodNotAllowed', bucket, path, arrival.method);
}

/** Whether a presigned GET for `path` would be answered, and with what. */
export function readable(bucket: Bucket, path: string, query: URLSearchParams): StoredObject | undefined {
  const good =
    refusal(bucket.key, { method: 'GET', path, query, authorization: undefined }, bucket.now()) === undefined;
  return good && path.startsWith(`/${bucket.name}/`)
    ? bucket.objects.find(path.slice(bucket.name.length + 2))
    : undefined;
}

async function put(bucket: Bucket, arrival: Arrival, path: string, key: string): Promise<Answer> {
  const fail = async (code: ErrorCode, headers?: Record<string, string>): Promise<Answer> => {
    await arrival.drain();
    return failure(code, bucket, path, 'PUT', headers);
  };
  if (arrival.header('content-length') === undefined && arrival.header('transfer-encoding') === undefined)
    return fail('MissingContentLength');
  const before = bucket.objects.find(key);
  if (before && preventsPut(arrival.header('if-none-match'), before))
    return fail('PreconditionFailed', { etag: `"${before.md5}"` });
  const md5 = arrival.header('content-md5');
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) return fail('InvalidDigest');
  const landed = await bucket.objects.land(arrival.chunks());
  if (md5 !== undefined && Buffer.from(md5, 'base64').toString('hex') !== landed.md5) {
    await bucket.objects.discard(landed);
    return fail('BadDigest');
  }
  await bucket.objects.put(key, landed, arrival.header('content-type') ?? null);
  return { status: 200, headers: { ...commonHeaders, etag: `"${landed.md5}"` } };
}

function get(bucket: Bucket, arrival: Arrival, path: string, key: string): Answer {
  const object = bucket.objects.find(key);
  if (!object) return failure('NoSuchKey', bucket, path, 'GET');
  const type = arrival.query.get('response-content-type') ?? object.type ?? 'binary/octet-stream';
  const headers = {
    ...commonHeaders,
    etag: `"${object.md5}"`,
    'last-modified': new Date(object.at).toUTCString(),
    'content-type': type,
  };
  if (matches(arrival.header('if-none-match'), object))
    return { status: 304, headers: { ...commonHeaders, etag: headers.etag } };
  const range = readRange(arrival.header('range'), object.size);
  if (range === 'unsatisfiable') return failure('InvalidRange', bucket, path, 'GET');
  if (range === undefined)
    return { status: 200, headers, body: { length: object.size, open: () => bucket.objects.open(object) } };
  const { start, end } = range;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${object.size}` },
    body: { length: end - start + 1, open: () => bucket.objects.open(object, start, end) },
  };
}

function preventsPut(header: string | undefined, object: StoredObject): boolean {
  return header !== undefined && (header.trim() === '*' || matches(header, object));
}

function matches(header: string | undefined, object: StoredObject): boolean {
  return header?.split(',').some((tag) => tag.trim() === `"${object.md5}"`) ?? false;
}

function failure(
  code: ErrorCode,
  bucket: Bucket,
  path: string,
  method: string,
  headers: Record<string, string> = {},
): Answer {
  const [status, text, shown = code] = errorAnswers[code];
  if (method === 'HEAD') return { status, headers: { ...commonHeaders, ...headers } };
  const key =
    path.startsWith(`/${bucket.name}/`) && code !== 'InvalidRequest' ? path.slice(bucket.name.length + 2) : undefined;
  const about = key === undefined ? '' : `<Key>${xml(key)}</Key><BucketName>${bucket.name}</BucketName>`;
  const host = createHash('sha256').update(bucket.key.host).digest('hex');
  const id = randomBytes(8).toString('hex').toUpperCase();
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${shown}</Code><Message>${xml(text)}</Message>${about}<Resource>${xml(path)}</Resource><RequestId>${id}</RequestId><HostId>${host}</HostId></Error>`;
  return textAnswer(status, 'application/xml', body, { ...commonHeaders, ...headers });
}

function xml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
