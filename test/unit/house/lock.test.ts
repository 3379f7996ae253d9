import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = process.cwd();

/** A process that writes a line, works for a while and writes another, under the lock. */
const script = (lock: string, log: string) => `
  import { appendFileSync } from 'node:fs';
  import { withLock } from ${JSON.stringify(join(root, 'scripts/lock.mjs'))};
  withLock(${JSON.stringify(lock)}, () => {
    appendFileSync(${JSON.stringify(log)}, 'begins\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    appendFileSync(${JSON.stringify(log)}, 'ends\\n');
  });`;

describe('a lock between commands', function () {
  this.timeout(60_000);
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lock-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const runAtOnce = async (count: number) => {
    const [lock, log] = [join(home, 'a.lock'), join(home, 'log')];
    const children = Array.from({ length: count }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script(lock, log)], { stdio: 'ignore' }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    assert.deepEqual(
      codes,
      Array.from({ length: count }, () => 0),
    );
    assert.ok(!existsSync(lock), 'it is given back');
    return readFileSync(log, 'utf8').trim().split('\n');
  };

  it('lets one work after the other, however many start at once', async () => {
    assert.deepEqual(await runAtOnce(3), ['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
  });

  it('is not held by a process that was killed', async () => {
    const gone = spawn(process.execPath, ['-e', '0']);
    await once(gone, 'exit');
    writeFileSync(join(home, 'a.lock'), String(gone.pid));
    assert.deepEqual(await runAtOnce(1), ['begins', 'ends']);
  });
});
