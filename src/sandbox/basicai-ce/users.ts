import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { wireTime } from '../clock';
import type { Json } from '../json';
import type { Row } from '../rows';
import type { App } from './app';
import { Complaints, refused, unforeseen } from './errors';
import type { Body } from './fields';
import { page, readPaging } from './page';
import { get, post, type Call, type Route } from './routes';
import { dropTokensOf, issueToken } from './tokens';

export interface User {
  id: number;
  username: string;
  nickname: string;
  avatarId: number | null;
  lastLoginAt: number | null;
  createdAt: number;
  updatedAt: number | null;
}

const read = (row: Row): User => ({
  id: row.num('id'),
  username: row.text('username'),
  nickname: row.text('nickname'),
  avatarId: row.numOrNull('avatar_id'),
  lastLoginAt: row.numOrNull('last_login_at'),
  createdAt: row.num('created_at'),
  updatedAt: row.numOrNull('updated_at'),
});

export function findUser(app: App, id: number): User | undefined {
  return app.rows.get('SELECT * FROM user WHERE id = ?', [id], read);
}

export function nicknameOf(app: App, id: number): string | null {
  return findUser(app, id)?.nickname ?? null;
}

/** Makes a user whose nickname is what stands before the `@`. */
export function addUser(app: App, username: string, password: string, updatedAt: number | null = null): User {
  const id = app.rows.insert(
    'INSERT INTO user (username, password, nickname, created_at, updated_at, last_login_at) VALUES (?, ?, ?, ?, ?, ?)',
    [username, hash(password), username.split('@')[0] ?? username, app.clock.now(), updatedAt, updatedAt],
  );
  const user = findUser(app, id);
  if (!user) throw new Error('the new user is gone');
  return user;
}

function userDto(user: User): Json {
  const time = (ms: number | null): string | null => (ms === null ? null : wireTime(ms));
  return {
    id: user.id,
    username: user.username,
    nickname: user.nickname,
    avatarId: user.avatarId,
    avatarUrl: null,
    lastLoginAt: time(user.lastLoginAt),
    createdAt: time(user.createdAt),
    updatedAt: time(user.updatedAt),
  };
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PASSWORD = /^(?=.*[A-Za-z])(?=.*\d).{8,64}$/;

function readCredentials(body: Body): { username: string; password: string } {
  const [username, password] = [body.text('username') ?? '', body.text('password') ?? ''];
  const complaints = new Complaints();
  complaints.when(!EMAIL.test(username) || username.length > 64, 'username', 'must be email format');
  complaints.when(!PASSWORD.test(password), 'password', 'must contains one letter, number, and length 8-64');
  complaints.done();
  return { username, password };
}

function byName(app: App, username: string): { user: User; password: string } | undefined {
  return app.rows.get('SELECT * FROM user WHERE username = ?', [username], (row) => ({
    user: read(row),
    password: row.text('password'),
  }));
}

async function register(call: Call): Promise<Json> {
  const { username, password } = readCredentials(await call.body());
  if (byName(call.app, username)) throw refused('USER_EXIST');
  const user = addUser(call.app, username, password);
  return { token: issueToken(call.app, user.id, 'GATEWAY').token, user: userDto(user) };
}

async function login(call: Call): Promise<Json> {
  const { username, password } = readCredentials(await call.body());
  const found = byName(call.app, username);
  if (!found) throw refused('USER_NOT_REGISTER');
  if (!verify(password, found.password)) throw refused('USERNAME_AND_PASSWORD_NOT_MATCH');
  return { token: issueToken(call.app, found.user.id, 'GATEWAY').token, user: userDto(found.user) };
}

function info(call: Call): Json {
  const user = findUser(call.app, call.id());
  if (!user) throw unforeseen('java.lang.NullPointerException: no such user');
  return userDto(user);
}

function list(call: Call): Json {
  const paging = readPaging(call.query);
  const size = paging.limit < 0 ? -1 : Math.max(10, paging.limit);
  const like = `%${call.query.text('nickname') ?? ''}%`;
  const { rows } = call.app;
  const total = rows.count('SELECT count(*) AS n FROM user WHERE nickname LIKE ?', [like]);
  const offset = (paging.pageNo - 1) * Math.max(0, size);
  const users = rows.all(
    'SELECT * FROM user WHERE nickname LIKE ? ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?',
    [like, size, offset],
    read,
  );
  return page({ ...paging, pageSize: size }, total, users.map(userDto));
}

async function update(call: Call): Promise<Json> {
  const body = await call.body();
  const { rows, clock } = call.app;
  const { id } = call.user;
  const nickname = body.text('nickname');
  const password = body.text('newPassword');
  rows.transaction(() => {
    if (nickname !== undefined) rows.run('UPDATE user SET nickname = ? WHERE id = ?', [nickname, id]);
    if (password !== undefined) rows.run('UPDATE user SET password = ? WHERE id = ?', [hash(password), id]);
    rows.run('UPDATE user SET avatar_id = coalesce(?, avatar_id), updated_at = ? WHERE id = ?', [
      body.long('avatarId') ?? null,
      clock.now(),
      id,
    ]);
  });
  const user = findUser(call.app, id);
  return user ? userDto(user) : null;
}

/** The caller's own id is skipped (Xtreme1 wire reference, section 4). */
async function remove(call: Call): Promise<Json> {
  const ids = (await call.body()).longs('userIds').filter((id) => id !== call.user.id);
  call.app.rows.transaction(() => {
    for (const id of ids) {
      call.app.rows.run('DELETE FROM user WHERE id = ?', [id]);
      dropTokensOf(call.app, id);
    }
  });
  return null;
}

function hash(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${derive(password, salt).toString('hex')}`;
}

function verify(password: string, stored: string): boolean {
  const [salt = '', due = ''] = stored.split(':');
  const bytes = Buffer.from(due, 'hex');
  return bytes.length === 32 && timingSafeEqual(derive(password, Buffer.from(salt, 'hex')), bytes);
}

/** Cheap on purpose: nothing but a local sandbox stands behind it. */
function derive(password: string, salt: Buffer): Buffer {
  return scryptSync(password, salt, 32, { N: 1024 });
}

export const userRoutes: Route[] = [
  post('/user/register', register, { open: true }),
  post('/user/login', login, { open: true }),
  get('/user/logged', (call) => userDto(call.user)),
  get('/user/logout', () => null),
  get('/user/info/:id', info),
  get('/user/list', list),
  post('/user/update', update),
  post('/user/delete', remove),
];
