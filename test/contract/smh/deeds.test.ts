import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { emptyQuery } from '../../../src/core/model/page';
import { spaceNode } from '../../../src/core/platforms/smh/nodes';
import type { UnitItem } from '../../../src/core/contract';
import { itemOf, Lab, names, signal } from '../lab';

const odd = [
  'a b.txt',
  '100%.txt',
  '#1.txt',
  'a+b&c=d.txt',
  "it's (1).txt",
  '猫 😀.txt',
  '.hidden',
  'ends in dot.',
  '%2F.txt',
];
const bytes = (message: string) => Buffer.from(`what stands in ${message}`);

describe('Tencent SMH', function () {
  this.timeout(180_000);
  let lab: Lab;
  let place: Node;
  let n = 0;

  before(async () => {
    lab = await Lab.open('smh');
  });
  after(() => lab.close());
  beforeEach(async () => {
    place = await folder(spaceNode({ spaceId: 'space1empty' }), `${lab.prefix}-${n++}`);
  });
  afterEach(() => lab.noFaults());

  const folder = (parent: Node, name: string) => lab.session.create!(parent)!.run({ name }, signal());
  const upload = async (files: readonly string[], more: Partial<UnitItem> = {}) => {
    const deliveries = await lab.upload(
      place,
      files.map((name) => ({ ...itemOf(name, bytes(name)), ...more })),
    );
    assert.deepEqual(
      [...new Set(deliveries.map(({ status, reason }) => `${status} ${reason?.template ?? ''}`))],
      ['done '],
    );
    return lab.listed(place.ref);
  };
  const bin = () => lab.session.fixedChildren!(spaceNode({ spaceId: 'space1empty' }))[0]!;
  const binned = async (name: string) => (await lab.listed(bin().ref)).filter((one) => one.name === name);
  const mode = async (name: string, value: unknown, work: () => Promise<void>) => {
    await lab.mode(name, value);
    try {
      await work();
    } finally {
      await lab.mode(name, null);
    }
  };

  it('keeps odd names through every deed', async () => {
    const files = await upload(odd);
    assert.deepEqual(names(files), [...odd].sort());
    for (const file of files) assert.equal((await lab.bytesOf(file)).toString(), `what stands in ${file.name}`);
    const inner = await folder(place, '资料 #2 100%');
    const moved = await lab.session.relocate!.run('move', files.slice(0, 1), inner, 'skip', signal());
    const copied = await lab.session.relocate!.run('copy', files.slice(1), inner, 'skip', signal());
    assert.deepEqual(new Set([...moved, ...copied].map(({ status }) => status)), new Set(['done']));
    const there = await lab.listed(inner.ref);
    assert.deepEqual(names(there), [...odd].sort());
    for (const one of there) {
      await lab.session.edit!.run(one, { name: `x ${one.name}` }, signal());
    }
    const renamed = await lab.listed(inner.ref);
    assert.deepEqual(names(renamed), odd.map((name) => `x ${name}`).sort());
    assert.equal(
      (
        await lab.session.get(
          renamed.map(({ ref }) => ref),
          signal(),
        )
      ).size,
      odd.length,
    );
    const outcomes = await lab.remove(renamed);
    assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set(['done']));
    const back = await lab.session.undo!.run(
      outcomes.map(({ undo }) => undo!),
      signal(),
    );
    assert.deepEqual(new Set(back.map(({ status }) => status)), new Set(['done']));
    assert.deepEqual(names(await lab.listed(inner.ref)), names(renamed));
  });

  it('brings a folder as it is, and fetches it as it was', async () => {
    const tree = ['notes.txt', 'raw/1.txt', 'raw/deep er/2.txt', 'raw/deep er/3#.txt'];
    await upload(tree);
    const { download } = lab.session;
    const [root] = await download!.roots([place], signal());
    const parts = [];
    for await (const batch of download!.plan(root!, emptyQuery, { results: true }, signal()))
      parts.push(...batch.parts);
    assert.deepEqual(parts.map(({ path }) => path).sort(), tree.map((path) => `${place.name}/${path}`).sort());
    const made = (await lab.arrivals()).filter(
      ({ method, path }) =>
        method === 'PUT' && path.includes(`directory/smh0sandbox00000/space1empty/${place.name}/raw`),
    );
    assert.equal(made.length, 2, 'each folder once');
  });

  it('replaces a file that the person chose to replace', async () => {
    const [file] = await upload(['a.txt']);
    const item = { ...itemOf('a.txt', Buffer.from('anew')), replaces: file!.ref };
    assert.deepEqual(
      (await lab.upload(place, [item])).map(({ status }) => status),
      ['done'],
    );
    assert.equal((await lab.bytesOf(file!)).toString(), 'anew');
    assert.deepEqual(
      (await lab.upload(place, [itemOf('a.txt', Buffer.from('no'))])).map(({ status }) => status),
      ['failed'],
    );
  });

  it('sends 40 MB in parts that come back byte for byte', async () => {
    const long = Buffer.alloc(40 * 1024 ** 2, 'not the same everywhere ');
    long.writeUInt32BE(7, 20 * 1024 ** 2);
    const [delivery] = await lab.upload(place, [itemOf('long.bin', long)]);
    assert.equal(delivery?.status, 'done', delivery?.reason?.template);
    const [file] = await lab.listed(place.ref);
    assert.ok(long.equals(await lab.bytesOf(file!)));
  });

  it('takes deleted things back from the bin, one and many, and says what is in the way', async () => {
    const files = await upload(['a.txt', 'b.txt', 'raw/c.txt']);
    const outcomes = await lab.remove(files);
    assert.deepEqual(await lab.listed(place.ref), []);
    await upload(['a.txt']);
    const back = await lab.session.undo!.run(
      outcomes.map(({ undo }) => undo!),
      signal(),
    );
    const of = new Map(back.map((one) => [one.name, one]));
    assert.deepEqual(
      ['a.txt', 'b.txt', 'raw'].map((name) => of.get(name)?.status),
      ['failed', 'done', 'done'],
    );
    assert.match(of.get('a.txt')!.reason!.template, /old place/);
    assert.deepEqual(names(await lab.listed(place.ref)), ['a.txt', 'b.txt', 'raw']);
    const single = await lab.remove((await lab.listed(place.ref)).filter(({ name }) => name === 'b.txt'));
    assert.deepEqual(
      (await lab.session.undo!.run([single[0]!.undo!], signal())).map(({ status }) => status),
      ['done'],
    );
  });

  it('restores to the root what has lost its folder', async () => {
    const name = `${lab.prefix}-orphan.txt`;
    const [file] = await upload([name]);
    await lab.remove([file!]);
    const [item] = await binned(name);
    await lab.remove([place], true);
    const [, toRoot] = lab.session.actions!;
    const run = async (id: number) =>
      (await (await lab.session.actions![id]!.plan([item!], {}, signal()))!.run(() => undefined, signal())).outcomes!;
    assert.deepEqual(
      (await run(0)).map(({ status }) => status),
      ['failed'],
    );
    assert.ok(toRoot);
    assert.deepEqual(
      (await run(1)).map(({ status }) => status),
      ['done'],
    );
    assert.ok((await lab.listed(spaceNode({ spaceId: 'space1empty' }).ref)).some((one) => one.name === name));
  });

  it('purges what the person selected in the bin, and nothing else', async () => {
    const files = await upload(['p1.txt', 'p2.txt', 'p3.txt']);
    await lab.remove(files);
    const before = await lab.listed(bin().ref);
    const mine = before.filter(({ name }) => ['p1.txt', 'p2.txt'].includes(name));
    const outcomes = await lab.remove(mine, true);
    assert.deepEqual(new Set(outcomes.map(({ status }) => status)), new Set(['done']));
    assert.equal((await lab.listed(bin().ref)).length, before.length - mine.length);
    const [last] = await binned('p3.txt');
    assert.deepEqual(
      (await lab.remove([last!], true)).map(({ status }) => status),
      ['done'],
    );
    assert.equal((await lab.listed(bin().ref)).length, before.length - 3);
  });

  it('deletes past the bin when it is told to, and when there is none', async () => {
    const files = await upload(['a.txt', 'b.txt']);
    const [gone] = await lab.remove(files.slice(0, 1), true);
    assert.deepEqual([gone?.status, gone?.undo], ['done', undefined]);
    await mode('bin', false, async () => {
      const [other] = await lab.remove(files.slice(1));
      assert.deepEqual([other?.status, other?.undo], ['done', undefined]);
      assert.deepEqual(await lab.listed(bin().ref), []);
    });
  });

  it('tells failures without a code for what they are', async () => {
    const files = await upload(['a.txt', 'b.txt']);
    await mode('bareFailures', true, async () => {
      await mode('failing', files[1]!.id, async () => {
        assert.deepEqual(
          (await lab.remove(files)).map(({ status }) => status),
          ['done', 'failed'],
        );
      });
    });
  });

  it('keeps every digit of ids of tasks and recycled items', async () => {
    const files = await upload(['a.txt', 'b.txt']);
    await mode('bigIds', true, async () => {
      await mode('batch', 'async', async () => {
        const outcomes = await lab.remove(files);
        assert.deepEqual(
          outcomes.map(({ status }) => status),
          ['done', 'done'],
        );
        const back = await lab.session.undo!.run(
          outcomes.map(({ undo }) => undo!),
          signal(),
        );
        assert.deepEqual(
          back.map(({ status }) => status),
          ['done', 'done'],
        );
      });
    });
    assert.deepEqual(names(await lab.listed(place.ref)), ['a.txt', 'b.txt']);
  });

  it('does not claim what a task that is still running has not done when it is stopped', async () => {
    const files = await upload(['a.txt']);
    await lab.control('PUT', '/pace', { msPerItem: 60_000 });
    await mode('batch', 'async', async () => {
      const outcomes = await lab.session.remove!.run(files, { release: [] }, signal(1_500));
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        [(await lab.session.get([files[0]!.ref], signal())).size === 0 ? 'done' : 'unknown'],
      );
    });
    await lab.control('PUT', '/pace', { msPerItem: 1 });
  });

  it('moves and copies many, renaming or replacing as asked', async () => {
    const files = await upload(['a.txt', 'b.txt']);
    const to = await folder(place, 'to');
    const run = async (how: 'move' | 'copy', conflict: 'skip' | 'rename' | 'replace') =>
      (await lab.session.relocate!.run(how, files, to, conflict, signal())).map(({ status }) => status);
    assert.deepEqual(await run('copy', 'skip'), ['done', 'done']);
    assert.deepEqual(await run('copy', 'skip'), ['skipped', 'skipped']);
    assert.deepEqual(await run('copy', 'rename'), ['done', 'done']);
    assert.equal((await lab.listed(to.ref)).length, 4);
    await mode('asyncCopy', true, async () => assert.deepEqual(await run('copy', 'replace'), ['done', 'done']));
    assert.deepEqual(await run('move', 'replace'), ['done', 'done']);
    assert.equal((await lab.listed(to.ref)).length, 4);
    assert.deepEqual(names(await lab.listed(place.ref)), ['to']);
  });

  it('waits for a store that is slow to know the bytes', async () => {
    for (const status of [400, 404])
      await mode('uploadIncomplete', status, async () => assert.ok(await upload([`${status}.txt`])));
  });

  it('settles an upload whose confirmation got lost on its way back', async () => {
    await lab.faults({ match: 'POST /api/v1/file/.* \\?.*confirm', times: 1, action: { type: 'cut', afterBytes: 0 } });
    assert.deepEqual(names(await upload(['lost.txt'])), ['lost.txt']);
  });

  it('lists spaces in every shape in which they come', async () => {
    for (const shape of ['nextMarker', 'marker', 'array'])
      await mode('spaceMarker', shape, async () => {
        assert.ok(names(await lab.listed(undefined)).includes('space1empty'), shape);
      });
  });

  it('takes markers that are numbers', async () => {
    const files = await upload(['a.txt', 'b.txt']);
    await mode('integerMarker', true, async () => assert.deepEqual(names(await lab.walked(place.ref)), names(files)));
  });

  it('works in a library of a single tenant', async () => {
    const { DATASETS_URL: url = '', DATASETS_TOKEN: token = '' } = process.env;
    await mode('singleTenant', true, async () => {
      const connect = { ...lab.connect, options: { ...lab.connect.options, spaceId: '-' } };
      const single = await Lab.open('smh', { url, token, connect });
      const [root] = await single.listed(undefined);
      const made = await single.session.create!(root)!.run({ name: lab.prefix }, signal());
      const item = itemOf('a.txt', bytes('a.txt'));
      assert.deepEqual(
        (await single.upload(made, [item])).map(({ status }) => status),
        ['done'],
      );
      const [file] = await single.listed(made.ref);
      assert.equal((await single.bytesOf(file!)).toString(), 'what stands in a.txt');
      assert.deepEqual(
        (await single.remove([made])).map(({ status }) => status),
        ['done'],
      );
      single.close();
    });
  });

  it('removes a space with all that it holds', async () => {
    const before = await lab.listed(undefined);
    const samples = before.find(({ name }) => name === 'space0samples')!;
    const preview = await lab.session.remove!.preview([samples.ref], signal());
    assert.deepEqual(preview.typed, ['space0samples']);
    const outcomes = await lab.session.remove!.run(preview.nodes, { release: [] }, signal());
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['done'],
    );
    assert.equal((await lab.listed(undefined)).length, before.length - 1);
  });
});
