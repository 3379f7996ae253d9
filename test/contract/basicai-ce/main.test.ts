import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { emptyQuery, type Query } from '../../../src/core/model/page';
import { isPlatformError } from '../../../src/core/net/errors';
import { pictureProblem } from '../../support/checking';
import { Bench, bytesOf, fixture, itemOf, lines, pictures, refs, longest, signal, sourceOf } from './bench';

const names = (nodes: readonly Node[]) => nodes.map((node) => node.name);
const ordered = (by: string, descending = false): Query => ({ sort: { by, descending } });

describe('contract: BasicAI CE', function () {
  this.timeout(longest);
  const bench = new Bench('basicai-ce');
  const { session } = bench;
  after(() => bench.clean());

  describe('key', () => {
    it('proves itself', async () => {
      const account = await session.verify(signal());
      assert.ok(account.name.length > 0);
    });

    it('that is wrong is an error of kind auth', async () => {
      const other = new Bench('basicai-ce', 'eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiIwIn0.AAAA');
      await assert.rejects(other.session.verify(signal()), (error) => String(error).includes('refused'));
      other.context.http.close();
    });
  });

  describe('datasets', () => {
    it('are created, listed with zero counts, edited and deleted', async () => {
      const made = await bench.dataset('life');
      assert.deepEqual(made.counts, { annotated: 0, all: 0, invalid: 0 });
      const page = await session.children(undefined, { name: bench.prefix }, undefined, signal());
      assert.deepEqual(names(page.items), [made.name]);
      await session.edit!.run(made, { name: `${made.name} 2`, description: 'with text' }, signal());
      const edited = (await session.get([made.ref], signal())).get(made.ref);
      assert.equal(edited?.name, `${made.name} 2`);
      assert.ok(edited.facts?.some(([, value]) => value === 'with text'));
      await session.edit!.run(edited, { name: edited.name, description: '' }, signal());
      const cleared = (await session.get([made.ref], signal())).get(made.ref);
      assert.ok(
        cleared && !cleared.facts?.some(([, value]) => value === 'with text'),
        'an empty description clears the old one',
      );
      assert.deepEqual(
        (await session.remove!.run([made], { release: [] }, signal())).map((one) => one.status),
        ['done'],
      );
      assert.equal((await session.get([made.ref], signal())).size, 0, 'a deleted dataset is gone');
      assert.deepEqual(
        (await session.remove!.run([made], { release: [] }, signal())).map((one) => one.status),
        ['skipped'],
      );
    });

    it('of a taken name are refused before they are made, whatever the case of the letters', async () => {
      const made = await bench.dataset('Taken');
      const wrong = await session.create!(undefined)!.check({ name: made.name.toUpperCase(), type: 'TEXT' }, signal());
      assert.equal(wrong?.field, 'name');
      await assert.rejects(
        session.create!(undefined)!.run({ name: made.name.toUpperCase(), type: 'TEXT' }, signal()),
        (error) => isPlatformError(error) && error.kind === 'conflict',
      );
    });

    it('come by page and in order', async () => {
      const made = [await bench.dataset('page c'), await bench.dataset('page a'), await bench.dataset('page b')];
      const query: Query = { name: `${bench.prefix} page`, ...ordered('NAME', true) };
      const first = await session.children(undefined, query, { offset: 0, limit: 2 }, signal());
      const second = await session.children(undefined, query, { offset: 2, limit: 2 }, signal());
      assert.equal(first.total, 3);
      assert.deepEqual(names([...first.items, ...second.items]), names(made).sort().reverse());
      const byAge = await session.children(
        undefined,
        { name: `${bench.prefix} page`, ...ordered('CREATED_AT') },
        undefined,
        signal(),
      );
      // Times are kept by the second: the order of what was created within one is not promised.
      assert.deepEqual(names(byAge.items).sort(), names(made).sort());
    });
  });

  describe('pictures sent one by one', () => {
    let dataset: Node;
    const some = [...pictures()].slice(0, 3);
    before(async () => {
      dataset = await bench.dataset('singles');
    });

    it('arrive whole under their names', async () => {
      const items = some.map(([name, bytes]) => itemOf(name, bytes));
      const delivered = await bench.upload(dataset, items);
      assert.deepEqual(
        delivered.map((one) => [one.item.fileName, one.status]),
        some.map(([name]) => [name, 'done']),
      );
      const listed = await bench.children(dataset);
      assert.deepEqual(names(listed), some.map(([name]) => name.replace(/\..*/, '')).sort());
      for (const node of listed) {
        const [file] = node.files ?? [];
        const [, bytes] = some.find(([name]) => name.startsWith(`${node.name}.`))!;
        assert.equal(file?.size, bytes.length);
        assert.deepEqual(await bytesOf(await session.open(file, undefined, signal())), bytes);
        assert.deepEqual(
          await bytesOf(await session.open(file, { from: 10, to: 19 }, signal())),
          bytes.subarray(10, 20),
        );
      }
    });

    it('can be read by a temporary link without a key, with the type of the file', async () => {
      const [node] = await bench.children(dataset);
      const link = await session.link!(node!.files![0]!, signal());
      assert.equal(new URL(link).origin, new URL(bench.connection.url).origin);
      const answer = await fetch(link);
      assert.equal(answer.status, 200);
      assert.equal(
        answer.headers.get('content-type'),
        some.find(([name]) => name.startsWith(`${node!.name}.`))![0].endsWith('png') ? 'image/png' : 'image/jpeg',
      );
      await answer.body?.cancel();
    });

    it('of taken names are found beforehand, and sent all the same are not taken for new ones', async () => {
      const [name, bytes] = some[0]!;
      const listedAs = name.replace(/\..*/, '');
      const taken = await session.upload!.taken(dataset.ref, [listedAs.toUpperCase(), 'nobody'], signal());
      assert.deepEqual([...taken.keys()], [listedAs.toUpperCase()]);
      const [again] = await bench.upload(dataset, [itemOf(name, bytes)]);
      assert.equal(again?.status, 'failed');
      assert.match(again.reason?.template ?? '', /already/);
    });

    it('count in the dataset', async () => {
      const fresh = (await session.get([dataset.ref], signal())).get(dataset.ref);
      assert.deepEqual(fresh?.counts, { annotated: 0, all: 3, invalid: 0, objects: 0 });
    });
  });

  describe('pictures sent as one archive', () => {
    let dataset: Node;
    const odd = ['a b', 'a#b', '100%', 'q?x', 'a+b', '图片 1', "it's"];
    const cat = fixture('cat.jpg');
    before(async () => {
      dataset = await bench.dataset('packed');
    });

    it('arrive with their names as they are', async () => {
      const delivered = await bench.upload(
        dataset,
        odd.map((name) => itemOf(`${name}.jpg`, cat, name)),
      );
      assert.deepEqual(
        delivered.map((one) => one.status),
        odd.map(() => 'done'),
      );
      assert.deepEqual(new Set(names(await bench.children(dataset))), new Set(odd));
    });

    it('are missed by name when one broken picture costs its batch', async () => {
      const broken = fixture('broken.jpg');
      assert.ok(await pictureProblem(broken), 'the check would have found it');
      const items = [
        ...[1, 2, 3, 4, 5].map((n) => itemOf(`good${n}.jpg`, cat)),
        itemOf('bad.jpg', broken),
        itemOf('last.jpg', cat),
      ];
      const delivered = await bench.upload(dataset, items);
      const listed = new Set(names(await bench.children(dataset)));
      for (const { item, status } of delivered) assert.equal(status === 'done', listed.has(item.name), item.name);
      assert.equal(delivered.find((one) => one.item.name === 'bad')?.status, 'failed');
    });
  });

  describe('archives sent as they are', () => {
    let dataset: Node;
    before(async () => {
      dataset = await bench.dataset('archives');
    });

    const archive = (file: string, items: { name: string; fileName: string; size: number }[]) => {
      const bytes = fixture(file);
      return [
        {
          id: file,
          target: dataset.ref,
          kind: 'archive' as const,
          fileName: file,
          items,
          bytes: bytes.length,
          archive: sourceOf(file, bytes),
        },
      ];
    };

    it('give scenes with their frames', async () => {
      const delivered = await bench.upload(
        dataset,
        [],
        archive('image-scene.zip', [{ name: 'scene_one/000', fileName: '000.jpg', size: 0 }]),
      );
      assert.equal(delivered.length, 1);
      const listed = await bench.children(dataset);
      const scene = listed.find((node) => node.name === 'scene_one');
      assert.ok(scene?.expandable);
      const frames = await bench.children(scene);
      assert.ok(frames.length > 0);
      assert.ok(frames.every((frame) => frame.kind === 'frame' && frame.parent === scene.ref));
      const fresh = await session.get(refs(frames), signal());
      assert.deepEqual(new Set(fresh.keys()), new Set(refs(frames)));
    });

    it('of a wrong layout fail with what is wrong', async () => {
      const [delivered] = await bench.upload(
        dataset,
        [],
        archive('image-root.zip', [{ name: 'nowhere', fileName: 'nowhere.jpg', size: 1 }]),
      );
      assert.equal(delivered?.status, 'failed');
      assert.match(delivered.reason?.template ?? '', /image_0/);
    });
  });

  describe('reading', () => {
    let dataset: Node;
    before(async () => {
      dataset = await bench.dataset('reading');
      const cat = fixture('cat.jpg');
      await bench.upload(
        dataset,
        ['a1', 'a2', 'a10', 'b1', 'b2', 'b3', 'c'].map((name) => itemOf(`${name}.jpg`, cat)),
      );
    });

    it('comes by page, filter and order', async () => {
      const ask = (query: Query, offset = 0, limit = 500) =>
        session.children(dataset.ref, query, { offset, limit }, signal());
      assert.deepEqual(names((await ask(ordered('NAME'), 0, 3)).items), ['a1', 'a10', 'a2']);
      assert.deepEqual(names((await ask(ordered('NAME'), 3, 3)).items), ['b1', 'b2', 'b3']);
      assert.equal((await ask(emptyQuery, 0, 1)).total, 7);
      assert.deepEqual(names((await ask({ name: 'A1', ...ordered('NAME', true) })).items), ['a10', 'a1']);
      assert.deepEqual(names((await ask({ status: 'ANNOTATED' })).items), []);
      assert.equal((await ask({ split: 'NOT_SPLIT' })).total, 7);
      assert.equal((await ask({ createdFrom: '2039-01-01T00:00:00+08:00' })).total, 0);
    });

    it('walks over everything once', async () => {
      const seen: string[] = [];
      for await (const part of session.walk(dataset.ref, emptyQuery, signal())) seen.push(...names(part));
      assert.deepEqual(seen.sort(), ['a1', 'a10', 'a2', 'b1', 'b2', 'b3', 'c']);
    });

    it('of unknown ids is empty and no error', async () => {
      assert.equal((await session.get(['dataset/99999999', `data/${dataset.id}/99999999`], signal())).size, 0);
    });
  });

  describe('deleting', () => {
    let dataset: Node;
    let all: readonly Node[];
    before(async () => {
      dataset = await bench.dataset('deleting');
      const cat = fixture('cat.jpg');
      await bench.upload(
        dataset,
        ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'].map((name) => itemOf(`${name}.jpg`, cat)),
      );
      all = await bench.children(dataset);
    });

    it('settles ids that are gone as skipped and those that went as done', async () => {
      const [first] = all;
      assert.deepEqual(
        (await session.remove!.run([first!], { release: [] }, signal())).map((one) => one.status),
        ['done'],
      );
      assert.deepEqual(
        (await session.remove!.run([first!], { release: [] }, signal())).map((one) => one.status),
        ['skipped'],
      );
      const preview = await session.remove!.preview(refs(all), signal());
      assert.deepEqual(preview.gone, [first!.ref]);
      assert.equal(preview.items, 5);
    });

    it('with a lock names its holder, deletes the others, and deletes all when it is released', async () => {
      const left = await bench.children(dataset);
      const [locked] = left;
      await bench.raw('POST', '/data/annotate', {
        datasetId: Number(dataset.id),
        operateItemType: 'SINGLE_DATA',
        dataIds: [Number(locked!.id)],
      });
      const preview = await session.remove!.preview(refs(left), signal());
      assert.deepEqual(preview.locked, [locked!.ref]);
      assert.equal(preview.blockers.length, 1);
      assert.deepEqual(preview.blockers[0]?.refs, [locked!.ref]);
      assert.equal(preview.blockers[0].frees, 1);
      const some = left.slice(0, 3);
      const outcomes = await session.remove!.run(some, { release: [] }, signal());
      assert.deepEqual(
        new Map(outcomes.map((one) => [one.ref, one.status])),
        new Map(some.map((node) => [node.ref, node === locked ? 'failed' : 'done'])),
      );
      const rest = await bench.children(dataset);
      const again = await session.remove!.run(rest, { release: preview.blockers }, signal());
      assert.deepEqual(
        again.map((one) => one.status),
        rest.map(() => 'done'),
      );
      assert.deepEqual(await bench.children(dataset), []);
    });

    it('that is cancelled beforehand sends nothing', async () => {
      const stopped = AbortSignal.abort();
      const outcomes = await session.remove!.run([dataset], { release: [] }, stopped);
      assert.deepEqual(
        outcomes.map((one) => one.status),
        ['not-started'],
      );
      assert.equal((await session.get([dataset.ref], signal())).size, 1);
    });
  });

  describe('unlocking', () => {
    it('is offered with whose lock and how many data, and frees them', async () => {
      const dataset = await bench.dataset('locks');
      await bench.upload(dataset, [itemOf('one.jpg', fixture('cat.jpg'))]);
      const [node] = await bench.children(dataset);
      const action = session.actions!.find((one) => one.id === 'unlock')!;
      assert.equal(await action.plan([dataset], {}, signal()), undefined);
      await bench.raw('POST', '/data/annotate', {
        datasetId: Number(dataset.id),
        operateItemType: 'SINGLE_DATA',
        dataIds: [Number(node!.id)],
      });
      const [locked] = await bench.children(dataset);
      assert.ok(locked?.lock?.holder);
      const plan = await action.plan([locked], {}, signal());
      assert.deepEqual(plan?.question?.message.args, [1]);
      await plan.run(() => undefined, signal());
      assert.equal((await bench.children(dataset))[0]?.lock, undefined);
    });
  });

  describe('restoring', () => {
    it('brings deleted pictures back with their bytes and split', async () => {
      const dataset = await bench.dataset('restoring');
      const some = [...pictures()].slice(3, 6);
      await bench.upload(
        dataset,
        some.map(([name, bytes]) => itemOf(name, bytes)),
      );
      const nodes = await bench.children(dataset);
      await bench.raw('POST', '/data/split/dataIds', { dataIds: [Number(nodes[0]!.id)], splitType: 'TEST' });
      const { kept, lost } = await session.restore!.snapshot(nodes, signal());
      assert.deepEqual(lost, []);
      assert.deepEqual(kept.map((one) => one.name).sort(), names(nodes));
      assert.doesNotMatch(JSON.stringify(kept), /https?:|X-Amz|Bearer/, 'no link and no key is kept');
      await session.remove!.run(nodes, { release: [] }, signal());
      assert.deepEqual(await bench.children(dataset), []);
      const plans = await session.restore!.planRestore(kept, signal());
      const items = kept.flatMap((one) => plans.get(one.ref)!.items);
      const delivered = await bench.upload(dataset, items);
      assert.deepEqual(
        delivered.map((one) => one.status),
        ['done', 'done', 'done'],
      );
      await session.restore!.applyMetadata(
        kept.map((snapshot) => ({
          snapshot,
          refs: new Map(delivered.flatMap(({ item, ref }) => (item.name === snapshot.name ? [[item.name, ref!]] : []))),
        })),
        signal(),
      );
      for (const node of await bench.children(dataset)) {
        const bytes = some.find(([name]) => name.startsWith(`${node.name}.`))![1];
        assert.deepEqual(await bytesOf(await session.open(node.files![0]!, undefined, signal())), bytes);
      }
      const inTest = await session.children(dataset.ref, { split: 'TEST' }, undefined, signal());
      assert.deepEqual(names(inTest.items), [nodes[0]!.name]);
    });
  });

  describe('log', () => {
    it('holds no key and no signature', () => {
      assert.ok(lines.length > 0);
      const notice = lines.join('\n');
      assert.ok(!notice.includes(bench.token));
      assert.ok(!notice.includes('X-Amz-Signature='));
    });
  });
});
