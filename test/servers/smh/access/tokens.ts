import { timingSafeEqual } from 'node:crypto';
import { secretName, type App } from '../app';
import { Refused } from '../api/errors';
import type { Grant } from './grants';

/** Who calls: what is granted, in which spaces (none listed: the whole library), on behalf of whom. */
export interface Caller {
  grants: ReadonlySet<Grant>;
  spaces: readonly string[];
  userId: string | null;
}

export interface Minting {
  spaces: readonly string[];
  userId: string | null;
  clientId: string | null;
  sessionId: string | null;
  grants: readonly Grant[];
  /** Seconds of silence after which the token ends. */
  period: number;
}

/** Default and shortest life of a token, seconds (SMH-8). */
export const defaultPeriodS = 86_400;
export const minPeriodS = 1200;

export function mint(app: App, minting: Minting): string {
  const value = secretName('acctk');
  app.rows.run(
    `INSERT INTO token (value, spaces, user_id, client_id, session_id, grants, period, used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      value,
      minting.spaces.join(','),
      minting.userId,
      minting.clientId,
      minting.sessionId,
      minting.grants.join(','),
      minting.period,
      app.clock.now(),
    ],
  );
  return value;
}

/** Takes a token as used now: it lives for another period. Gives the period, seconds; `undefined` when it is dead. */
export function slide(app: App, value: string): number | undefined {
  const now = app.clock.now();
  const found = app.rows.get('SELECT period, used_at FROM token WHERE value = ?', [value], (row) => ({
    period: row.num('period'),
    usedAt: row.num('used_at'),
  }));
  if (!found || now > found.usedAt + found.period * 1000) return undefined;
  app.rows.run('UPDATE token SET used_at = ? WHERE value = ?', [now, value]);
  return found.period;
}

const adminCaller: Caller = { grants: new Set(['admin']), spaces: [], userId: null };

/** The caller of a request by its query; refuses strangers (SMH-11). */
export function authenticate(app: App, query: URLSearchParams): Caller {
  const secret = query.get('library_secret');
  if (secret !== null) {
    if (!isSecret(app, secret)) throw new Refused('WrongLibraryIdOrSecret');
    return { ...adminCaller, userId: query.get('user_id') };
  }
  const value = query.get('access_token') ?? '';
  if (value === '') throw new Refused('EmptyAccessToken');
  if (slide(app, value) === undefined) throw new Refused('InvalidAccessToken');
  return callerOf(app, value, query.get('user_id'));
}

function callerOf(app: App, value: string, asked: string | null): Caller {
  const caller = app.rows.get('SELECT * FROM token WHERE value = ?', [value], (row): Caller => {
    const grants = new Set(list(row.text('grants')) as Grant[]);
    const own = row.textOrNull('user_id');
    return { grants, spaces: list(row.text('spaces')), userId: own ?? (grants.has('admin') ? asked : null) };
  });
  if (!caller) throw new Refused('InvalidAccessToken');
  return caller;
}

const list = (text: string): string[] => text.split(',').filter(Boolean);

export function isSecret(app: App, text: string): boolean {
  const [a, b] = [Buffer.from(text), Buffer.from(app.librarySecret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Ends one token, or all for `*`. */
export function drop(app: App, value: string): void {
  if (value === '*') app.rows.run('DELETE FROM token');
  else app.rows.run('DELETE FROM token WHERE value = ?', [value]);
}
