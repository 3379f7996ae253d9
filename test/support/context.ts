import type { SessionContext } from '../../src/core/net/sessionContext';
import { createHttp, type Http } from '../../src/core/net/http';
import { ledgerInMemory, type Limiter, SharedLimiter } from '../../src/core/net/rate/limiter';
import type { RateLimits } from '../../src/core/net/rate/limits';
import type { Credentials } from '../../src/core/contract';
import { throwIfCancelled } from '../../src/core/net/errors';

/** A kit whose clock stands still until somebody sleeps; sleeping takes no time. */
export class TestContext implements SessionContext {
  readonly lines: string[] = [];
  readonly hidden: string[] = [];
  readonly slept: number[] = [];
  readonly http: Http;
  private time = 1_700_000_000_000;

  constructor(http?: Http) {
    this.http = http ?? createHttp('dataset-explorer/test');
  }

  readonly clock = {
    now: () => this.time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      throwIfCancelled(signal);
      this.slept.push(ms);
      this.time += ms;
      await new Promise((resolve) => setImmediate(resolve));
      throwIfCancelled(signal);
    },
  };

  readonly log = {
    debug: (line: string) => void this.lines.push(line),
    info: (line: string) => void this.lines.push(line),
    warn: (line: string) => void this.lines.push(line),
    error: (line: string) => void this.lines.push(line),
  };

  private readonly limiters = new Map<string, Limiter>();
  limiter = (name: string, limits: RateLimits): Limiter => {
    const limiter = this.limiters.get(name) ?? new SharedLimiter(ledgerInMemory(), limits, this.clock);
    this.limiters.set(name, limiter);
    return limiter;
  };

  random = () => 0.5;
  registerSecret = (secret: string) => void this.hidden.push(secret);
}

export function credentials(key: string): Credentials & { asked: number } {
  const kept = {
    asked: 0,
    get: async () => key,
    refresh: async () => Promise.reject(new Error(`asked again ${++kept.asked}`)),
  };
  return kept;
}

export const never = new AbortController().signal;
