/** The server's clock, which a test may put ahead or behind. Milliseconds since 1970. */
export class Clock {
  private skew = 0;

  now(): number {
    return Date.now() + this.skew;
  }

  /** `seconds` may be negative. */
  set(seconds: number): void {
    this.skew = seconds * 1000;
  }
}

/** `2026-01-05T10:22:33Z`: how a time read from the database is sent. */
export function wireTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `20260105102233`. */
export function stamp(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '');
}
