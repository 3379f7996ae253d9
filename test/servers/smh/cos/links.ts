import { createHmac } from 'node:crypto';
import { mimeType } from '../../../../src/sandbox/mime';
import { encodePath } from '../../../../src/sandbox/store/sigv4';
import { wireTime, type App } from '../app';
import { sign } from './sign';
import type { Upload } from '../uploads/uploads';

/** Life of links and of upload headers, seconds: about two hours (SMH-24). */
const linkLifeS = 7200;

/** What a caller may ask of a link: its life in seconds, a Content-Disposition. */
export interface LinkWish {
  life?: number;
  disposition?: string;
}

/** A link to the bytes of an object, on the sandbox itself, signed for the store's own host. */
export function cosUrl(
  app: App,
  host: string,
  object: string,
  { life = linkLifeS, disposition }: LinkWish = {},
): string {
  const start = Math.floor(app.clock.now() / 1000);
  const params: Record<string, string> = disposition ? { 'response-content-disposition': disposition } : {};
  const path = `/${object}`;
  const signed = sign(
    app.cos,
    { method: 'GET', path, params, headers: { host: app.cos.host } },
    start,
    start + life,
  ).replaceAll(';', '%3B');
  const extra = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}&`);
  return `http://${host}${encodePath(path)}?${extra.join('')}${signed}`;
}

/** Headers that a PUT of an upload's bytes has to carry, and when they end. */
export interface UploadHeaders {
  headers: Record<string, string>;
  expiration: string;
}

export function uploadHeaders(app: App, upload: Upload): UploadHeaders {
  const start = Math.floor(app.clock.now() / 1000);
  const type = mimeType(upload.object);
  const token = createHmac('sha256', app.cos.secret).update(`${upload.confirmKey}/${start}`).digest('base64url');
  const request = {
    method: 'PUT',
    path: `/${upload.object}`,
    params: (upload.uploadId === null ? {} : { uploadid: upload.uploadId }) as Record<string, string>,
    headers: { host: app.cos.host, 'content-type': type, 'x-cos-security-token': token },
  };
  return {
    headers: {
      Authorization: sign(app.cos, request, start, start + linkLifeS),
      'x-cos-security-token': token,
      'Content-Type': type,
    },
    expiration: wireTime((start + linkLifeS) * 1000),
  };
}
