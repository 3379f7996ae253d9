import type { Connection } from '../../model/connection';
import type { Field, Values } from '../../model/form';
import { text } from '../../model/text';
import type { SessionContext } from '../../net/sessionContext';
import { PlatformError } from '../../net/errors';
import type { Credentials, SignedIn, SignInMethod } from '../../contract';
import { CeApi } from './api/api';
import { CeClient } from './api/client';

const tokenField: Field = {
  id: 'token',
  label: text('API token'),
  hint: text('In the platform: click your name, then "API Token".'),
  secret: true,
  check: (value) =>
    /^[\x21-\x7e]{1,8192}$/.test(value.trim())
      ? undefined
      : text('A token contains only ASCII letters, digits and symbols, without spaces.'),
};

/** Limits of the server (CE-6). */
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

export const signInMethods: readonly SignInMethod[] = [
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
  method: string,
  values: Values,
  connection: Connection,
  context: SessionContext,
  signal: AbortSignal,
): Promise<SignedIn> {
  if (method === 'token') return { secret: (values['token'] ?? '').trim() };
  const anonymous = new CeClient(new CeApi(connection.url, undefined, context));
  context.registerSecret(values['password'] ?? '');
  const { token } = await anonymous.login((values['user'] ?? '').trim(), values['password'] ?? '', signal);
  context.registerSecret(token);
  const client = new CeClient(new CeApi(connection.url, fixed(token), context));
  const known = await client.tokenInfo(signal);
  if (known !== null && !hasEnded(known.expireAt, context.clock.now())) return { secret: known.token, note: usesKnown };
  const made = await client.createToken(signal);
  if (made === null) throw new PlatformError('protocol', text('The server made no API token.'));
  return { secret: made.token, note: usesNew };
}

/** Tokens of one user may be the same text (CE-7): revoking one could cut off others, so none is ever revoked. */
const usesKnown = text(
  'The API token that the account already had is used. Removing this connection leaves the token valid on the server.',
);
const usesNew = text(
  'A non-expiring API token was created for the account. Removing this connection leaves it valid on the server, where it can be deleted.',
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
