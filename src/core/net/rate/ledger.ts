import { guardMs, paceOf, type RateLimits, requestsAllowed, type Urgency, type RateWindow } from './limits';

/**
 * What was granted, for each share of the limits, and what the server thinks of it. Times in ms since 1970. It is kept in a
 * file, so everything in it is plain.
 */
export interface Ledger {
  readonly interactive: RateShare;
  readonly bulk: RateShare;
  /** Until when nothing is sent, since the server refused requests. */
  readonly stopUntil: number;
  /** Until when long jobs go `slowBy` times slower than the limits allow. */
  readonly slowUntil: number;
  readonly slowBy: number;
}

/** Grants of one share, in order of time. */
export interface RateShare {
  /** When each of the last minute may be sent, and those that are promised ahead. */
  readonly times: readonly number[];
  /** Older ones, counted by spans of `spanMs`: their begin and their number. */
  readonly spans: readonly (readonly [from: number, count: number])[];
}

const emptyShare: RateShare = { times: [], spans: [] };
export const emptyLedger: Ledger = {
  interactive: emptyShare,
  bulk: emptyShare,
  stopUntil: 0,
  slowUntil: 0,
  slowBy: 1,
};

/** Windows up to this long are kept to the millisecond, longer ones to `spanMs`. */
const fineMs = 60_000;
const spanMs = 10_000;
/** What is promised further ahead than this comes from a clock that was put back since. */
const furthest = 100_000_000;
/** For how long a refusal makes long jobs slower, and how slow they get at most. */
const slowMs = 60_000;
const slowest = 8;

export interface RateGrant {
  readonly ledger: Ledger;
  /** When the requests may be sent, ascending: within `guard` / 2 of it, or not at all. */
  readonly times: readonly number[];
}

/**
 * Grants the earliest times that keep every window. Each share has its own part of every window, so that no order of
 * requests can break one; a person's request takes a place of long jobs where that is free earlier.
 */
export function grantRequests(
  ledger: Ledger,
  limits: RateLimits,
  urgency: Urgency,
  count: number,
  now: number,
): RateGrant {
  const times: number[] = [];
  let next = tidied(ledger, limits, now);
  for (let n = 0; n < count; n++) {
    const { share, at } = placeFor(next, limits, urgency, now);
    times.push(at);
    next = { ...next, [share]: { ...next[share], times: [...next[share].times, at] } };
  }
  return { ledger: next, times };
}

function placeFor(ledger: Ledger, limits: RateLimits, urgency: Urgency, now: number): { share: Urgency; at: number } {
  const from = Math.max(now, ledger.stopUntil);
  if (urgency === 'bulk')
    return { share: 'bulk', at: earliest(ledger.bulk, limits, 'bulk', paced(ledger, limits, from)) };
  const own = earliest(ledger.interactive, limits, 'interactive', from);
  const lent = own === from ? own : earliest(ledger.bulk, limits, 'bulk', from);
  return lent < own ? { share: 'bulk', at: lent } : { share: 'interactive', at: own };
}

function paced({ bulk, slowUntil, slowBy }: Ledger, limits: RateLimits, from: number): number {
  const pace = paceOf(limits) * (from < slowUntil ? slowBy : 1);
  return Math.max(from, Math.ceil((bulk.times.at(-1) ?? 0) + pace));
}

/** Within a share times only rise, so looking back is enough. */
function earliest(share: RateShare, limits: RateLimits, urgency: Urgency, from: number): number {
  const rising = Math.max(from, share.times.at(-1) ?? 0);
  return limits.reduce((at, window) => Math.max(at, freeFrom(share, window, requestsAllowed(window, urgency))), rising);
}

/** From when on one more fits into a window. */
function freeFrom({ times, spans }: RateShare, { ms }: RateWindow, most: number): number {
  const width = ms + guardMs;
  const fine = times.at(-most);
  if (ms <= fineMs || fine !== undefined) return fine === undefined ? 0 : fine + width;
  let left = most - times.length;
  for (const [from, count] of spans.toReversed()) {
    left -= count;
    if (left <= 0) return from + spanMs + width;
  }
  return 0;
}

/** Moves what is older than a minute into spans, and forgets what no window reaches any more. */
function tidied(ledger: Ledger, limits: RateLimits, now: number): Ledger {
  const longest = Math.max(fineMs, ...limits.map(({ ms }) => ms)) + guardMs;
  const tidy = ({ times, spans }: RateShare): RateShare => {
    const sane = times.filter((time) => time < now + furthest);
    const old = sane.filter((time) => time <= now - fineMs - guardMs);
    const counted = old.reduce(counting, [...spans]);
    return {
      times: sane.slice(old.length),
      spans: counted.filter(([from]) => from + spanMs > now - longest && from < now + furthest),
    };
  };
  return { ...ledger, interactive: tidy(ledger.interactive), bulk: tidy(ledger.bulk) };
}

function counting(spans: RateShare['spans'][number][], time: number): RateShare['spans'][number][] {
  const from = Math.floor(time / spanMs) * spanMs;
  const last = spans.at(-1);
  if (last?.[0] === from) spans[spans.length - 1] = [from, last[1] + 1];
  else spans.push([from, 1]);
  return spans;
}

/**
 * The server refused a request that was granted: somebody else uses the key, or counts otherwise. Everything waits, and long
 * jobs go slower for a while.
 * @param waitMs as long as the server asks for
 */
export function slowDown(ledger: Ledger, waitMs: number, now: number): Ledger {
  const before = now < ledger.slowUntil ? ledger.slowBy : 1;
  return {
    ...ledger,
    stopUntil: Math.max(ledger.stopUntil, now + waitMs),
    slowUntil: now + waitMs + slowMs,
    slowBy: Math.min(slowest, before * 2),
  };
}
