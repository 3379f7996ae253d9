import { timingSafeEqual } from 'node:crypto';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import type { App } from '../app';
import type { ObsError } from './errors';
import { obsSignature } from './sign';

/** How far the clock of a request may be off, milliseconds (MA-61). */
const maxClockSkewMs = 15 * 60_000;

/** What a request shows of who signed it. */
interface Claim {
  access: string;
  signature: string;
  securityToken: string | undefined;
  date: string;
}

/** Why a request is refused; nothing when its header or its query is well signed. */
export function refusal(app: App, arrival: Arrival): ObsError | undefined {
  if (arrival.header('x-auth-token') !== undefined) return 'InvalidRequest';
  const authorization = arrival.header('authorization');
  const reason = authorization === undefined ? ofQuery(app, arrival) : ofHeader(app, arrival, authorization);
  if (reason === 'SignatureDoesNotMatch')
    app.keys.note(arrival.query.get('AccessKeyId') ?? 'header', `${arrival.method} ${arrival.path}`, 'obs');
  return reason;
}

/** `Authorization: OBS access:signature`; `x-obs-date` stands in for Date. */
function ofHeader(app: App, arrival: Arrival, authorization: string): ObsError | undefined {
  const [, access, signature] = /^OBS ([^:\s]+):([A-Za-z0-9+/=]+)$/.exec(authorization) ?? [];
  if (access === undefined || signature === undefined || arrival.query.has('Signature')) return 'InvalidRequest';
  const obsDate = arrival.header('x-obs-date');
  const sent = Date.parse(obsDate ?? arrival.header('date') ?? '');
  if (Number.isNaN(sent)) return 'AccessDenied';
  if (Math.abs(sent - app.clock.now()) > maxClockSkewMs) return 'RequestTimeTooSkewed';
  const securityToken = arrival.header('x-obs-security-token');
  const date = obsDate === undefined ? (arrival.header('date') ?? '') : '';
  return check(app, arrival, { access, signature, securityToken, date });
}

/** `AccessKeyId`, `Expires` in seconds since 1970, `Signature`. */
function ofQuery(app: App, arrival: Arrival): ObsError | undefined {
  const { query } = arrival;
  const [access, date, signature] = [query.get('AccessKeyId'), query.get('Expires'), query.get('Signature')];
  if (access === null || date === null || signature === null) return 'AccessDenied';
  if (arrival.hints.expired || !(Number(date) * 1000 >= app.clock.now())) return 'RequestExpired';
  return check(app, arrival, {
    access,
    signature,
    securityToken: query.get('x-obs-security-token') ?? undefined,
    date,
  });
}

function check(app: App, arrival: Arrival, claim: Claim): ObsError | undefined {
  const key = app.keys.find(claim.access);
  const ended = key?.expiresAt != null && key.expiresAt <= app.clock.now();
  if (!key || ended || key.securityToken !== (claim.securityToken ?? null)) return 'InvalidAccessKeyId';
  const obsHeaders = Object.keys(arrival.headers)
    .filter((name) => name.startsWith('x-obs-'))
    .map((name) => [name, arrival.header(name) ?? ''] as const);
  const good = spellings(arrival.path).some((path) => {
    const { method, query } = arrival;
    const header = (name: string): string | undefined => arrival.header(name);
    const due = obsSignature(key.secret, { method, path, query, header, obsHeaders, date: claim.date });
    return sameText(due, claim.signature);
  });
  return good ? undefined : 'SignatureDoesNotMatch';
}

/** A bucket is signed with a slash behind its name, whether that is sent or not. */
function spellings(path: string): string[] {
  return /^\/[^/]+$/.test(path) ? [path, `${path}/`] : [path];
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
