import { createHmac, timingSafeEqual } from 'node:crypto';
import type { App, Id } from '../app';

/** Life of upload and download links, milliseconds; the real ones are unknown (EO-25). */
const linkLifeMs = 3_600_000;

/** The storage account, whose host is signed whatever Host a request carries. */
export const storageAccount = 'eosandbox';
const signedHost = `${storageAccount}.blob.core.windows.net`;
const sasVersion = '2024-08-04';
/** Create and write: what an upload link allows. */
const createAndWrite = 'cw';

function mac(app: App, ...fields: string[]): string {
  return createHmac('sha256', app.linkSecret)
    .update([signedHost, ...fields].join('\n'))
    .digest('base64url');
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Why a link is refused. */
export type LinkRefusal = 'AuthenticationFailed' | 'LinkExpired';

/** A link for a PUT of an object `container/blob`, in the manner of Azure's shared access signatures. */
export function uploadUrl(app: App, host: string, object: string): string {
  const end = new Date(app.clock.now() + linkLifeMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const query = new URLSearchParams({
    sv: sasVersion,
    se: end,
    sr: 'b',
    sp: createAndWrite,
    sig: mac(app, 'PUT', object, createAndWrite, end),
  });
  return `http://${host}/blob/${object}?${query.toString()}`;
}

export function uploadRefusal(app: App, object: string, query: URLSearchParams): LinkRefusal | undefined {
  const end = query.get('se') ?? '';
  const good =
    query.get('sp') === createAndWrite && same(mac(app, 'PUT', object, createAndWrite, end), query.get('sig') ?? '');
  if (!good) return 'AuthenticationFailed';
  return app.clock.now() > Date.parse(end) ? 'LinkExpired' : undefined;
}

/** A link for reading a file; its token holds the end of its life and a signature. */
export function downloadUrl(app: App, host: string, id: Id): string {
  const end = String(app.clock.now() + linkLifeMs);
  return `http://${host}/d/${id}?token=${end}.${mac(app, 'GET', String(id), end)}`;
}

export function downloadRefusal(app: App, id: string, token: string): LinkRefusal | undefined {
  const [end = '', sum = ''] = token.split('.', 2);
  if (!same(mac(app, 'GET', id, end), sum)) return 'AuthenticationFailed';
  return app.clock.now() > Number(end) ? 'LinkExpired' : undefined;
}
