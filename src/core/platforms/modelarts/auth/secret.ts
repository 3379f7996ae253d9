import { lookUp } from '../../../model/lookUp';
import * as v from 'valibot';
import type { Values } from '../../../model/form';
import { text } from '../../../model/text';
import { PlatformError, remedyByKind } from '../../../net/errors';
import type { AccessKeys } from './sdkHmac';

/** A user of IAM, as a token is asked for (MA-4). */
export interface PasswordSecret {
  readonly user: string;
  readonly password: string;
  readonly domain: string;
}

/** What is kept of a connection's secret: keys, or a user with the password. */
export type ModelArtsSecret = AccessKeys | PasswordSecret;

const schema = v.union([
  v.object({ ak: v.string(), sk: v.string(), securityToken: v.optional(v.string()) }),
  v.object({ user: v.string(), password: v.string(), domain: v.string() }),
]);

/** Puts a filled form into the string that is kept. */
export function writeSecret(method: string, values: Values): string {
  const of = (id: string) => (lookUp(values, id) ?? '').trim();
  // A password may begin or end with a blank.
  if (method === 'password')
    return JSON.stringify({ user: of('user'), password: values['password'] ?? '', domain: of('domain') });
  const securityToken = of('securityToken');
  return JSON.stringify({ ak: of('ak'), sk: of('sk'), ...(securityToken !== '' && { securityToken }) });
}

/** @throws PlatformError of kind `auth` for anything that `written` did not make */
export function readSecret(kept: string): ModelArtsSecret {
  const parsed = v.safeParse(schema, parsedJson(kept));
  if (!parsed.success)
    throw new PlatformError('auth', text('The kept key of this connection cannot be read.'), {
      remedy: remedyByKind.newKey,
    });
  const found = parsed.output;
  if ('user' in found) return found;
  const { ak, sk, securityToken } = found;
  return { ak, sk, ...(securityToken !== undefined && { securityToken }) };
}

function parsedJson(kept: string): unknown {
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}

export function isPasswordSecret(secret: ModelArtsSecret): secret is PasswordSecret {
  return 'user' in secret;
}

/** The parts of a secret that must be shown nowhere. */
export function hiddenParts(secret: ModelArtsSecret): string[] {
  if (isPasswordSecret(secret)) return [secret.password];
  return [secret.ak, secret.sk, ...(secret.securityToken === undefined ? [] : [secret.securityToken])];
}
