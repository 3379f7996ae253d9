import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { throwIfCancelled, Cancelled, isCancelled, PlatformError, remedyByKind } from '../../core/net/errors';
import type { Credentials } from '../../core/contract';

/** Asks the person for another secret; undefined when dismissed. */
export type AskSecret = (connection: Connection, refused: boolean) => Promise<string | undefined>;

/**
 * The secret of one connection. However many requests are refused at a time, the person is asked once; who dismisses the
 * question is not asked again until `reset`.
 */
export class AskingCredentials implements Credentials {
  private asking: Promise<string> | undefined;
  private declined = false;

  constructor(
    private readonly connection: Connection,
    private readonly read: () => Promise<string | undefined>,
    private readonly ask: AskSecret,
  ) {}

  async get(signal: AbortSignal | undefined): Promise<string> {
    const secret = await until(signal, this.read());
    throwIfCancelled(signal);
    return secret ?? until(signal, this.another(false));
  }

  async refresh(refused: string, signal: AbortSignal | undefined): Promise<string> {
    const now = await until(signal, this.read());
    throwIfCancelled(signal);
    return now !== undefined && now !== refused ? now : until(signal, this.another(now !== undefined));
  }

  /** A person acted: asking is welcome again. */
  reset(): void {
    this.declined = false;
  }

  private another(refused: boolean): Promise<string> {
    if (this.declined) return Promise.reject(this.missing(refused));
    this.asking ??= this.askOnce(refused).finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async askOnce(refused: boolean): Promise<string> {
    const given = await this.ask(this.connection, refused).catch((error: unknown) => {
      if (isCancelled(error)) return undefined;
      throw error;
    });
    if (given !== undefined) return given;
    this.declined = true;
    throw this.missing(refused);
  }

  private missing(refused: boolean): PlatformError {
    const message = refused
      ? text('The key of "{0}" was refused.', this.connection.name)
      : text('"{0}" needs a key.', this.connection.name);
    return new PlatformError('auth', message, { remedy: remedyByKind.newKey });
  }
}

/** Waits for an answer as long as it is wanted: a question may stay open, and whoever waits for it may give up. */
function until<T>(signal: AbortSignal | undefined, answer: Promise<T>): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Cancelled());
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
