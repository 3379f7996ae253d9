import { createHash } from 'node:crypto';
import type { ServerDeps } from '../../../src/sandbox/platformServer';
import { encodePath, presign } from '../../../src/sandbox/store/sigv4';
import type { Bucket } from '../../../src/sandbox/store/s3';
import type { Keys } from './api/keys';
import type { CloudModes } from './modes';
import { firstBigId, firstIds } from './unknowns';

/** What all parts of this server share. */
export interface App extends ServerDeps {
  bucket: Bucket;
  keys: Keys;
  modes: CloudModes;
}

/** Where the object store stands on the sandbox's origin. */
export const storePath = '/store';

/** Gives `n` ids of a kind, one after the other, and returns the first. */
export function takeIds(app: App, kind: keyof typeof firstIds, n = 1): bigint {
  const name = app.modes.bigIds ? `big ${kind}` : kind;
  const known = app.rows.get('SELECT next FROM counter WHERE name = ?', [name], (row) => row.big('next'));
  const next = known ?? (app.modes.bigIds ? firstBigId : firstIds[kind]);
  app.rows.run('INSERT OR REPLACE INTO counter (name, next) VALUES (?, ?)', [name, next + BigInt(n)]);
  return next;
}

/** Ids as the JSON text of a list, for `IN ${LISTED}`. */
export function idList(ids: readonly bigint[]): string {
  return `[${ids.join(',')}]`;
}

/** Goes with `idList`. */
export const listedIds = '(SELECT value FROM json_each(?))';

/** A presigned link for a key, on the origin that the caller knows; `life` in seconds. */
export function link(app: App, host: string, method: 'GET' | 'PUT', key: string, life: number): string {
  const path = `/${app.bucket.name}/${key}`;
  return `http://${host}${storePath}${encodePath(path)}?${presign(app.bucket.key, method, path, app.clock.now(), {}, life)}`;
}

/** `2025-06-03T08:11:40`, UTC without saying so (CLOUD-12). */
export function wireDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** An identifier that is the same for the same words. */
export function nameUuid(words: string): string {
  const hex = createHash('md5').update(words).digest('hex');
  return [0, 8, 12, 16, 20].map((from, i) => hex.slice(from, [8, 12, 16, 20, 32][i])).join('-');
}
