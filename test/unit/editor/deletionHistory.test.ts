import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeletionSnapshot } from '../../../src/core/contract';
import { DeletionHistory, notRestored } from '../../../src/editor/services/deletionHistory';
import { connection } from '../../support/nodes';

const kept = (id: number): DeletionSnapshot => ({
  ref: `data/1/${id}`,
  parent: 'dataset/1',
  name: `p${id}`,
  fileName: `p${id}.jpg`,
  size: 9,
  annotated: false,
  results: [],
});

describe('the history of deletions', () => {
  let folder: string;
  let reported: boolean[];
  let history: DeletionHistory;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kept-')), 'not yet made');
    reported = [];
    history = new DeletionHistory(folder, (any) => reported.push(any));
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it('are read again after a restart, newest first', async () => {
    await history.record(connection, 'street', [kept(1)], 1_000);
    await history.record(connection, 'street', [kept(2), kept(3)], 2_000);
    const all = await new DeletionHistory(folder, () => undefined).all();
    assert.deepEqual(
      all.map(({ from, when, snapshots: one }) => [from, when, one.length]),
      [
        ['street', 2_000, 2],
        ['street', 1_000, 1],
      ],
    );
    assert.deepEqual(reported, [true, true]);
  });

  it('hold where they came from, and neither link nor key', async () => {
    const batch = await history.record(connection, 'street', [kept(1)], 1_000);
    const [name] = await readdir(folder);
    const written = await readFile(join(folder, name!), 'utf8');
    assert.deepEqual(JSON.parse(written), batch);
    assert.equal(batch.url, connection.url);
    assert.doesNotMatch(written, /X-Amz|Bearer|token/i);
    if (process.platform !== 'win32')
      assert.equal((await stat(join(folder, name!))).mode & 0o077, 0, 'for this user only');
  });

  it('are read from files of the version before', async () => {
    const record = await history.record(connection, 'street', [kept(1)], 1_000);
    const { snapshots, ...rest } = record;
    const [name] = await readdir(folder);
    await writeFile(join(folder, name!), JSON.stringify({ ...rest, version: 1, keepsakes: snapshots }));
    assert.deepEqual(await history.all(), [record]);
  });

  it('are trimmed to what is really gone, and removed with the last one', async () => {
    const batch = await history.record(connection, 'street', [kept(1), kept(2)], 1_000);
    await history.update({ ...batch, snapshots: [kept(2)] });
    assert.deepEqual(
      (await history.all()).map((one) => one.snapshots.map(({ ref }) => ref)),
      [['data/1/2']],
    );
    await history.update({ ...batch, snapshots: [] });
    assert.deepEqual(await readdir(folder), []);
    assert.equal(reported.at(-1), false);
  });

  it('what came back no longer waits, but its results are still kept', async () => {
    const batch = await history.record(connection, 'street', [kept(1), kept(2)], 1_000);
    await history.update({ ...batch, restored: { 'data/1/1': 'data/1/9' } });
    const [one] = await history.all();
    assert.deepEqual(
      notRestored(one!).map(({ ref }) => ref),
      ['data/1/2'],
    );
    await history.update({ ...batch, restored: { 'data/1/1': 'data/1/9', 'data/1/2': 'data/1/10' } });
    assert.equal(reported.at(-1), false, 'nothing is offered any more');
    assert.equal((await history.all()).length, 1);
  });

  it('a damaged file is left alone and left out; one that was cut while written is no keepsake', async () => {
    await history.record(connection, 'street', [kept(1)], 1_000);
    for (const [name, content] of [
      ['a.json', '{"version":1,"keeps'],
      ['b.json', 'null'],
      ['c.json', '{"version":2,"keepsakes":[]}'],
      ['d.json.part', '{"version":1,"keepsakes":[]}'],
    ])
      await writeFile(join(folder, name!), content!);
    assert.deepEqual(
      (await history.all()).map(({ when }) => when),
      [1_000],
    );
    assert.equal((await readdir(folder)).length, 5);
  });

  it('without a folder there are none', async () => {
    assert.deepEqual(await history.all(), []);
    await history.notify();
    assert.deepEqual(reported, [false]);
  });
});
