import pLimit from 'p-limit';
import { throwIfCancelled, type PlatformError } from '../../../net/errors';
import type { Clock } from '../../../net/clock';
import { abortable } from './until';

/** Requests of one key on their way at once. Five wrong signatures in a row lock it (MA-15), so fewer can be wrong together. */
const concurrency = 4;
/** A key that was refused is not sent again for so long, in ms; the refusal is told again instead. */
const rest = 60_000;

/**
 * Keeps a wrong key from being locked. One that was not seen to work is tried by one request alone, while the others wait;
 * one that was refused rests.
 */
export class AuthThrottle {
  private proven = false;
  private first: Promise<unknown> | undefined;
  private refusal: { readonly error: PlatformError; readonly since: number } | undefined;
  private readonly limit = pLimit(concurrency);

  constructor(private readonly clock: Clock) {}

  /**
   * @param judge the error of an answer that refuses the key itself; undefined for any other answer
   * @throws the refusal, without sending, while the key rests
   */
  async send<T>(
    work: () => Promise<T>,
    validate: (answer: T) => PlatformError | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    while (!this.proven && this.first !== undefined)
      await abortable(
        this.first.catch(() => undefined),
        signal,
      );
    if (this.proven) return this.limit(() => this.attempt(work, validate, signal));
    const first = this.attempt(work, validate, signal);
    this.first = first;
    try {
      return await first;
    } finally {
      this.first = undefined;
    }
  }

  private async attempt<T>(
    work: () => Promise<T>,
    validate: (answer: T) => PlatformError | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    throwIfCancelled(signal);
    if (this.refusal !== undefined && this.rests(this.refusal.since)) throw this.refusal.error;
    const answer = await work();
    const error = validate(answer);
    this.proven = error === undefined;
    this.refusal = error && { error, since: this.clock.now() };
    if (error !== undefined) throw error;
    return answer;
  }

  /** A clock that was put right meanwhile may tell a time before it. */
  private rests(since: number): boolean {
    const passed = this.clock.now() - since;
    return passed >= 0 && passed < rest;
  }
}
