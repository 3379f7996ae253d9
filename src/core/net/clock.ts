import { throwIfCancelled, Cancelled } from './errors';

/** Milliseconds and waiting. Replaced by a fake in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws Cancelled as soon as the signal is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      throwIfCancelled(signal);
      const stop = () => {
        clearTimeout(timer);
        reject(new Cancelled());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
