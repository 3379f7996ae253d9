import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { englishText } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import { uploadRulesOf } from '../../../src/core/platforms/basicai-ce/layout/rules';
import { validate, classifySelection } from '../../../src/core/transfer/plan/plan';
import { type AlikeNaming, alikeOf, nameAlike } from '../../../src/core/transfer/plan/alike';
import { staleItems } from '../../../src/core/transfer/staleness';
import { folderTree } from '../../../src/core/transfer/plan/tree';
import { checking } from '../../support/checking';
import { never } from '../../support/context';

const picture = join('media', 'samples', 'pictures', 'cat.jpg');
const cloud = join('media', 'samples', 'street', 'lidar_point_cloud_0', 'parking_a.pcd');

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
    const rules = uploadRulesOf(type, async () => new Set())!;
    const tree = await folderTree(
      'root',
      selected.map((name) => join(root, name)),
      never,
    );
    const sorted = await classifySelection({ sources: [], trees: [tree] }, rules, never);
    const found = await validate(sorted, checking(rules, 'dataset/1', 'GROUND_TRUTH'), never);
    return { ...found, message: found.issues.map((one) => `${one.kind} ${one.name}: ${englishText(one.message)}`) };
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
      tree.left.map(({ path, message }) => `${path}: ${englishText(message)}`),
      [
        'x/.git: Hidden files are skipped.',
        'x/__MACOSX: System files are skipped.',
        'x/image_0/.DS_Store: System files are skipped.',
        'x/image_0/b.jpg: Links are skipped.',
        'x/loop: Links are skipped.',
      ],
    );
  });

  /** Runs something as a user who is not allowed everything. */
  const asAnother = async <T>(work: () => Promise<T>): Promise<T> => {
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      return await work();
    } finally {
      if (root) process.seteuid?.(0);
    }
  };

  it('what may not be entered or read is named, and the rest is offered', async () => {
    await chmod(root, 0o755);
    await write('x/image_0/a.jpg', await readFile(picture));
    await write('x/image_0/secret.jpg');
    await write('x/closed/image_0/b.jpg');
    await chmod(join(root, 'x', 'image_0', 'secret.jpg'), 0);
    await chmod(join(root, 'x', 'closed'), 0);
    const { items, message } = await asAnother(() => look('IMAGE', 'x')).catch((error: unknown) =>
      assert.fail(String(error)),
    );
    assert.deepEqual(
      items.map((item) => item.name),
      ['a'],
    );
    assert.deepEqual(
      message.map((one) => one.replaceAll(root, '')),
      [
        'skipped x/closed: /x/closed cannot be read (EACCES).',
        'broken x/image_0/secret.jpg: /x/image_0/secret.jpg cannot be read (EACCES).',
      ],
    );
    await chmod(join(root, 'x', 'closed'), 0o755);
  });

  it('what systems leave behind is left out, wherever it stands, and said', async () => {
    await write('x/image_0/a.jpg');
    const others = ['@eaDir/a.jpg/SYNO.jpg', '#recycle/b.jpg', 'System Volume Information/c.jpg', 'image_0/Thumbs.db'];
    for (const path of [...others, 'image_0/@eaDir/d.jpg', '$RECYCLE.BIN/e.jpg', 'desktop.ini'])
      await write(`x/${path}`);
    const tree = await folderTree('x', [join(root, 'x')], never);
    assert.deepEqual([...tree.files.keys()], ['x/image_0/a.jpg']);
    assert.equal(tree.left.length, 7);
    assert.ok(tree.left.every(({ message }) => englishText(message) === 'System files are skipped.'));
  });

  it('files of one name in many folders are one question, with three answers', async () => {
    const jpeg = await readFile(picture);
    for (const kind of ['cat', 'dog', 'bird'])
      for (const n of ['0000', '0001']) await write(`train/${kind}/${n}.jpg`, jpeg);
    await write('train/cat/only.jpg', jpeg);
    const rules = uploadRulesOf('IMAGE', async () => new Set())!;
    const sorted = await classifySelection(
      { sources: [], trees: [await folderTree('train', [join(root, 'train')], never)] },
      rules,
      never,
    );
    assert.deepEqual(sorted.issues, []);
    assert.equal(alikeOf(sorted).length, 4);
    const named = async (naming: AlikeNaming) => {
      const { items, issues } = await validate(nameAlike(sorted, naming, rules), checking(rules, 'dataset/1'), never);
      return { names: items.map((one) => one.name).sort(), left: issues.map(({ kind, name }) => `${kind} ${name}`) };
    };
    assert.deepEqual(await named('folder'), {
      names: ['bird_0000', 'bird_0001', 'cat_0000', 'cat_0001', 'dog_0000', 'dog_0001', 'only'],
      left: [],
    });
    assert.deepEqual((await named('number')).names, [
      '0000',
      '0000 (2)',
      '0000 (3)',
      '0001',
      '0001 (2)',
      '0001 (3)',
      'only',
    ]);
    const skipped = await named('skip');
    assert.deepEqual([skipped.names, skipped.left.length], [['0000', '0001', 'only'], 4]);
  });

  it('of clouds of one name in two folders each keeps its own pictures and configuration', async () => {
    const [pcd, jpeg] = [await readFile(cloud), await readFile(picture)];
    for (const drive of ['north', 'south']) {
      await write(`d/${drive}/lidar_point_cloud_0/0.pcd`, pcd);
      await write(`d/${drive}/camera_image_0/0.jpg`, jpeg);
      await write(`d/${drive}/camera_config/0.json`, '[]');
    }
    const rules = uploadRulesOf('LIDAR_FUSION', async () => new Set())!;
    const sorted = await classifySelection(
      { sources: [], trees: [await folderTree('d', [join(root, 'd')], never)] },
      rules,
      never,
    );
    const { items } = await validate(nameAlike(sorted, 'folder', rules), checking(rules, 'dataset/1'), never);
    assert.deepEqual(
      items.map(({ name, path, beside }) => [name, path, beside?.map((one) => one.path)]),
      ['north', 'south'].map((drive) => [
        `${drive}_0`,
        `d/${drive}/lidar_point_cloud_0/${drive}_0.pcd`,
        [`d/${drive}/camera_config/${drive}_0.json`, `d/${drive}/camera_image_0/${drive}_0.jpg`],
      ]),
    );
  });

  it('folders of KITTI, whose clouds nobody here reads, are told in one sentence', async () => {
    await write('kitti/velodyne/000000.bin');
    await write('kitti/image_2/000000.png');
    await write('kitti/calib/000000.txt');
    const { items, message } = await look('LIDAR_FUSION', 'kitti');
    assert.deepEqual([items.length, message.length], [0, 1]);
    assert.match(message[0]!, /KITTI .* convert them to \.pcd in a folder named "lidar_point_cloud_0"/);
  });

  it('an item whose file changed is read and checked anew; one that is gone or broken now says so', async () => {
    for (const name of ['a', 'b', 'c']) await write(`x/image_0/${name}.jpg`, await readFile(picture));
    const { items } = await look('IMAGE', 'x');
    const fresh = async (n: number) => items[n]!.fresh!(never);
    await write('x/image_0/a.jpg', await readFile(join('media', 'samples', 'pictures', 'coffee.jpg')));
    await rm(join(root, 'x/image_0/b.jpg'));
    await write('x/image_0/c.jpg', 'no picture any more');
    assert.deepEqual(
      [...(await staleItems(items))].map(([item, state]) => [item.name, state]),
      [
        ['a', 'changed'],
        ['b', 'gone'],
        ['c', 'changed'],
      ],
    );
    const a = await fresh(0);
    assert.ok('item' in a && a.item.size > items[0]!.size);
    assert.deepEqual([...(await staleItems([{ ...items[0]!, ...a.item }]))], []);
    const [b, c] = [await fresh(1), await fresh(2)];
    assert.match('problem' in b ? englishText(b.problem) : '', /cannot be read \(ENOENT\)/);
    assert.match('problem' in c ? englishText(c.problem) : '', /Unknown picture format/);
  });

  it('one broken file leaves its item out, and the others stay', async () => {
    const pcd = 'VERSION .7\nFIELDS x\nSIZE 4\nTYPE F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA ascii\n1\n';
    for (const n of ['a', 'b', 'c']) await write(`s/lidar_point_cloud_0/${n}.pcd`, n === 'b' ? pcd.slice(0, 40) : pcd);
    await write('s/camera_image_0/c.jpg', 'no picture');
    const { items, message } = await look('LIDAR_FUSION', 's');
    assert.deepEqual(
      items.map((item) => item.name),
      ['a'],
    );
    assert.deepEqual(message, [
      'broken s/camera_image_0/c.jpg: Unknown picture format.',
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
    const { items, message } = await look('IMAGE', 's');
    assert.deepEqual(
      items.map(({ name, objects, beside }) => [name, objects, beside?.map(({ path }) => path)]),
      [['a', 1, ['s/result/a.json']]],
    );
    assert.deepEqual(message, [
      'skipped s/result/b.json: There is no .jpg .jpeg .png .bmp .tif .webp with this name: the server ignores it.',
      'note s/result/a.json: Skipped by the server: 1 of type "KEY_POINT", which cannot be imported.',
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
