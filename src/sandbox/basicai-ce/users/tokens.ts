import type { Row } from '../../store/rows';
import type { App } from '../app';
import { makeToken, tokenUser } from './jwt';
import { findUser, type User } from './users';

type TokenType = 'API' | 'GATEWAY';

export interface Token {
  id: number;
  token: string;
  userId: number;
  type: string;
  expireAt: number | null;
  createdAt: number;
  updatedAt: number | null;
}

export const readToken = (row: Row): Token => ({
  id: row.num('id'),
  token: row.text('token'),
  userId: row.num('user_id'),
  type: row.text('token_type'),
  expireAt: row.numOrNull('expire_at'),
  createdAt: row.num('created_at'),
  updatedAt: row.numOrNull('updated_at'),
});

/** Hours that a login lasts. */
const loginHours = 120;

/** Makes a token and its row. A login token ends after 120 hours; an API token when asked, else never. */
export function issueToken(
  app: App,
  userId: number,
  type: TokenType,
  expireAt: number | null = null,
  iat = app.startedAt,
): Token {
  const now = app.clock.now();
  const end = type === 'GATEWAY' ? now + loginHours * 3_600_000 : expireAt;
  const token = makeToken(app.jwtSecret, {
    iat: type === 'GATEWAY' ? Math.floor(now / 1000) : iat,
    userId,
    ...(end === null ? {} : { exp: Math.floor(end / 1000) }),
  });
  const id = app.rows.insert(
    'INSERT INTO user_token (user_id, token, token_type, expire_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    [userId, token, type, end, now, now],
  );
  return { id, token, userId, type, expireAt: end, createdAt: now, updatedAt: null };
}

export function dropTokensOf(app: App, userId: number): void {
  app.rows.run('DELETE FROM user_token WHERE user_id = ?', [userId]);
}

/** Takes a token out of service whatever its row. */
export function dropToken(app: App, token: string): void {
  app.rows.run('DELETE FROM user_token WHERE token = ?', [token]);
}

/** The user of a request: the header's token, or the query's when there is no Bearer header. */
export function authenticate(app: App, authorization: string | undefined, inQuery: string | null): User | undefined {
  const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : inQuery;
  if (token === null) return undefined;
  const userId = tokenUser(app.jwtSecret, token, Math.floor(app.clock.now() / 1000));
  if (userId === undefined) return undefined;
  const known = app.rows.count('SELECT count(*) AS n FROM user_token WHERE token = ?', [token]) > 0;
  return known ? findUser(app, userId) : undefined;
}
