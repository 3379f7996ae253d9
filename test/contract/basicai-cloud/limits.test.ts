import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setInterval } from 'node:timers/promises';
import { join } from 'node:path';
import { startSandbox, type StandaloneSandbox } from '#scripts/standalone.mjs';
import { emptyQuery } from '../../../src/core/model/page';
import { systemClock } from '../../../src/core/net/clock';
import { Limiters } from '../../../src/core/net/rate/limiters';
import { basicAiCloud } from '../../../src/core/platforms/basicai-cloud';
import { type Arrival, Lab, signal } from '../lab';

const calls = 6_000;

/** The most arrivals in any window of `ms`, sliding. */
function worst(arrivals: readonly Arrival[], ms: number): number {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  let [from, most] = [0, 0];
  for (const [to, at] of times.entries()) {
    while (at - times[from]! >= ms) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe('rate limits of BasicAI Cloud', function () {
  this.timeout(300_000);
  let sandbox: StandaloneSandbox;
  let folder: string;

  before(async () => {
    sandbox = await startSandbox(['--rows', String(calls)], 'basicai-cloud');
    folder = await mkdtemp(join(tmpdir(), 'limits-'));
  });
  after(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true });
  });

  it('hold for two processes that remove 6,000 data one by one, while the tree answers without a wait', async () => {
    const lab = await Lab.open('basicai-cloud', sandbox);
    const limiters = new Limiters(join(folder, 'ledgers'), systemClock);
    const context = { ...lab.context, limiter: limiters.of.bind(limiters) };
    const credentials = { get: async () => lab.secret, refresh: async () => assert.fail('the key is good') };
    const session = basicAiCloud.open(lab.connection, credentials, context);
    const big = (await lab.listed(undefined)).find(({ note }) => typeof note === 'object' && note.args[0] === calls);
    assert.ok(big, 'the big dataset');
    const ids = (await lab.walked(big.ref)).map(({ id }) => id);
    assert.equal(ids.length, calls);
    await lab.clearArrivals();

    const halves = [ids.slice(0, calls / 2), ids.slice(calls / 2)];
    const running = Promise.all(
      halves.map(async (half, n) => {
        const file = join(folder, `ids-${n}.json`);
        await writeFile(file, JSON.stringify(half));
        return hammer(sandbox.url, join(folder, 'ledgers'), big.id, file, lab.secret);
      }),
    );
    const browsing = new AbortController();
    const done = running.finally(() => browsing.abort());
    const waits: number[] = [];
    // A person who opens a list every second.
    for await (const _ of setInterval(1_000)) {
      if (browsing.signal.aborted) break;
      const began = Date.now();
      await session.children(undefined, emptyQuery, { offset: 0, limit: 100 }, signal());
      waits.push(Date.now() - began);
    }
    assert.deepEqual(await done, [
      { done: calls / 2, failed: [] },
      { done: calls / 2, failed: [] },
    ]);

    const arrived = (await lab.arrivals()).filter(({ path }) => path.startsWith('/api/'));
    const bulk = arrived.filter(({ path }) => path.includes('/removeData/'));
    const first = Math.min(...bulk.map(({ at }) => at));
    const last = Math.max(...bulk.map(({ at }) => at));
    const average = (bulk.length * 1_000) / (last - first);
    const slowest = Math.max(...waits);
    process.stdout.write(
      `    worst second ${worst(arrived, 1_000)}, worst minute ${worst(arrived, 60_000)}, of bulk ${worst(bulk, 60_000)}, ` +
        `average ${average.toFixed(1)}/s, longest wait of the tree ${slowest} ms of ${waits.length}\n`,
    );
    assert.equal(bulk.length, calls, 'each was sent once');
    assert.ok(
      arrived.every(({ status }) => status === 200),
      'nothing was refused',
    );
    assert.ok(worst(arrived, 1_000) <= 100);
    assert.ok(worst(arrived, 60_000) <= 3_000);
    assert.ok(worst(bulk, 60_000) <= 2_900);
    assert.ok(average >= 45, `${average}/s`);
    assert.ok(waits.length > 50 && slowest < 1_000, `the tree waited ${slowest} ms`);
    session.close();
    lab.close();
  });
});

async function hammer(url: string, ledgers: string, dataset: string, ids: string, key: string): Promise<unknown> {
  const script = join(process.cwd(), 'out', 'test', 'contract', 'basicai-cloud', 'hammer.mjs');
  const child = spawn(process.execPath, [script, url, ledgers, dataset, ids], {
    env: { ...process.env, HAMMER_KEY: key },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let message = '';
  child.stdout.on('data', (part: Buffer) => (message += part.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(message) as unknown;
}
