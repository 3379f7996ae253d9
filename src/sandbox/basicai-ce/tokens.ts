import { wireTime } from '../clock';
import type { Json } from '../json';
import type { Row } from '../rows';
import type { App } from './app';
import { Refused } from './errors';
import { makeToken, tokenUser } from './jwt';
import { get, post, type Call, type Route } from './routes';
import { findUser, type User } from './users';

type TokenType = 'API' | 'GATEWAY';

interface Token {
  id: number;
  token: string;
  userId: number;
  type: string;
  expireAt: number | null;
  createdAt: number;
  updatedAt: number | null;
}

const read = (row: Row): Token => ({
  id: row.num('id'),
  token: row.text('token'),
  userId: row.num('user_id'),
  type: row.text('token_type'),
  expireAt: row.numOrNull('expire_at'),
  createdAt: row.num('created_at'),
  updatedAt: row.numOrNull('updated_at'),
});

/** Hours that a login lasts. */
const LOGIN_HOURS = 120;

/** Makes a token and its row. A login token ends after 120 hours; an API token when asked, else never. */
export function issueToken(
  app: App,
  userId: number,
  type: TokenType,
  expireAt: number | null = null,
  iat = app.startedAt,
): Token {
  const now = app.clock.now();
  const end = type === 'GATEWAY' ? now + LOGIN_HOURS * 3_600_000 : expireAt;
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

/** A create reply shows nine digits of a second, trailing zeros cut, and no update time yet. */
function tokenDto(token: Token, fresh: boolean): Json {
  const nanos = `${String(token.createdAt % 1000).padStart(3, '0')}${String(process.hrtime()[1] % 1_000_000).padStart(6, '0')}`;
  const digits = nanos.replace(/0+$/, '') || '1';
  return {
    id: token.id,
    token: token.token,
    tokenType: token.type,
    expireAt: token.expireAt === null ? null : wireTime(token.expireAt),
    createdAt: fresh ? wireTime(token.createdAt).replace('Z', `.${digits}Z`) : wireTime(token.createdAt),
    createdBy: token.userId,
    updatedAt: token.updatedAt === null ? null : wireTime(token.updatedAt),
    updatedBy: null,
  };
}

/** An end needs an offset and is cut to the start of its day (Xtreme1 wire reference, section 4). */
function readEnd(text: string | undefined): number | null {
  if (text === undefined) return null;
  const day = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const end = day ? Date.parse(`${day[1] ?? ''}T00:00:00${day[4] ?? 'Z'}`) : Number.NaN;
  if (Number.isNaN(end)) throw new Refused(200, 'UNKNOWN', 'The date format is incorrect');
  return end;
}

async function create(call: Call): Promise<Json> {
  const end = readEnd((await call.body()).text('expireAt'));
  return tokenDto(issueToken(call.app, call.user.id, 'API', end), true);
}

function info(call: Call): Json {
  const token = call.app.rows.get(
    "SELECT * FROM user_token WHERE user_id = ? AND token_type = 'API' ORDER BY id LIMIT 1",
    [call.user.id],
    read,
  );
  return token ? tokenDto(token, false) : null;
}

function remove(call: Call): Json {
  call.app.rows.run('DELETE FROM user_token WHERE id = ?', [call.id()]);
  return null;
}

export const tokenRoutes: Route[] = [
  get('/user/api/token/info', info),
  post('/user/api/token/create', create),
  post('/user/api/token/delete/:id', remove),
];
