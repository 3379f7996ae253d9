import type { Answer } from '../../../../src/sandbox/http/answer';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { mimeType } from '../../../../src/sandbox/mime';
import type { StoredObject } from '../../../../src/sandbox/store/objects';
import { readRange } from '../../../../src/sandbox/store/ranges';
import type { App } from '../app';
import { hexId } from '../ids';
import { obsError } from './errors';
import { listBucket } from './listing';
import { splitPath } from './sign';
import { refusal } from './verify';

/** The object store, in path style on the same origin (MA-60). */
export async function serveObs(app: App, arrival: Arrival): Promise<Answer> {
  const refused = refusal(app, arrival);
  const answer = refused === undefined ? await serve(app, arrival) : obsError(refused);
  await arrival.drain();
  return { ...answer, headers: { 'x-obs-request-id': hexId().toUpperCase(), ...answer.headers } };
}

async function serve(app: App, arrival: Arrival): Promise<Answer> {
  const { bucket, key } = splitPath(arrival.path);
  if (app.rows.count('SELECT count(*) AS n FROM bucket WHERE name = ?', [bucket]) === 0)
    return obsError('NoSuchBucket');
  const { method } = arrival;
  if (key === '') return method === 'GET' ? listBucket(app, bucket, arrival.query) : obsError('MethodNotAllowed');
  const object = `${bucket}/${key}`;
  if (method === 'PUT') return put(app, arrival, object);
  if (method === 'GET' || method === 'HEAD') return get(app, arrival, object);
  if (method !== 'DELETE') return obsError('MethodNotAllowed');
  await app.objects.remove(object);
  return { status: 204, headers: {} };
}

async function put(app: App, arrival: Arrival, object: string): Promise<Answer> {
  if (arrival.header('content-length') === undefined) return obsError('MissingContentLength');
  const md5 = arrival.header('content-md5');
  const due = md5 === undefined ? undefined : Buffer.from(md5, 'base64');
  if (due !== undefined && due.length !== 16) return obsError('InvalidDigest');
  const landed = await app.objects.land(arrival.chunks());
  if (due !== undefined && due.toString('hex') !== landed.md5) {
    await app.objects.discard(landed);
    return obsError('BadDigest');
  }
  await app.objects.put(object, landed, arrival.header('content-type') ?? null);
  return { status: 200, headers: { etag: `"${landed.md5}"` } };
}

/** `x-image-process` gives the original's bytes: there is no picture codec here. */
function get(app: App, arrival: Arrival, key: string): Answer {
  const object = app.objects.find(key);
  if (!object) return obsError('NoSuchKey');
  const range = readRange(arrival.header('range'), object.size);
  if (range === 'unsatisfiable') return obsError('InvalidRange');
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const headers = describe(object, arrival.query);
  if (range) headers['content-range'] = `bytes ${start}-${end}/${object.size}`;
  return {
    status: range ? 206 : 200,
    headers,
    body: { length: end - start + 1, open: () => app.objects.open(object, start, end) },
  };
}

function describe(object: StoredObject, query: URLSearchParams): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    'content-type': query.get('response-content-type') ?? object.type ?? mimeType(object.key),
    etag: `"${object.md5}"`,
    'last-modified': new Date(object.at).toUTCString(),
  };
}
