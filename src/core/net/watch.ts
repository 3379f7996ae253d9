import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { Cancelled, PlatformError } from './errors';
import { text, type Text } from '../model/text';

/** Longest times in ms. */
export interface TimeLimits {
  /** Until the connection stands. */
  readonly connect: number;
  /** Without a byte in either direction. */
  readonly idle: number;
  /** For all of it. */
  readonly whole: number;
  /** From the last byte of a body to the first of the answer; `idle` when absent. */
  readonly answer?: number;
}

type Limit = 'connect' | 'idle' | 'whole';

/** Guards one request: ends it when a limit passes or the caller's signal is aborted, and remembers why. */
export class RequestWatch {
  private readonly controller = new AbortController();
  private readonly timers = new Map<Limit, NodeJS.Timeout>();
  private readonly cancel = () => this.stop(new Cancelled());
  private cause: Error | undefined;

  constructor(
    private readonly limits: TimeLimits,
    private readonly host: string,
    private readonly outer: AbortSignal | undefined,
  ) {
    if (outer?.aborted) this.cancel();
    outer?.addEventListener('abort', this.cancel, { once: true });
    this.start('whole', text('{0} did not finish within {1} s.', host, limits.whole / 1000));
    this.throwIfCancelled();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the request was ended from this side; undefined when it was not. */
  get reason(): Error | undefined {
    return this.cause;
  }

  /** A byte moved. */
  throwIfCancelled(): void {
    this.start('idle', text('{0} did not respond for {1} seconds.', this.host, this.limits.idle / 1000));
  }

  /** The last byte of the body is on its way: the other side may need long for its answer. */
  sent(): void {
    const { idle, answer = idle } = this.limits;
    this.start('idle', text('{0} did not respond for {1} seconds.', this.host, answer / 1000), answer);
  }

  connecting(request: ClientRequest): void {
    request.once('socket', (socket: Socket) => {
      if (!socket.connecting) return;
      this.start(
        'connect',
        text('{0} did not accept a connection within {1} s.', this.host, this.limits.connect / 1000),
      );
      socket.once('connect', () => this.clear('connect'));
    });
  }

  onAbort(then: () => void): void {
    if (this.signal.aborted) then();
    else this.signal.addEventListener('abort', then, { once: true });
  }

  end(): void {
    for (const name of [...this.timers.keys()]) this.clear(name);
    this.outer?.removeEventListener('abort', this.cancel);
  }

  /** Ends the request from this side; the first cause is kept. */
  stop(cause: Error): void {
    this.cause ??= cause;
    this.end();
    this.controller.abort();
  }

  private start(name: Limit, message: Text, ms = this.limits[name]): void {
    this.clear(name);
    if (Number.isFinite(ms) && this.cause === undefined)
      this.timers.set(
        name,
        setTimeout(() => this.stop(new PlatformError('network', message, { retryable: true, silentFor: ms })), ms),
      );
  }

  private clear(name: Limit): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
  }
}
