import type { Clock } from './clock';
import type { Http } from './http';
import type { Limiter } from './rate/limiter';
import type { RateLimits } from './rate/limits';

/** Takes whole lines; whoever implements it redacts them. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** Everything that a session may use of the world. Nothing below reaches for a global. */
export interface SessionContext {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * The limiter of one key, shared by all who use it on this machine.
   * @param name names server and key, without telling the key
   */
  limiter(name: string, limits: RateLimits): Limiter;
  /** In [0, 1). */
  random(): number;
  /** Registers a secret, so that it is kept out of logs and reports. */
  registerSecret(secret: string): void;
}
