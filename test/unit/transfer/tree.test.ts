import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { english } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import { rulesOf } from '../../../src/core/platforms/basicai-ce/layout/rules';
import { inspect, sort } from '../../../src/core/transfer/plan';
import { folderTree } from '../../../src/core/transfer/tree';
import { never } from '../../support/kit';

const picture = join('media', 'samples', 'pictures', 'cat.jpg');

describe('a folder of this machine', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'tree-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = async (path: string, bytes: Uint8Array | string = path) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  };
  const look = async (type: string, ...selected: string[]) => {
    const rules = rulesOf(type, async () => new Set())!;
    const tree = await folderTree(
      'root',
      selected.map((name) => join(root, name)),
      never,
    );
    const sorted = await sort({ sources: [], trees: [tree] }, rules, never);
    const found = await inspect(sorted, rules, 'dataset/1', 'GROUND_TRUTH', () => undefined, never);
    return { ...found, said: found.findings.map((one) => `${one.kind} ${one.name}: ${english(one.said)}`) };
  };

  it('is read with the names of what was selected, since these may be folders of the layout', async () => {
    await write('scene_1/lidar_point_cloud_0/0.pcd');
    await write('beside.pcd');
    const tree = await folderTree('root', [join(root, 'scene_1'), join(root, 'beside.pcd')], never);
    assert.deepEqual([...tree.files.keys()], ['scene_1/lidar_point_cloud_0/0.pcd', 'beside.pcd']);
  });

  it('what is hidden, what macOS adds, and links are left out and said', async () => {
    await write('x/image_0/a.jpg');
    await write('x/.git/config');
    await write('x/image_0/.DS_Store');
    await write('x/__MACOSX/image_0/a.jpg');
    await symlink(join(root, 'x', 'image_0', 'a.jpg'), join(root, 'x', 'image_0', 'b.jpg'));
    await symlink(join(root, 'x'), join(root, 'x', 'loop'));
    const tree = await folderTree('x', [join(root, 'x')], never);
    assert.deepEqual([...tree.files.keys()], ['x/image_0/a.jpg']);
    assert.deepEqual(
      tree.left.map(({ path, said }) => `${path}: ${english(said)}`),
      [
        'x/.git: Hidden files are left out.',
        'x/__MACOSX: Hidden files are left out.',
        'x/image_0/.DS_Store: Hidden files are left out.',
        'x/image_0/b.jpg: Links are not followed.',
        'x/loop: Links are not followed.',
      ],
    );
  });

  it('one broken file leaves its item out, and the others stay', async () => {
    const pcd = 'VERSION .7\nFIELDS x\nSIZE 4\nTYPE F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1\n';
    for (const n of ['a', 'b', 'c']) await write(`s/lidar_point_cloud_0/${n}.pcd`, n === 'b' ? pcd.slice(0, 40) : pcd);
    await write('s/camera_image_0/c.jpg', 'no picture');
    const { items, said } = await look('LIDAR_FUSION', 's');
    assert.deepEqual(
      items.map((item) => item.name),
      ['a'],
    );
    assert.deepEqual(said, [
      'broken s/camera_image_0/c.jpg: It is no picture of a known kind.',
      'broken s/lidar_point_cloud_0/b.pcd: The header has no DATA line.',
    ]);
  });

  it('results are notes: what the server will drop is known before the first byte', async () => {
    await write('s/image_0/a.jpg', await readFile(picture));
    await write(
      's/result/a.json',
      JSON.stringify({ objects: [{ type: 'KEY_POINT' }, { type: 'POLYGON', contour: {} }] }),
    );
    await write('s/result/b.json', '{}');
    const { items, said } = await look('IMAGE', 's');
    assert.deepEqual(
      items.map(({ name, objects, beside }) => [name, objects, beside?.map(({ path }) => path)]),
      [['a', 1, ['s/result/a.json']]],
    );
    assert.deepEqual(said, [
      'skipped s/result/b.json: There is no .jpg .jpeg .png .bmp .tif .webp of this name: the server ignores it.',
      'note s/result/a.json: Left out by the server: 1 of type "KEY_POINT", which cannot be imported.',
    ]);
  });

  it('loose pictures are sent as if each had been selected', async () => {
    await write('trip/day 1/a.jpg', await readFile(picture));
    const { items } = await look('IMAGE', 'trip');
    assert.deepEqual(
      items.map(({ name, fileName, path }) => [name, fileName, path]),
      [['a', 'a.jpg', undefined]],
    );
  });

  it('that cannot be read is an error, and a cancelled reading is cancelled', async () => {
    await assert.rejects(folderTree('x', [join(root, 'nowhere')], never), /cannot be read \(ENOENT\)/);
    await assert.rejects(folderTree('x', [root], AbortSignal.abort()), isCancelled);
  });
});
