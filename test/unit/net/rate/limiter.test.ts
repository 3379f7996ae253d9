import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/core/net/clock';
import { isCancelled } from '../../../../src/core/net/errors';
import { ledgerInFile } from '../../../../src/core/net/rate/ledgerFile';
import { ledgerInMemory, SharedLimiter } from '../../../../src/core/net/rate/limiter';
import type { RateLimits } from '../../../../src/core/net/rate/limits';
import { TestContext } from '../../../support/context';

const limits: RateLimits = [
  { ms: 1_000, most: 20, kept: 2 },
  { ms: 60_000, most: 300, kept: 30 },
];

/** The most of these in any window of `ms`, sliding. */
function worst(times: readonly number[], ms: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + ms).length));
}

describe('the limiter', () => {
  it('keeps every window for two that share a ledger, and the order in each', async () => {
    const { clock } = new TestContext();
    const store = ledgerInMemory();
    const two = [new SharedLimiter(store, limits, clock), new SharedLimiter(store, limits, clock)];
    const sent: number[] = [];
    const order: number[][] = [[], []];
    await Promise.all(
      two.flatMap((limiter, which) =>
        Array.from({ length: 200 }, async (_, n) => {
          await limiter.take('bulk', undefined);
          sent.push(clock.now());
          order[which]?.push(n);
        }),
      ),
    );
    for (const { ms, most, kept } of limits) assert.ok(worst(sent, ms) <= most - kept);
    for (const one of order)
      assert.deepEqual(
        one,
        [...one].sort((a, b) => a - b),
      );
    assert.equal(sent.length, 400);
  });

  it('ends the waiting of whoever gives up, and lets the others go on', async () => {
    const { clock } = new TestContext();
    const limiter = new SharedLimiter(ledgerInMemory(), limits, clock);
    const giving = new AbortController();
    const first = Array.from({ length: 30 }, () => limiter.take('bulk', undefined));
    const given = limiter.take('bulk', giving.signal);
    const last = limiter.take('bulk', undefined);
    giving.abort();
    await assert.rejects(given, isCancelled);
    await Promise.all([...first, last]);
  });

  it('tells everybody who waits when its ledger cannot be kept', async () => {
    const broken = { change: () => Promise.reject(new Error('no disk')) };
    const limiter = new SharedLimiter(broken, limits, new TestContext().clock);
    const waiting = [
      limiter.take('bulk', undefined),
      limiter.take('bulk', undefined),
      limiter.take('interactive', undefined),
    ];
    for (const one of waiting) await assert.rejects(one, /no disk/);
  });

  describe('with a ledger in a file', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('counts what others granted, and leaves no lock behind', async () => {
      const path = join(folder, 'deep', 'key.json');
      const times = await Promise.all(
        [ledgerInFile(path), ledgerInFile(path)].flatMap((store) => {
          const limiter = new SharedLimiter(store, [{ ms: 1_000, most: 14, kept: 4 }], systemClock);
          return Array.from({ length: 7 }, async () => {
            await limiter.take('interactive', undefined);
            return Date.now();
          });
        }),
      );
      assert.ok(worst(times, 1_000) <= 14);
      assert.deepEqual(await readdir(join(folder, 'deep')), ['key.json']);
    });

    it('survives a lock that a killed process left, and a ledger that is cut', async () => {
      const path = join(folder, 'key.json');
      await writeFile(path, '{"bulk":');
      await writeFile(`${path}.lock`, '');
      const long = new Date(Date.now() - 60_000);
      await utimes(`${path}.lock`, long, long);
      await new SharedLimiter(ledgerInFile(path), limits, systemClock).take('interactive', undefined);
      assert.deepEqual(await readdir(folder), ['key.json']);
    });
  });
});
