import { encodePath } from '../../../../src/sandbox/store/sigv4';
import type { App } from '../app';
import { sourceLinkLifeS } from '../unknowns';
import { obsSignature } from './sign';

/** The service's own access key, by which it signs the links that it hands out. */
export const serviceAccessKey = 'MODELARTSSERVICE0000';

/** A signed GET link for an object (`bucket/key`), which anyone may use until it ends (MA-37, MA-61). */
export function signedUrl(app: App, host: string, object: string, process?: string): string {
  const path = encodePath(`/${object}`);
  const expires = String(Math.floor(app.clock.now() / 1000) + sourceLinkLifeS);
  const query = new URLSearchParams(process === undefined ? {} : { 'x-image-process': process });
  const secret = app.keys.find(serviceAccessKey)?.secret ?? '';
  const signature = obsSignature(secret, {
    method: 'GET',
    path,
    query,
    header: () => undefined,
    obsHeaders: [],
    date: expires,
  });
  const own = new URLSearchParams({ AccessKeyId: serviceAccessKey, Expires: expires });
  for (const [name, value] of query) own.append(name, value);
  own.append('Signature', signature);
  return `http://${host}${path}?${own.toString()}`;
}
