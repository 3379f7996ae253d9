import { wireTime } from '../../clock';
import type { Json } from '../../json';
import { Refused } from '../api/errors';
import { get, post, type Call, type Route } from '../api/routes';
import { issueToken, readToken, type Token } from './tokens';

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

/** An end needs an offset and is cut to the start of its day (CE-8). */
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
    readToken,
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
