import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject, parseJson } from '../../json';

/** Times in seconds since 1970. */
export interface Claims {
  iat: number;
  userId: number;
  exp?: number;
}

const jwtHeader = Buffer.from('{"alg":"HS512"}').toString('base64url');

/** A token as the platform makes them: HS512, no id of its own, so that equal claims give equal tokens. */
export function makeToken(secret: string, claims: Claims): string {
  const payload = {
    iss: 'BasicAI',
    iat: claims.iat,
    sub: String(claims.userId),
    ...(claims.exp === undefined ? {} : { exp: claims.exp }),
  };
  const text = `${jwtHeader}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return `${text}.${sign(secret, text).toString('base64url')}`;
}

/** The user of a token whose signature is good and whose time has not come; `now` in seconds. */
export function tokenUser(secret: string, token: string, now: number): number | undefined {
  const [head, payload, signature] = token.split('.');
  if (head !== jwtHeader || payload === undefined || signature === undefined) return undefined;
  const due = sign(secret, `${head}.${payload}`);
  const got = Buffer.from(signature, 'base64url');
  if (got.length !== due.length || !timingSafeEqual(got, due)) return undefined;
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  if (!isObject(claims) || (typeof claims['exp'] === 'number' && claims['exp'] <= now)) return undefined;
  return Number(claims['sub']);
}

function sign(secret: string, text: string): Buffer {
  return createHmac('sha512', secret).update(text).digest();
}
