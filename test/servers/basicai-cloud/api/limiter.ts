/** At most `limit` arrivals in any `ms` milliseconds. */
export interface Window {
  readonly limit: number;
  readonly ms: number;
}

/** The documented windows of a key (CLOUD-4). */
export const rateWindows: readonly Window[] = [
  { limit: 100, ms: 1000 },
  { limit: 3000, ms: 60_000 },
  { limit: 72_000, ms: 3_600_000 },
  { limit: 864_000, ms: 86_400_000 },
];

/**
 * Sliding windows over the arrivals of one key. Exact, and as quick for a day as for a second: an arrival is one too
 * many for a window when the one `limit` places before it is still inside.
 */
export class Limiter {
  private readonly times: Float64Array;
  private count = 0;

  constructor(private readonly windows: readonly Window[] = rateWindows) {
    this.times = new Float64Array(Math.max(...windows.map(({ limit }) => limit)));
  }

  /** Counts an arrival, refused or not, and tells whether it may pass. `at` in milliseconds, never falling. */
  admits(at: number): boolean {
    const good = this.windows.every(({ limit, ms }) => this.count < limit || this.before(limit) <= at - ms);
    this.times[this.count % this.times.length] = at;
    this.count++;
    return good;
  }

  /** The time of the arrival that many places before the next one. */
  private before(places: number): number {
    return this.times[(this.count - places) % this.times.length] ?? 0;
  }
}
