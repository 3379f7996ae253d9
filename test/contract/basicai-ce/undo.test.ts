import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, Ref } from '../../../src/core/model/node';
import type { DeletionSnapshot } from '../../../src/core/contract';
import type { ItemDelivery } from '../../../src/core/transfer/engine';
import { checking } from '../../support/checking';
import { validate, classifySelection } from '../../../src/core/transfer/plan/plan';
import { folderTree } from '../../../src/core/transfer/plan/tree';
import { Bench, bytesOf, fixture, itemOf, longest, signal } from './bench';

const samples = join(process.cwd(), 'media', 'samples');
const names = (nodes: readonly Node[]) => nodes.map((node) => node.name);

describe('contract: undo, and deleted data', function () {
  this.timeout(longest);
  const bench = new Bench('basicai-ce');
  const { session } = bench;
  after(() => bench.clean());

  const send = async (target: Node, folder: string, results?: string): Promise<ItemDelivery[]> => {
    const rules = session.upload!.rules(target)!;
    const below = readdirSync(folder).map((name) => join(folder, name));
    const sorted = await classifySelection(
      { sources: [], trees: [await folderTree('all', below, signal())] },
      rules,
      signal(),
    );
    const { items } = await validate(sorted, checking(rules, target.ref, results), signal());
    return bench.upload(target, [], session.upload!.units(target.ref, items, results));
  };
  /** Everything of a dataset: names with scenes, and the MD5 of every file. */
  const contents = async (dataset: Node): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    const visit = async (nodes: readonly Node[], above: string): Promise<void> => {
      for (const node of nodes) {
        if (node.expandable) await visit(await bench.children(node), `${node.name}/`);
        for (const file of node.files ?? []) {
          const bytes = await bytesOf(await session.open(file, undefined, signal()));
          found.set(
            `${above}${node.name}: ${file.folder ?? ''}/${file.name}`,
            createHash('md5').update(bytes).digest('hex'),
          );
        }
      }
    };
    await visit(await bench.children(dataset), '');
    return found;
  };
  const bringBack = async (dataset: Node, kept: readonly DeletionSnapshot[]): Promise<ItemDelivery[]> => {
    const { restore, upload } = session;
    const plans = await restore!.planRestore(kept, signal());
    const items = [...plans.values()].flatMap((one) => one.items);
    const results = items.some((item) => item.objects !== undefined) ? restore!.results : undefined;
    const delivered = await bench.upload(dataset, [], upload!.units(dataset.ref, items, results));
    const refs = new Map(delivered.flatMap(({ item, ref }) => (ref === undefined ? [] : [[item.name, ref] as const])));
    const restored = kept.map((snapshot) => {
      const own = plans.get(snapshot.ref)!.items.map((item) => item.name);
      return { snapshot, refs: new Map([...refs].filter(([name]) => own.includes(name))) };
    });
    await restore!.applyMetadata(restored, signal());
    return delivered;
  };
  const gone = async (nodes: readonly Node[]): Promise<DeletionSnapshot[]> => {
    const { kept, lost } = await session.restore!.snapshot(nodes, signal());
    assert.deepEqual(lost, []);
    const outcomes = await session.remove!.run(nodes, { release: [] }, signal());
    assert.deepEqual(new Set(outcomes.map((one) => one.status)), new Set(['done']));
    return JSON.parse(JSON.stringify(kept)) as DeletionSnapshot[];
  };
  const objectsOf = async (dataset: Node): Promise<number> => {
    const scene = (await bench.children(dataset)).filter((node) => node.expandable);
    const data = [
      ...(await bench.children(dataset)).filter((node) => !node.expandable),
      ...(await Promise.all(scene.map((node) => bench.children(node)))).flat(),
    ];
    const answer = await bench.raw(
      'GET',
      `/annotate/data/listByDataIds?dataIds=${data.map((one) => one.id).join(',')}`,
    );
    return answer.data.reduce((sum: number, one: { objects: unknown[] }) => sum + one.objects.length, 0);
  };
  const looked = async (dataset: Node): Promise<Node | undefined> => {
    const action = session.actions!.find((one) => one.capability === 'find-deleted')!;
    assert.ok(action.appliesTo([dataset]));
    const plan = await action.plan([dataset], {}, signal());
    await plan!.run(() => undefined, signal());
    return session.fixedChildren!(dataset).find((node) => node.capabilities.has('restore'));
  };

  describe('a whole scene and single clouds, with results and splits', () => {
    let dataset: Node;
    let whole: Map<string, string>;
    let objects: number;
    let kept: DeletionSnapshot[];
    before(async () => {
      dataset = await bench.dataset('undo', 'LIDAR_FUSION');
      await send(dataset, join(samples, 'street'), 'GROUND_TRUTH');
      const all = await bench.children(dataset);
      const ids = all.filter((node) => node.name !== 'parking_b').map((node) => Number(node.id));
      await bench.raw('POST', '/data/split/dataIds', { dataIds: ids, splitType: 'TEST' });
      whole = await contents(dataset);
      objects = await objectsOf(dataset);
      kept = await gone(all);
    });

    it('are kept as plain data without links', () => {
      assert.deepEqual(kept.map((one) => [one.name, one.frames?.length ?? 0]).sort(), [
        ['parking_a', 0],
        ['parking_b', 0],
        ['scene_street', 8],
      ]);
      assert.doesNotMatch(JSON.stringify(kept), /https?:|X-Amz|Bearer/);
    });

    it('come back with their names, bytes, objects and splits', async () => {
      assert.equal((await contents(dataset)).size, 0);
      const delivered = await bringBack(dataset, kept);
      assert.deepEqual(new Set(delivered.map((one) => one.status)), new Set(['done']));
      assert.deepEqual(await contents(dataset), whole);
      assert.ok(objects > 0);
      assert.equal(await objectsOf(dataset), objects);
      assert.equal(
        delivered.reduce((sum, one) => sum + (one.objects ?? 0), 0),
        objects,
        'all are counted',
      );
      const inTest = await session.children(dataset.ref, { split: 'TEST' }, undefined, signal());
      assert.deepEqual(names(inTest.items), ['scene_street', 'parking_a']);
    });

    it('a frame alone cannot be sent back into a scene that exists', async () => {
      const [scene] = await bench.children(dataset);
      const [frame] = await bench.children(scene!);
      const [alone] = await gone([frame!]);
      assert.equal(alone!.scene, 'scene_street');
      const [item] = (await session.restore!.planRestore([alone!], signal())).get(alone!.ref)!.items;
      assert.ok((await session.upload!.taken(dataset.ref, [item!.name], signal())).has(item!.name));
    });
  });

  it('dialogues come back under their numbers, with those that still exist between them', async () => {
    const dataset = await bench.dataset('undo text', 'TEXT');
    await send(dataset, join(samples, 'dialogue'));
    const before = await contents(dataset);
    const all = await bench.children(dataset);
    const some = all.filter((node) => /_[23]$/.test(node.name));
    assert.ok(some.length > 1);
    const kept = await gone(some);
    const delivered = await bringBack(dataset, kept);
    assert.deepEqual(
      delivered.map((one) => [one.item.name, one.status]).sort(),
      names(some)
        .sort()
        .map((name) => [name, 'done']),
    );
    assert.deepEqual(await contents(dataset), before);
  });

  it('pictures with several views come back with all of them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'views-'));
    try {
      for (const view of ['image_0', 'image_1']) {
        await mkdir(join(folder, view));
        await writeFile(join(folder, view, 'a.jpg'), fixture('cat.jpg'));
      }
      const dataset = await bench.dataset('undo views');
      await send(dataset, folder);
      const before = await contents(dataset);
      assert.equal(before.size, 2);
      await bringBack(dataset, await gone(await bench.children(dataset)));
      assert.deepEqual(await contents(dataset), before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe('deleted data that are still stored', () => {
    let dataset: Node;
    let whole: Map<string, string>;
    before(async () => {
      dataset = await bench.dataset('lost', 'LIDAR_FUSION');
      await send(dataset, join(samples, 'street'));
      whole = await contents(dataset);
      const all = await bench.children(dataset);
      await session.remove!.run(
        all.filter((node) => node.name !== 'parking_b'),
        { release: [] },
        signal(),
      );
    });

    it('are not told before they are looked for', () => {
      assert.ok(!session.fixedChildren!(dataset).some((node) => node.capabilities.has('restore')));
    });

    it('are found by their ids, the frames of a scene together, and can be read', async () => {
      const holder = await looked(dataset);
      assert.equal(holder?.note, '9', 'eight frames and a cloud');
      const below = await bench.children(holder);
      assert.deepEqual(names(below), ['scene_street', 'parking_a']);
      assert.equal((await bench.children(below[0]!)).length, 8);
      const files = below[1]!.files!;
      assert.equal(files.length, 5);
      for (const file of files) {
        const bytes = await bytesOf(await session.open(file, undefined, signal()));
        const key = `parking_a: ${file.folder}/${file.name}`;
        assert.equal(createHash('md5').update(bytes).digest('hex'), whole.get(key), key);
      }
      const fresh = (await session.get([below[1]!.ref], signal())).get(below[1]!.ref);
      assert.ok(
        fresh?.files?.every((file) => (file.size ?? 0) > 0),
        'the store tells the sizes',
      );
    });

    it('are restored whole from the node that holds them, and told no more', async () => {
      const holder = await looked(dataset);
      const { kept } = await session.restore!.snapshot([holder!], signal());
      const delivered = await bringBack(dataset, kept);
      assert.deepEqual(new Set(delivered.map((one) => one.status)), new Set(['done']));
      assert.deepEqual(await contents(dataset), whole);
      assert.ok(!session.fixedChildren!(dataset).some((node) => node.capabilities.has('restore')));
    });

    it('of a dataset without any other data are found too', async () => {
      const empty = await bench.dataset('emptied');
      await bench.upload(empty, [itemOf('one.jpg', fixture('cat.jpg'))]);
      const refs: Ref[] = (await bench.children(empty)).map((node) => node.ref);
      await session.remove!.run(await bench.children(empty), { release: [] }, signal());
      const holder = await looked(empty);
      const [found] = await bench.children(holder!);
      assert.equal(found?.name, 'one');
      assert.equal(refs[0]?.split('/').at(-1), found.id);
    });

    it('are not looked for any longer once it is cancelled', async () => {
      const action = session.actions!.find((one) => one.capability === 'find-deleted')!;
      const plan = await action.plan([dataset], {}, signal());
      await assert.rejects(plan!.run(() => undefined, AbortSignal.abort()));
    });
  });
});
