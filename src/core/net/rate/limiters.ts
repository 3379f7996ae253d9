import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../clock';
import { ledgerInFile } from './ledgerFile';
import { type Limiter, SharedLimiter } from './limiter';
import type { RateLimits } from './limits';

/** One limiter for each name, with its ledger in a folder that all windows of the editor share. */
export class Limiters {
  private readonly known = new Map<string, Limiter>();

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {}

  /** @param name may hold a key: only its hash names the file */
  of(name: string, limits: RateLimits): Limiter {
    const file = `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`;
    const limiter =
      this.known.get(file) ?? new SharedLimiter(ledgerInFile(join(this.folder, file)), limits, this.clock);
    this.known.set(file, limiter);
    return limiter;
  }
}
