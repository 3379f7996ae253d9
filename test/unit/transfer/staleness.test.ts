import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendWithRetries, sourceChanged } from '../../../src/core/net/store/send';
import { isPlatformError } from '../../../src/core/net/errors';
import { localSource } from '../../../src/core/transfer/localSource';
import { staleItems } from '../../../src/core/transfer/staleness';
import { never, TestContext } from '../../support/context';

describe('a file that is no longer what it was', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stale-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is told by another content of the same length, and by another file under its name', async () => {
    const time = new Date('2026-11-01T10:00:00Z');
    for (const name of ['a', 'b', 'c']) {
      await writeFile(at(name), 'before');
      await utimes(at(name), time, time);
    }
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => localSource(at(name))));
    await writeFile(at('a'), 'after!');
    await rename(at('c'), at('b'));
    assert.deepEqual([await a?.state?.(), await b?.state?.(), await c?.state?.()], ['changed', 'changed', 'gone']);
  });

  it('makes its item stale: one is stale by any of its files', async () => {
    for (const name of ['cloud.pcd', 'camera.jpg']) await writeFile(at(name), 'x');
    const source = await localSource(at('cloud.pcd'));
    const beside = [{ path: 'camera.jpg', source: await localSource(at('camera.jpg')) }];
    const item = { name: 'cloud', fileName: 'cloud.pcd', size: 1, source, beside };
    assert.deepEqual([...(await staleItems([item]))], []);
    await rm(at('camera.jpg'));
    assert.deepEqual([...(await staleItems([item])).values()], ['gone']);
  });

  it('is no success when it was written to while it is sent, and takes its bytes back', async () => {
    await writeFile(at('a'), 'before');
    const source = await localSource(at('a'));
    let moved = 0;
    const attempt = async () => {
      moved += source.size;
      await writeFile(at('a'), 'another length');
    };
    const sent = sendWithRetries({ source, moved: (bytes) => (moved += bytes), attempt }, new TestContext(), never);
    await assert.rejects(sent, (error: unknown) => isPlatformError(error) && error.facts.code === sourceChanged);
    assert.equal(moved, 0);
  });
});
