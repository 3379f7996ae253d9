import { throwIfCancelled, Cancelled } from '../errors';
import type { Clock } from '../clock';
import { emptyLedger, grantRequests, type Ledger, slowDown } from './ledger';
import { guardMs, type RateLimits, type Urgency } from './limits';

/** Where a ledger is kept: in a file, when several windows of the editor share a key. */
export interface LedgerStore {
  /** Reads, changes and writes it, alone: nobody else changes it meanwhile. */
  change<T>(by: (ledger: Ledger) => { readonly ledger: Ledger; readonly result: T }): Promise<T>;
}

/** Keeps requests within the limits of a server. */
export interface Limiter {
  /** Resolves when a request may be sent, at once. @throws Cancelled as soon as the signal is aborted */
  take(urgency: Urgency, signal: AbortSignal | undefined): Promise<void>;
  /** Told that the server refused a request for its rate. `waitMs`: what it asked for, in ms. */
  slow(waitMs: number): Promise<void>;
}

/** Places that long jobs get at once, so that the ledger is not asked for each request. What is not used is lost. */
const concurrency = 10;
/** A request that could not be sent within this time of its place gives it up, in ms. */
const latest = guardMs / 2;

interface Waiting {
  readonly go: () => void;
  readonly stop: (error: Error) => void;
}

export class SharedLimiter implements Limiter {
  private readonly queue: Waiting[] = [];
  private serving = false;

  constructor(
    private readonly store: LedgerStore,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  async take(urgency: Urgency, signal: AbortSignal | undefined): Promise<void> {
    throwIfCancelled(signal);
    return urgency === 'bulk' ? this.inTurn(signal) : this.soon(signal);
  }

  async slow(waitMs: number): Promise<void> {
    await this.store.change((ledger) => ({ ledger: slowDown(ledger, waitMs, this.clock.now()), result: undefined }));
  }

  private async soon(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const [at = 0] = await this.granted('interactive', 1);
      if (await this.reached(at, signal)) return;
    }
  }

  private inTurn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        go: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
        stop: reject,
      };
      const stop = () => {
        const at = this.queue.indexOf(waiting);
        if (at >= 0) this.queue.splice(at, 1);
        reject(new Cancelled());
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.queue.push(waiting);
      if (!this.serving) void this.serve();
    });
  }

  /** Gives places to those who wait, in their order, until nobody does. */
  private async serve(): Promise<void> {
    this.serving = true;
    try {
      let ahead = this.places(0);
      while (this.queue.length > 0) {
        const times = await ahead;
        // Asked for before they are needed: a long job would stand still between two answers.
        ahead = this.places(times.length);
        for (const at of times) if (await this.reached(at, undefined)) this.queue.shift()?.go();
      }
    } catch (error) {
      for (const { stop } of this.queue.splice(0)) stop(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.serving = false;
    }
    if (this.queue.length > 0) void this.serve();
  }

  /** Places for those who wait behind the first so many. */
  private places(served: number): Promise<readonly number[]> {
    const count = Math.min(concurrency, this.queue.length - served);
    const places = count > 0 ? this.granted('bulk', count) : Promise.resolve([]);
    places.catch(() => undefined); // told when they are needed
    return places;
  }

  private granted(urgency: Urgency, count: number): Promise<readonly number[]> {
    return this.store.change((ledger) => {
      const { ledger: next, times } = grantRequests(ledger, this.limits, urgency, count, this.clock.now());
      return { ledger: next, result: times };
    });
  }

  /** Waits for a place. Answers false when it was missed. */
  private async reached(at: number, signal: AbortSignal | undefined): Promise<boolean> {
    for (let left = at - this.clock.now(); left > 0; left = at - this.clock.now()) await this.clock.sleep(left, signal);
    throwIfCancelled(signal);
    return this.clock.now() - at <= latest;
  }
}

/** A ledger that lives as long as its process. */
export function ledgerInMemory(): LedgerStore {
  let kept = emptyLedger;
  return {
    change: async (by) => {
      const { ledger, result } = by(kept);
      kept = ledger;
      return result;
    },
  };
}
