import { randomBytes } from 'node:crypto';
import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { decodeText } from '../../../../src/sandbox/http/router';
import { mimeType } from '../../../../src/sandbox/mime';
import { readRange } from '../../../../src/sandbox/store/ranges';
import type { App } from '../app';
import { cosError, type CosError } from './errors';
import { refusal } from './sign';
import { storePut } from './put';
import { quoted } from '../api/dto';
import { readEntry } from '../entries/entries';

/** Headers whose signing keeps an upload to what was handed out with it. */
const signedPutHeaders = ['content-type', 'host', 'x-cos-security-token'];

/**
 * The object store, at the sandbox's own origin outside of `/api`. It knows signed requests only, and refuses those
 * that carry what belongs to the API, so that a leak is found.
 */
export async function serveCos(app: App, arrival: Arrival): Promise<Answer> {
  const path = decodeText(arrival.path);
  const refused = leak(arrival) ?? unsigned(app, arrival, path);
  const answer = refused === undefined ? await serve(app, arrival, path) : cosError(refused, path);
  await arrival.drain();
  return { ...answer, headers: { ...answer.headers, 'x-cos-request-id': randomBytes(12).toString('base64') } };
}

function leak(arrival: Arrival): CosError | undefined {
  const { query } = arrival;
  const authorization = arrival.header('authorization');
  const foreign =
    authorization !== undefined && !(arrival.method === 'PUT' && authorization.startsWith('q-sign-algorithm='));
  return foreign || query.has('access_token') || query.has('library_secret') ? 'InvalidRequest' : undefined;
}

function unsigned(app: App, arrival: Arrival, path: string): CosError | undefined {
  if (arrival.hints.expired) return 'RequestExpired';
  const put = arrival.method === 'PUT';
  const params = Object.fromEntries([...arrival.query].map(([name, value]) => [name.toLowerCase(), value]));
  const headers = Object.fromEntries(
    signedPutHeaders.map((name) => [name, name === 'host' ? app.cos.host : (arrival.header(name) ?? '')]),
  );
  return refusal(
    app.cos,
    put ? arrival.header('authorization') : arrival.rawQuery,
    { method: arrival.method, path, params, headers },
    put ? signedPutHeaders : ['host'],
    app.clock.now(),
  );
}

function serve(app: App, arrival: Arrival, path: string): Promise<Answer> | Answer {
  if (arrival.method === 'PUT') return storePut(app, arrival, path);
  if (arrival.method === 'GET') return get(app, arrival, path);
  return cosError('MethodNotAllowed', path);
}

/** An object is there as long as a file has it, in its directory or in the recycle bin. */
function get(app: App, arrival: Arrival, path: string): Answer {
  const key = path.slice(1);
  const entry = app.rows.get('SELECT * FROM entry WHERE object = ? LIMIT 1', [key], readEntry);
  const object = entry && app.objects.find(key);
  if (!object) return cosError('NoSuchKey', path);
  const headers: Record<string, string> = {
    'content-type': mimeType(key),
    'accept-ranges': 'bytes',
    etag: quoted(entry.etag),
    'last-modified': new Date(object.at).toUTCString(),
    'x-cos-hash-crc64ecma': entry.crc64 ?? '0',
  };
  const disposition = arrival.query.get('response-content-disposition');
  if (disposition !== null) headers['content-disposition'] = disposition;
  const range = readRange(arrival.header('range'), object.size);
  if (range === 'unsatisfiable') return cosError('InvalidRange', path);
  if (object.size === 0) return textAnswer(200, headers['content-type'] ?? '', '', headers);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  if (range) headers['content-range'] = `bytes ${start}-${end}/${object.size}`;
  return {
    status: range ? 206 : 200,
    headers,
    body: { length: end - start + 1, open: () => app.objects.open(object, start, end) },
  };
}
