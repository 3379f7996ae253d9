import { timingSafeEqual } from 'node:crypto';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import type { App } from '../app';
import { gateway, type Refused } from '../api/errors';
import type { AccessKey } from './accessKeys';
import { sha256, signature } from './sdkHmac';

/** How far a signer's clock may be off, milliseconds (MA-12). */
const maxClockSkewMs = 15 * 60_000;
const authorizationPattern = /^SDK-HMAC-SHA256 Access=([^, ]+), ?SignedHeaders=([^, ]+), ?Signature=([0-9a-f]{64})$/;

const incorrectAuthentication = 'Incorrect IAM authentication information';
const errorTexts = {
  malformed: ['0301', `${incorrectAuthentication}: Authorization format is incorrect`],
  unknown: ['0301', `${incorrectAuthentication}: Get secretKey failed, ak not exist`],
  locked: [
    '0301',
    `${incorrectAuthentication}: the access key is locked for 5 minutes after too many wrong signatures`,
  ],
  expired: ['0301', `${incorrectAuthentication}: the security token has expired`],
  unsigned: ['0301', `${incorrectAuthentication}: host, x-sdk-date and x-security-token must be signed`],
  skew: ['0303', `${incorrectAuthentication}: the signing time differs from the server's by more than 15 minutes`],
  payload: ['0301', `${incorrectAuthentication}: the body does not match x-sdk-content-sha256`],
  signature: ['0301', `${incorrectAuthentication}: verify aksk signature fail`],
} as const;

type Reason = keyof typeof errorTexts;

interface Claim {
  access: string;
  names: string[];
  signature: string;
}

/** Checks a signed request with its whole body; throws the gateway's refusal when it is not good. */
export function checkSigned(app: App, arrival: Arrival, authorization: string, body: Uint8Array): void {
  const [, access = '', names = '', given = ''] = authorizationPattern.exec(authorization) ?? [];
  const key = app.keys.find(access);
  const reason = faultOf(app, arrival, key, { access, names: names.split(';'), signature: given }, body);
  if (reason === undefined) {
    app.keys.succeeded(access);
    return;
  }
  if (reason === 'signature') app.keys.failed(access);
  throw noted(app, arrival, access, reason);
}

function noted(app: App, arrival: Arrival, access: string, reason: Reason): Refused {
  app.keys.note(access, `${arrival.method} ${arrival.path}`, reason);
  const [code, text] = errorTexts[reason];
  return gateway(401, code, text);
}

function faultOf(
  app: App,
  arrival: Arrival,
  key: AccessKey | undefined,
  claim: Claim,
  body: Uint8Array,
): Reason | undefined {
  if (claim.signature === '') return 'malformed';
  if (key === undefined) return 'unknown';
  const now = app.clock.now();
  if (key.lockedUntil > now) return 'locked';
  if (key.expiresAt !== null && key.expiresAt <= now) return 'expired';
  if (key.securityToken !== (arrival.header('x-security-token') ?? null)) return 'unknown';
  if (!signsEnough(arrival, claim.names)) return 'unsigned';
  const date = arrival.header('x-sdk-date') ?? '';
  if (!(Math.abs(parseDate(date) - now) <= maxClockSkewMs)) return 'skew';
  const declared = arrival.header('x-sdk-content-sha256');
  const hash = sha256(body);
  if (declared !== undefined && declared !== 'UNSIGNED-PAYLOAD' && declared !== hash) return 'payload';
  const due = signature(key.secret, date, {
    method: arrival.method,
    path: arrival.path,
    query: arrival.rawQuery,
    headers: claim.names.map((name) => [name, arrival.header(name) ?? ''] as const),
    payload: declared ?? hash,
  });
  return timingSafeEqual(Buffer.from(due), Buffer.from(claim.signature)) ? undefined : 'signature';
}

/** The request's own `SignedHeaders` count; some headers must be among them when they are sent. */
function signsEnough(arrival: Arrival, names: readonly string[]): boolean {
  const must = ['host', 'x-sdk-date', 'x-security-token', 'x-sdk-content-sha256'];
  const sent = must.filter((name) => arrival.header(name) !== undefined || name === 'x-sdk-date');
  return sent.every((name) => names.includes(name));
}

/** `20250102T030405Z` in milliseconds, or not a number. */
function parseDate(text: string): number {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return iso === text ? Number.NaN : Date.parse(iso);
}
