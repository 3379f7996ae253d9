import { encodePath } from '../../store/sigv4';
import type { App } from '../app';
import { SOURCE_LIFE } from '../unknowns';
import { obsSignature } from './sign';

/** The service's own access key, by which it signs the links that it hands out. */
export const SERVICE_ACCESS = 'MODELARTSSERVICE0000';

/** A signed GET link for an object (`bucket/key`), which anyone may use until it ends (sections 7.1 and 11). */
export function signedUrl(app: App, host: string, object: string, process?: string): string {
  const path = encodePath(`/${object}`);
  const expires = String(Math.floor(app.clock.now() / 1000) + SOURCE_LIFE);
  const query = new URLSearchParams(process === undefined ? {} : { 'x-image-process': process });
  const secret = app.keys.find(SERVICE_ACCESS)?.secret ?? '';
  const signature = obsSignature(secret, {
    method: 'GET',
    path,
    query,
    header: () => undefined,
    obsHeaders: [],
    date: expires,
  });
  const own = new URLSearchParams({ AccessKeyId: SERVICE_ACCESS, Expires: expires });
  for (const [name, value] of query) own.append(name, value);
  own.append('Signature', signature);
  return `http://${host}${path}?${own.toString()}`;
}
