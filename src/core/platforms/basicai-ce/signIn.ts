import type { Connection } from '../../model/connection';
import type { Field, Values } from '../../model/form';
import { text } from '../../model/text';
import type { Kit } from '../../net/kit';
import { PlatformError } from '../../net/errors';
import type { Credentials, SignedIn, SignInWay } from '../platform';
import { Api } from './api';
import { Client } from './client';

const tokenField: Field = {
  id: 'token',
  label: text('API token'),
  hint: text('In the platform: click your name, then "API Token".'),
  secret: true,
  check: (value) =>
    /^[\x21-\x7e]{1,8192}$/.test(value.trim())
      ? undefined
      : text('A token is one word of plain letters, digits and signs.'),
};

/** Server limits: wire reference, section 4. */
const userField: Field = {
  id: 'user',
  label: text('User name (e-mail)'),
  check: (value) =>
    /^\S+@\S+$/.test(value.trim()) ? undefined : text('The server takes an e-mail address as user name.'),
};
const passwordField: Field = {
  id: 'password',
  label: text('Password'),
  secret: true,
  check: (value) => (value === '' ? text('Enter the password.') : undefined),
};

export const ways: readonly SignInWay[] = [
  {
    id: 'token',
    label: text('Paste an API token'),
    detail: text('The token is kept in the secret storage of the editor.'),
    fields: [tokenField],
  },
  {
    id: 'password',
    label: text('Sign in with user name and password'),
    detail: text('Uses the API token of the account, or makes one. The password is not kept.'),
    fields: [userField, passwordField],
  },
];

/** A session token ends after 120 hours, an API token never; so signing in fetches the API token, or makes one. */
export async function signIn(
  way: string,
  values: Values,
  connection: Connection,
  kit: Kit,
  signal: AbortSignal,
): Promise<SignedIn> {
  if (way === 'token') return { secret: (values['token'] ?? '').trim() };
  const anonymous = new Client(new Api(connection.url, undefined, kit));
  kit.hide(values['password'] ?? '');
  const { token } = await anonymous.login((values['user'] ?? '').trim(), values['password'] ?? '', signal);
  kit.hide(token);
  const client = new Client(new Api(connection.url, fixed(token), kit));
  const known = await client.tokenInfo(signal);
  if (known !== null && !hasEnded(known.expireAt, kit.clock.now())) return { secret: known.token, note: usesKnown };
  const made = await client.createToken(signal);
  if (made === null) throw new PlatformError('protocol', text('The server made no API token.'));
  return { secret: made.token, note: usesNew };
}

/** Tokens of one user may be the same text (quirk 16): revoking one could cut off others, so none is ever revoked. */
const usesKnown = text(
  'The API token that the account already had is used. Removing this connection leaves the token valid on the server.',
);
const usesNew = text(
  'An API token without end was made for the account. Removing this connection leaves it valid on the server; it can be deleted there.',
);

function hasEnded(expireAt: string | undefined, now: number): boolean {
  return expireAt !== undefined && Date.parse(expireAt) <= now;
}

function fixed(secret: string): Credentials {
  return {
    get: () => Promise.resolve(secret),
    refresh: () => Promise.reject(new PlatformError('auth', text('The server refused its own session.'))),
  };
}
