import { isCancelled } from '../../../net/errors';
import type { Clock } from '../../../net/clock';
import { abortable } from './until';

/** Made anew when it ends within this time, in ms. */
const ahead = 300_000;

/** Something that ends and can be made anew. It is made once, however many ask for it at a time. */
export class CachedToken<T extends { readonly expiresAt: number }> {
  private current: T | undefined;
  private making: Promise<T> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly make: (signal: AbortSignal | undefined) => Promise<T>,
  ) {}

  async get(signal: AbortSignal | undefined): Promise<T> {
    if (this.current !== undefined && this.clock.now() < this.current.expiresAt - ahead) return this.current;
    return this.fresh(signal);
  }

  /** Another one instead of the one that was refused; one that somebody else made since is good. */
  async instead(refused: T, signal: AbortSignal | undefined): Promise<T> {
    if (this.current === refused) this.current = undefined;
    return this.get(signal);
  }

  private async fresh(signal: AbortSignal | undefined): Promise<T> {
    for (;;) {
      this.making ??= this.make(signal)
        .then((made) => (this.current = made))
        .finally(() => {
          this.making = undefined;
        });
      try {
        return await abortable(this.making, signal);
      } catch (error) {
        // Whoever began it went away; that is no reason for the others to end.
        if (!isCancelled(error) || signal?.aborted === true) throw error;
      }
    }
  }
}
