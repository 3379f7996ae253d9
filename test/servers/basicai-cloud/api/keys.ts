import { timingSafeEqual } from 'node:crypto';
import type { Arrival } from '../../../../src/sandbox/http/arrival';
import type { Rows } from '../../../../src/sandbox/store/rows';
import { Limiter, type Window } from './limiter';

/** How a key stands in a request: this word, one blank, the key (CLOUD-1). */
const keyScheme = 'ApiKey ';

/** What becomes of a call for its key. */
export type KeyState = 'stranger' | 'too-many' | 'good';

/** The API keys: which are accepted, how much each has called, and when one comes to its end. */
export class Keys {
  private readonly limiters = new Map<string, Limiter>();
  private readonly tooMany = new WeakSet<Arrival>();
  private windows: readonly Window[] | undefined;
  private left: number | undefined;

  constructor(private readonly rows: Rows) {}

  accept(key: string): void {
    this.rows.run('INSERT OR REPLACE INTO access_key (key) VALUES (?)', [key]);
  }

  revoke(key: string): void {
    this.rows.run('DELETE FROM access_key WHERE key = ?', [key]);
  }

  /** Other windows for every key, with nothing counted yet; the documented ones without any. */
  limit(windows: readonly Window[] | undefined): void {
    this.windows = windows;
    this.limiters.clear();
  }

  /** Lets that many more calls pass, and revokes the key of the one after them. */
  revokeAfter(calls: number | undefined): void {
    this.left = calls;
  }

  /** Counts an arrival against its key. */
  count(arrival: Arrival): void {
    const key = this.keyOf(arrival);
    if (key !== undefined && !this.limiterOf(key).admits(arrival.at)) this.tooMany.add(arrival);
  }

  validate(arrival: Arrival): KeyState {
    const key = this.keyOf(arrival);
    if (key === undefined) return 'stranger';
    if (this.tooMany.has(arrival)) return 'too-many';
    if (this.left === 0) {
      this.left = undefined;
      this.revoke(key);
      return 'stranger';
    }
    if (this.left !== undefined) this.left--;
    return 'good';
  }

  private keyOf(arrival: Arrival): string | undefined {
    const header = arrival.header('authorization') ?? '';
    if (!header.startsWith(keyScheme)) return undefined;
    const sent = Buffer.from(header.slice(keyScheme.length));
    const known = this.rows.all('SELECT key FROM access_key', [], (row) => row.text('key'));
    return known.find((key) => sent.length === Buffer.byteLength(key) && timingSafeEqual(sent, Buffer.from(key)));
  }

  private limiterOf(key: string): Limiter {
    const known = this.limiters.get(key) ?? new Limiter(this.windows);
    this.limiters.set(key, known);
    return known;
  }
}
