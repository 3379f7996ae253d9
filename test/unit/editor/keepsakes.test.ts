import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keepsake } from '../../../src/core/platforms/platform';
import { Keepsakes, waiting } from '../../../src/editor/keepsakes';
import { connection } from '../../support/nodes';

const kept = (id: number): Keepsake => ({
  ref: `data/1/${id}`,
  parent: 'dataset/1',
  name: `p${id}`,
  fileName: `p${id}.jpg`,
  size: 9,
  annotated: false,
  results: [],
});

describe('keepsakes of what was deleted', () => {
  let folder: string;
  let told: boolean[];
  let keepsakes: Keepsakes;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'kept-')), 'not yet made');
    told = [];
    keepsakes = new Keepsakes(folder, (any) => told.push(any));
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it('are read again after a restart, newest first', async () => {
    await keepsakes.keep(connection, 'street', [kept(1)], 1_000);
    await keepsakes.keep(connection, 'street', [kept(2), kept(3)], 2_000);
    const all = await new Keepsakes(folder, () => undefined).all();
    assert.deepEqual(
      all.map(({ from, when, keepsakes: one }) => [from, when, one.length]),
      [
        ['street', 2_000, 2],
        ['street', 1_000, 1],
      ],
    );
    assert.deepEqual(told, [true, true]);
  });

  it('hold where they came from, and neither link nor key', async () => {
    const batch = await keepsakes.keep(connection, 'street', [kept(1)], 1_000);
    const [name] = await readdir(folder);
    const written = await readFile(join(folder, name!), 'utf8');
    assert.deepEqual(JSON.parse(written), batch);
    assert.equal(batch.url, connection.url);
    assert.doesNotMatch(written, /X-Amz|Bearer|token/i);
    if (process.platform !== 'win32')
      assert.equal((await stat(join(folder, name!))).mode & 0o077, 0, 'for this user only');
  });

  it('are trimmed to what is really gone, and removed with the last one', async () => {
    const batch = await keepsakes.keep(connection, 'street', [kept(1), kept(2)], 1_000);
    await keepsakes.update({ ...batch, keepsakes: [kept(2)] });
    assert.deepEqual(
      (await keepsakes.all()).map((one) => one.keepsakes.map(({ ref }) => ref)),
      [['data/1/2']],
    );
    await keepsakes.update({ ...batch, keepsakes: [] });
    assert.deepEqual(await readdir(folder), []);
    assert.equal(told.at(-1), false);
  });

  it('what came back no longer waits, but its results are still kept', async () => {
    const batch = await keepsakes.keep(connection, 'street', [kept(1), kept(2)], 1_000);
    await keepsakes.update({ ...batch, restored: { 'data/1/1': 'data/1/9' } });
    const [one] = await keepsakes.all();
    assert.deepEqual(
      waiting(one!).map(({ ref }) => ref),
      ['data/1/2'],
    );
    await keepsakes.update({ ...batch, restored: { 'data/1/1': 'data/1/9', 'data/1/2': 'data/1/10' } });
    assert.equal(told.at(-1), false, 'nothing is offered any more');
    assert.equal((await keepsakes.all()).length, 1);
  });

  it('a damaged file is left alone and left out; one that was cut while written is no keepsake', async () => {
    await keepsakes.keep(connection, 'street', [kept(1)], 1_000);
    for (const [name, content] of [
      ['a.json', '{"version":1,"keeps'],
      ['b.json', 'null'],
      ['c.json', '{"version":2,"keepsakes":[]}'],
      ['d.json.part', '{"version":1,"keepsakes":[]}'],
    ])
      await writeFile(join(folder, name!), content!);
    assert.deepEqual(
      (await keepsakes.all()).map(({ when }) => when),
      [1_000],
    );
    assert.equal((await readdir(folder)).length, 5);
  });

  it('without a folder there are none', async () => {
    assert.deepEqual(await keepsakes.all(), []);
    await keepsakes.tell();
    assert.deepEqual(told, [false]);
  });
});
