import { createHash } from 'node:crypto';
import type { Ground } from '../face';
import { encodePath, presign } from '../store/sigv4';
import type { Bucket } from '../store/s3';
import type { Keys } from './keys';
import type { CloudModes } from './modes';
import { BIG_ID, FIRST_IDS } from './unknowns';

/** What all parts of this face share. */
export interface App extends Ground {
  bucket: Bucket;
  keys: Keys;
  modes: CloudModes;
}

/** Where the object store stands on the sandbox's origin. */
export const STORE = '/store';

/** Gives `n` ids of a kind, one after the other, and returns the first. */
export function takeIds(app: App, kind: keyof typeof FIRST_IDS, n = 1): bigint {
  const name = app.modes.bigIds ? `big ${kind}` : kind;
  const known = app.rows.get('SELECT next FROM counter WHERE name = ?', [name], (row) => row.big('next'));
  const next = known ?? (app.modes.bigIds ? BIG_ID : FIRST_IDS[kind]);
  app.rows.run('INSERT OR REPLACE INTO counter (name, next) VALUES (?, ?)', [name, next + BigInt(n)]);
  return next;
}

/** Ids as the JSON text of a list, for `IN ${LISTED}`. */
export function idList(ids: readonly bigint[]): string {
  return `[${ids.join(',')}]`;
}

/** Goes with `idList`. */
export const LISTED = '(SELECT value FROM json_each(?))';

/** A presigned link for a key, on the origin that the caller knows; `life` in seconds. */
export function link(app: App, host: string, method: 'GET' | 'PUT', key: string, life: number): string {
  const path = `/${app.bucket.name}/${key}`;
  return `http://${host}${STORE}${encodePath(path)}?${presign(app.bucket.key, method, path, app.clock.now(), {}, life)}`;
}

/** `2025-06-03T08:11:40`, UTC without saying so (BasicAI Cloud wire reference, sections 1 and 3.1). */
export function wireDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** An identifier that is the same for the same words. */
export function nameUuid(words: string): string {
  const hex = createHash('md5').update(words).digest('hex');
  return [0, 8, 12, 16, 20].map((from, i) => hex.slice(from, [8, 12, 16, 20, 32][i])).join('-');
}
