import { lookUp } from '../../../../src/core/model/lookUp';
import { textAnswer, type Answer } from '../../../../src/sandbox/http/answer';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import { decodeText } from '../../../../src/sandbox/http/router';
import { mimeType } from '../../../../src/sandbox/mime';
import { readRange } from '../../../../src/sandbox/store/ranges';
import type { App } from '../app';
import { findFile } from '../files/files';
import { downloadRefusal, uploadRefusal, type LinkRefusal } from './links';
import { arrived, isExpected } from './uploads';

type StoreError =
  | LinkRefusal
  | 'InvalidAuthenticationInfo'
  | 'MissingRequiredHeader'
  | 'UnsupportedHttpVerb'
  | 'MissingContentLengthHeader'
  | 'Md5Mismatch'
  | 'BlobNotFound'
  | 'InvalidRange';

const storeErrors: Record<StoreError, readonly [status: number, text: string, code?: string]> = {
  AuthenticationFailed: [
    403,
    'Server failed to authenticate the request. Make sure the signature is formed correctly.',
  ],
  LinkExpired: [403, 'Signature not valid in the specified time frame.', 'AuthenticationFailed'],
  InvalidAuthenticationInfo: [400, 'The request carries credentials that do not belong to the storage.'],
  MissingRequiredHeader: [400, 'An HTTP header that is mandatory for this request is not specified: x-ms-blob-type.'],
  Md5Mismatch: [
    400,
    'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
  ],
  BlobNotFound: [404, 'The specified blob does not exist.'],
  UnsupportedHttpVerb: [405, 'The resource does not support the specified HTTP verb.'],
  MissingContentLengthHeader: [411, 'The Content-Length header was not specified.'],
  InvalidRange: [416, 'The range specified is invalid for the current size of the resource.'],
};

function failure(error: StoreError): Answer {
  const [status, text, code = error] = storeErrors[error];
  const body = `\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  return textAnswer(status, 'application/xml', body, { 'x-ms-error-code': code });
}

/** Uploads, downloads and thumbnails: signed links that refuse whoever sends the API key along. */
export async function serveStore(app: App, arrival: Arrival): Promise<Answer | undefined> {
  const [, area, ...rest] = decodeText(arrival.path).split('/');
  const serve = area === undefined ? undefined : lookUp(handlersByArea, area);
  if (!serve) return undefined;
  const leaks = arrival.header('authorization') !== undefined || arrival.header('x-api-key') !== undefined;
  const answer = leaks ? failure('InvalidAuthenticationInfo') : await serve(app, arrival, rest.join('/'));
  await arrival.drain();
  return answer;
}

type Serve = (app: App, arrival: Arrival, rest: string) => Promise<Answer> | Answer;

const handlersByArea: Partial<Record<string, Serve>> = { blob: upload, d: download, thumbnails: thumbnail };

async function upload(app: App, arrival: Arrival, object: string): Promise<Answer> {
  if (arrival.method !== 'PUT') return failure('AuthenticationFailed');
  const azure = app.modes.azure === true;
  const refused = arrival.hints.expired ? 'LinkExpired' : uploadRefusal(app, object, arrival.query);
  if (refused) return failure(refused);
  if (!isExpected(app, object)) return failure('BlobNotFound');
  if (arrival.header('content-length') === undefined) return failure('MissingContentLengthHeader');
  if (azure && arrival.header('x-ms-blob-type') !== 'BlockBlob') return failure('MissingRequiredHeader');
  const landed = await app.objects.land(arrival.chunks());
  const md5 = Buffer.from(landed.md5, 'hex').toString('base64');
  if ((arrival.header('content-md5') ?? md5) !== md5) {
    await app.objects.discard(landed);
    return failure('Md5Mismatch');
  }
  await app.objects.put(object, landed, mimeType(object));
  arrived(app, object, landed.size, landed.md5);
  if (!azure) return { status: 200, headers: { etag: `"${landed.md5}"` } };
  const etag = `"0x${app.clock.now().toString(16).toUpperCase()}"`;
  return { status: 201, headers: { etag, 'content-md5': md5, 'x-ms-request-server-encrypted': 'true' } };
}

function download(app: App, arrival: Arrival, id: string): Answer {
  if (arrival.method !== 'GET') return failure('UnsupportedHttpVerb');
  const refused = arrival.hints.expired ? 'LinkExpired' : downloadRefusal(app, id, arrival.query.get('token') ?? '');
  return refused ? failure(refused) : bytes(app, arrival, id);
}

/** Thumbnails are open, and carry the picture itself. */
function thumbnail(app: App, arrival: Arrival, name: string): Answer {
  return arrival.method === 'GET' ? bytes(app, arrival, name.replace(/\.jpg$/, '')) : failure('UnsupportedHttpVerb');
}

function bytes(app: App, arrival: Arrival, id: string): Answer {
  const file = /^\d{1,19}$/.test(id) ? findFile(app, BigInt(id)) : undefined;
  const object = file?.object == null ? undefined : app.objects.find(file.object);
  if (!file || !object) return failure('BlobNotFound');
  const headers: Record<string, string> = {
    'content-type': mimeType(file.name),
    'accept-ranges': 'bytes',
    etag: `"${object.md5}"`,
    'last-modified': new Date(object.at).toUTCString(),
  };
  const range = readRange(arrival.header('range'), object.size);
  if (range === 'unsatisfiable') return failure('InvalidRange');
  if (object.size === 0) return { status: 200, headers };
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  if (range) headers['content-range'] = `bytes ${start}-${end}/${object.size}`;
  const body = { length: end - start + 1, open: () => app.objects.open(object, start, end) };
  return { status: range ? 206 : 200, headers, body };
}
