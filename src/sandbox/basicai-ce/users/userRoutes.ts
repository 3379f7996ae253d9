import { wireTime } from '../../clock';
import type { Json } from '../../json';
import { Complaints, refused, unforeseen } from '../api/errors';
import type { Body } from '../api/fields';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';
import { dropTokensOf, issueToken } from './tokens';
import { addUser, findByName, findUser, hashPassword, isPassword, readUser, type User } from './users';

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

const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const passwordPattern = /^(?=.*[A-Za-z])(?=.*\d).{8,64}$/;

function readCredentials(body: Body): { username: string; password: string } {
  const [username, password] = [body.text('username') ?? '', body.text('password') ?? ''];
  const complaints = new Complaints();
  complaints.when(!emailPattern.test(username) || username.length > 64, 'username', 'must be email format');
  complaints.when(!passwordPattern.test(password), 'password', 'must contains one letter, number, and length 8-64');
  complaints.done();
  return { username, password };
}

async function register(call: Call): Promise<Json> {
  const { username, password } = readCredentials(await call.body());
  if (findByName(call.app, username)) throw refused('USER_EXIST');
  const user = addUser(call.app, username, password);
  return { token: issueToken(call.app, user.id, 'GATEWAY').token, user: userDto(user) };
}

async function login(call: Call): Promise<Json> {
  const { username, password } = readCredentials(await call.body());
  const found = findByName(call.app, username);
  if (!found) throw refused('USER_NOT_REGISTER');
  if (!isPassword(password, found.password)) throw refused('USERNAME_AND_PASSWORD_NOT_MATCH');
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
    readUser,
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
    if (password !== undefined) rows.run('UPDATE user SET password = ? WHERE id = ?', [hashPassword(password), id]);
    rows.run('UPDATE user SET avatar_id = coalesce(?, avatar_id), updated_at = ? WHERE id = ?', [
      body.long('avatarId') ?? null,
      clock.now(),
      id,
    ]);
  });
  const user = findUser(call.app, id);
  return user ? userDto(user) : null;
}

/** The caller's own id is skipped (CE-9). */
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
