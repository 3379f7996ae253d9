import { throwIfCancelled, isCancelled, isPlatformError } from './errors';
import type { Clock } from './clock';

/** How often and how patiently a safe request is repeated. Times in ms. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly base: number;
  readonly cap: number;
  /** Longest `Retry-After` that is honoured. */
  readonly longestWait: number;
  /** Longest time without an answer, over all attempts. */
  readonly longestSilence: number;
}

export const usualPatience: RetryPolicy = {
  attempts: 5,
  base: 500,
  cap: 20_000,
  longestWait: 60_000,
  longestSilence: 60_000,
};

interface RetryDeps {
  readonly clock: Clock;
  random(): number;
}

/**
 * Repeats a request that is safe to repeat (a read, a presigned PUT), with full-jitter back-off, or as long as the
 * server asks. Only errors marked `retryable` are tried again; the last one is thrown as it is.
 */
export async function withRetries<T>(
  attempt: (n: number) => Promise<T>,
  deps: RetryDeps,
  signal: AbortSignal | undefined,
  policy: RetryPolicy = usualPatience,
): Promise<T> {
  let silence = 0;
  let again = true;
  for (let n = 1; ; n++) {
    throwIfCancelled(signal);
    try {
      return await attempt(n);
    } catch (error) {
      const { silentFor = 0, once = false } = isPlatformError(error) ? error.facts : {};
      silence += silentFor;
      if (n >= policy.attempts || silence >= policy.longestSilence || !mayRetry(error) || !again) throw error;
      again = !once;
      await deps.clock.sleep(pause(error, n, deps, policy), signal);
    }
  }
}

function mayRetry(error: unknown): boolean {
  return !isCancelled(error) && isPlatformError(error) && error.facts.retryable === true;
}

function pause(error: unknown, n: number, deps: RetryDeps, policy: RetryPolicy): number {
  const asked = isPlatformError(error) ? error.facts.retryAfter : undefined;
  if (asked !== undefined) return Math.min(asked, policy.longestWait);
  return deps.random() * Math.min(policy.cap, policy.base * 2 ** (n - 1));
}
