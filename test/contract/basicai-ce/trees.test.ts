import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from '../../../src/core/model/node';
import { readDialogue } from '../../../src/core/platforms/basicai-ce/layout/dialogue';
import type { ItemDelivery } from '../../../src/core/transfer/engine';
import { checking } from '../../support/checking';
import { validate, type ValidationResult, classifySelection } from '../../../src/core/transfer/plan/plan';
import { folderTree } from '../../../src/core/transfer/plan/tree';
import { Bench, bytesOf, longest, signal, sourceOf, fixture } from './bench';

const samples = join(process.cwd(), 'media', 'samples');
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const street = (...path: string[]) => readFileSync(join(samples, 'street', ...path));
const names = (nodes: readonly Node[]) => nodes.map((node) => node.name);

describe('contract: folders and archives', function () {
  this.timeout(longest);
  const bench = new Bench('basicai-ce');
  const { session } = bench;
  after(() => bench.clean());

  /** What the upload command does between the selection and its one question. */
  const looked = async (target: Node, folder: string, results?: string): Promise<ValidationResult> => {
    const rules = session.upload!.rules(target)!;
    const below = readdirSync(folder).map((name) => join(folder, name));
    const tree = await folderTree('selection', below, signal());
    const sorted = await classifySelection({ sources: [], trees: [tree] }, rules, signal());
    return validate(sorted, checking(rules, target.ref, results), signal());
  };
  const sent = async (target: Node, folder: string, results?: string): Promise<ItemDelivery[]> => {
    const { items } = await looked(target, folder, results);
    return bench.upload(target, [], session.upload!.units(target.ref, items, results));
  };
  const filesOf = async (node: Node): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    for (const file of node.files ?? [])
      found.set(`${file.folder ?? ''}/${file.name}`, md5(await bytesOf(await session.open(file, undefined, signal()))));
    return found;
  };

  describe('point clouds with cameras, results and a scene', () => {
    let dataset: Node;
    let delivered: ItemDelivery[];
    before(async () => {
      dataset = await bench.dataset('street', 'LIDAR_FUSION');
      delivered = await sent(dataset, join(samples, 'street'), 'GROUND_TRUTH');
    });

    it('arrive under their names, frames in their scene', async () => {
      const frames = readdirSync(join(samples, 'street', 'scene_street', 'lidar_point_cloud_0')).map((name) =>
        name.replace('.pcd', ''),
      );
      assert.deepEqual(new Set(delivered.map((one) => one.status)), new Set(['done']));
      assert.deepEqual(
        new Set(delivered.map((one) => one.item.name)),
        new Set(['parking_a', 'parking_b', ...frames.map((name) => `scene_street/${name}`)]),
      );
      const listed = await bench.children(dataset);
      assert.deepEqual(names(listed), ['scene_street', 'parking_a', 'parking_b']);
      assert.deepEqual(names(await bench.children(listed[0]!)).sort(), frames.sort());
    });

    it('keep every byte of every file', async () => {
      const single = (await bench.children(dataset)).find((node) => node.name === 'parking_a')!;
      const folders = ['camera_config', 'camera_image_0', 'camera_image_1', 'camera_image_2', 'lidar_point_cloud_0'];
      const expected = folders.map((folder) => {
        const [name] = readdirSync(join(samples, 'street', folder)).filter((one) => one.startsWith('parking_a'));
        return [`${folder}/${name}`, md5(street(folder, name!))] as const;
      });
      assert.deepEqual(await filesOf(single), new Map(expected));
    });

    it('bring all objects of their results, which are counted', () => {
      for (const { item, objects } of delivered) {
        const path = item.name.includes('/') ? item.name.replace('/', '/result/') : `result/${item.name}`;
        const [{ objects: own }] = JSON.parse(street(`${path}.json`).toString());
        assert.equal(item.objects, own.length, item.name);
        assert.equal(objects, own.length, item.name);
      }
      assert.ok(delivered.some((one) => (one.objects ?? 0) > 0));
    });

    it('are taken when sent again: singles by name, frames by their scene', async () => {
      const taken = await session.upload!.taken(
        dataset.ref,
        ['PARKING_A', 'scene_street/000', 'scene_street/new', 'scene_other/000'],
        signal(),
      );
      assert.deepEqual([...taken.keys()].sort(), ['PARKING_A', 'scene_street/000', 'scene_street/new']);
    });
  });

  it('results that are left out stay out', async () => {
    const dataset = await bench.dataset('no results', 'LIDAR_FUSION');
    const delivered = await sent(dataset, join(samples, 'street'));
    assert.ok(delivered.every((one) => one.status === 'done' && one.objects === undefined));
    const ids = (await bench.children(dataset)).filter((node) => node.kind === 'data').map((node) => node.id);
    const { data } = await bench.raw('GET', `/annotate/data/listByDataIds?dataIds=${ids.join(',')}`);
    assert.deepEqual(
      data.map((one: { objects: unknown[] }) => one.objects.length),
      ids.map(() => 0),
    );
  });

  it('dialogues become one item for each path, named by it', async () => {
    const dataset = await bench.dataset('dialogue', 'TEXT');
    const delivered = await sent(dataset, join(samples, 'dialogue'));
    assert.ok(delivered.every((one) => one.status === 'done'));
    const listed = await bench.children(dataset);
    const expected = ['point_cloud_question', 'trip_to_hangzhou'].flatMap((name) => {
      const value = JSON.parse(readFileSync(join(samples, 'dialogue', 'text', `${name}.json`), 'utf8'));
      return readDialogue(value)!.paths.map((_, n) => `${name}_${n + 1}`);
    });
    assert.deepEqual(names(listed).sort(), expected.sort());
  });

  it('an archive of clouds is sent as it is, with its results as ground truth', async () => {
    const dataset = await bench.dataset('zip', 'LIDAR_FUSION');
    const rules = session.upload!.rules(dataset)!;
    const bytes = fixture('lidar-fusion.zip');
    const source = { ...sourceOf('lidar-fusion.zip', bytes), place: join('test/captures/files/lidar-fusion.zip') };
    const sorted = await classifySelection({ sources: [source], trees: [] }, rules, signal());
    assert.ok(sorted.results);
    const { archives, issues: findings } = await validate(
      sorted,
      checking(rules, dataset.ref, 'GROUND_TRUTH'),
      signal(),
    );
    await sorted.close();
    assert.deepEqual(findings, []);
    const delivered = await bench.upload(dataset, [], archives);
    assert.deepEqual(
      delivered.map((one) => [one.item.name, one.status, one.objects] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
      ['00', '01', 'scene_drive/00', 'scene_drive/01'].map((name) => [name, 'done', 2]),
    );
  });

  it('a run of a model can be chosen for results, of those that fit the dataset', async () => {
    const kinds = async (type: string) => {
      const kinds = await session.upload!.resultKinds(await bench.dataset(`kinds ${type}`, type), signal());
      return kinds.map((kind) => kind.value);
    };
    assert.deepEqual((await kinds('IMAGE'))[0], 'GROUND_TRUTH');
    const { data: models } = await bench.raw('GET', '/model/list?datasetType=LIDAR_BASIC');
    const runs = models.map(({ id }: { id: unknown }) => `MODEL_RUN/${String(id)}`);
    assert.deepEqual((await kinds('LIDAR_BASIC')).sort(), ['GROUND_TRUTH', ...runs].sort());
    assert.deepEqual(await kinds('TEXT'), []);
  });
});
