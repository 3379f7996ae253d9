import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Row } from '../../store/rows';
import type { App } from '../app';

export interface User {
  id: number;
  username: string;
  nickname: string;
  avatarId: number | null;
  lastLoginAt: number | null;
  createdAt: number;
  updatedAt: number | null;
}

export const readUser = (row: Row): User => ({
  id: row.num('id'),
  username: row.text('username'),
  nickname: row.text('nickname'),
  avatarId: row.numOrNull('avatar_id'),
  lastLoginAt: row.numOrNull('last_login_at'),
  createdAt: row.num('created_at'),
  updatedAt: row.numOrNull('updated_at'),
});

export function findUser(app: App, id: number): User | undefined {
  return app.rows.get('SELECT * FROM user WHERE id = ?', [id], readUser);
}

export function nicknameOf(app: App, id: number): string | null {
  return findUser(app, id)?.nickname ?? null;
}

/** Makes a user whose nickname is what stands before the `@`. */
export function addUser(app: App, username: string, password: string, updatedAt: number | null = null): User {
  const id = app.rows.insert(
    'INSERT INTO user (username, password, nickname, created_at, updated_at, last_login_at) VALUES (?, ?, ?, ?, ?, ?)',
    [username, hashPassword(password), username.split('@')[0] ?? username, app.clock.now(), updatedAt, updatedAt],
  );
  const user = findUser(app, id);
  if (!user) throw new Error('the new user is gone');
  return user;
}

/** A user and the kept form of the password. */
export function findByName(app: App, username: string): { user: User; password: string } | undefined {
  return app.rows.get('SELECT * FROM user WHERE username = ?', [username], (row) => ({
    user: readUser(row),
    password: row.text('password'),
  }));
}

export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${derive(password, salt).toString('hex')}`;
}

/** Whether a password is the one that was kept. */
export function isPassword(password: string, stored: string): boolean {
  const [salt = '', due = ''] = stored.split(':');
  const bytes = Buffer.from(due, 'hex');
  return bytes.length === 32 && timingSafeEqual(derive(password, Buffer.from(salt, 'hex')), bytes);
}

/** Cheap on purpose: nothing but a local sandbox stands behind it. */
function derive(password: string, salt: Buffer): Buffer {
  return scryptSync(password, salt, 32, { N: 1024 });
}
