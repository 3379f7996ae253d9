import type { App } from '../app';
import type { Outcome } from '../api/call';
import { Refused } from '../api/errors';
import { allGrants, type Grant } from './grants';
import { findSpace, onlySpace } from '../spaces/spaces';
import { drop, isSecret, mint, defaultPeriodS, minPeriodS, slide } from './tokens';

const tokenPath = '/api/v1/token';

/** Whether a path belongs to the calls that mint, renew and drop tokens: they need none. */
export function isTokenPath(path: string): boolean {
  return path === tokenPath || path.startsWith(`${tokenPath}/`);
}

/** A path of these calls without the token in it. */
export function hideToken(path: string): string {
  return path.replace(/^(\/api\/v1\/token\/[^/]*\/).+$/, '$1***');
}

/** Answers the calls on tokens (SMH-8). */
export function tokenCall(app: App, method: string, path: string, query: URLSearchParams): Outcome {
  const [library, value] = path.slice(tokenPath.length + 1).split('/');
  if (library === undefined || library === '') {
    if (method !== 'GET' && method !== 'POST') throw new Refused('PathNotFound');
    return issue(app, query);
  }
  if (library !== app.libraryId) throw new Refused('AccessTokenNotMatchLibrary');
  if (method === 'POST' && value) return renew(app, value);
  if (method === 'DELETE') return value ? end(app, value) : endMany(app, query);
  throw new Refused('PathNotFound');
}

function issue(app: App, query: URLSearchParams): Outcome {
  needSecret(app, query.get('library_id'), query);
  const grants = list(query, 'grant');
  if (!grants.every(isGrant)) throw new Refused('ParamInvalid', 'grant is invalid.');
  const spaces = list(query, 'space_id');
  for (const space of spaces) if (space !== onlySpace) findSpace(app, space);
  const period = readPeriod(query.get('period'));
  const optional = (name: string): string | null => {
    const text = query.get(name);
    return text === '' ? null : text;
  };
  const accessToken = mint(app, {
    spaces,
    grants,
    period,
    userId: optional('user_id'),
    clientId: optional('client_id'),
    sessionId: optional('session_id'),
  });
  return { status: 200, body: { accessToken, expiresIn: period } };
}

function needSecret(app: App, library: string | null, query: URLSearchParams): void {
  if (library !== app.libraryId || !isSecret(app, query.get('library_secret') ?? ''))
    throw new Refused('WrongLibraryIdOrSecret');
}

function readPeriod(text: string | null): number {
  if (text === null || text === '') return defaultPeriodS;
  if (!/^\d+$/.test(text)) throw new Refused('ParamInvalid', 'period is invalid.');
  return Math.max(minPeriodS, Number(text));
}

function renew(app: App, value: string): Outcome {
  const period = slide(app, value);
  if (period === undefined) throw new Refused('InvalidAccessToken');
  return { status: 200, body: { accessToken: value, expiresIn: period } };
}

function end(app: App, value: string): Outcome {
  drop(app, value);
  return { status: 204 };
}

const ownerColumns = { user_id: 'user_id', client_id: 'client_id', session_id: 'session_id' };
/** Most ids in one call. */
const maxOwnersPerCall = 100;

function endMany(app: App, query: URLSearchParams): Outcome {
  needSecret(app, app.libraryId, query);
  const owner = Object.entries(ownerColumns).find(([name]) => query.has(name));
  if (!owner) throw new Refused('ParamInvalid', 'user_id, client_id or session_id is due.');
  const ids = list(query, owner[0]);
  if (ids.length > maxOwnersPerCall) throw new Refused('TooManyItems');
  for (const id of ids) app.rows.run(`DELETE FROM token WHERE ${owner[1]} = ?`, [id]);
  return { status: 204 };
}

function list(query: URLSearchParams, name: string): string[] {
  return (query.get(name) ?? '').split(',').filter(Boolean);
}

function isGrant(text: string): text is Grant {
  return allGrants.some((grant) => grant === text);
}
