import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { emptyQuery } from '../../../src/core/model/page';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import type { Http } from '../../../src/core/net/http';
import { itemOf, Lab, names, signal } from '../lab';

const odd = [
  'a b.txt',
  '100%.txt',
  '#1.txt',
  'a+b&c=d.txt',
  "it's (1)?.txt",
  '猫 😀.txt',
  '.hidden.json',
  'two.dots.TIF',
];
const bytes = (message: string) => Buffer.from(`what stands in ${message}`);

describe('EO storage', function () {
  this.timeout(180_000);
  let lab: Lab;
  let place: Node;
  let n = 0;

  before(async () => {
    lab = await Lab.open('eo-storage');
  });
  after(() => lab.close());
  beforeEach(async () => {
    place = await folder(undefined, `${lab.prefix}-${n++}`);
  });
  afterEach(() => lab.noFaults());

  const folder = (parent: Node | undefined, name: string) => lab.session.create!(parent)!.run({ name }, signal());
  const upload = async (files: readonly string[], at = place) => {
    const deliveries = await lab.upload(
      at,
      files.map((name) => itemOf(name, bytes(name))),
    );
    assert.deepEqual(
      [...new Set(deliveries.map(({ status, reason }) => `${status} ${reason?.template ?? ''}`))],
      ['done '],
    );
    return lab.listed(at.ref);
  };
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
    assert.deepEqual(
      names(files)
        .map((name) => name.toLowerCase())
        .sort(),
      odd.map((name) => name.toLowerCase()).sort(),
    );
    for (const file of files) assert.match((await lab.bytesOf(file)).toString(), /^what stands in /);
    const inner = await folder(place, '资料 #2 100%');
    const moved = await lab.session.relocate!.run('move', files.slice(0, 2), inner, 'skip', signal());
    const copied = await lab.session.relocate!.run('copy', files.slice(2), inner, 'skip', signal());
    assert.deepEqual(new Set([...moved, ...copied].map(({ status }) => status)), new Set(['done']));
    const there = await lab.listed(inner.ref);
    assert.deepEqual(names(there), names(files));
    for (const one of there) await lab.session.edit!.run(one, { name: `x ${one.name}` }, signal());
    assert.deepEqual(
      names(await lab.listed(inner.ref)),
      names(files)
        .map((name) => `x ${name}`)
        .sort(),
    );
    assert.equal((await lab.session.get([inner.ref, ...there.map(({ ref }) => ref)], signal())).size, odd.length + 1);
    const outcomes = await lab.remove([place]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['done'],
    );
  });

  it('lists the store below the connection and as a place of its own alike', async () => {
    const { root } = lab.session;
    const found = await lab.listed(undefined);
    assert.deepEqual(names(await lab.listed(root!.ref)), names(found));
    assert.ok(found.every(({ parent }) => parent === undefined));
    const file = `${lab.prefix}.txt`;
    const [there] = (await upload([file], root)).filter(({ name }) => name === file);
    assert.equal((await lab.session.get([there!.ref], signal())).get(there!.ref)?.parent, undefined);
    assert.deepEqual(
      (await lab.session.relocate!.run('move', [there!], place, 'skip', signal())).map(({ status }) => status),
      ['done'],
    );
    assert.deepEqual(
      (await lab.session.relocate!.run('move', await lab.listed(place.ref), root!, 'skip', signal())).map(
        ({ status }) => status,
      ),
      ['done'],
    );
    assert.deepEqual(
      (await lab.remove([there!])).map(({ status }) => status),
      ['done'],
    );
  });

  it('brings folders as they are, each made once, and fetches them as they were', async () => {
    const tree = ['notes.txt', 'raw/1.txt', 'raw/deep er/2.txt', 'raw/deep er/3#.txt'];
    await lab.clearArrivals();
    await upload(tree);
    const made = (await lab.arrivals()).filter(({ path }) => path.endsWith('/datafile/add/dir'));
    assert.equal(made.length, 2);
    const { download } = lab.session;
    const [root] = await download!.roots([place], signal());
    const parts = [];
    for await (const batch of download!.plan(root!, emptyQuery, { results: true }, signal()))
      parts.push(...batch.parts);
    assert.deepEqual(parts.map(({ path }) => path).sort(), tree.map((path) => `${place.name}/${path}`).sort());
    assert.deepEqual(parts.map(({ size }) => size).sort(), tree.map((path) => bytes(path).length).sort());
    const taken = await lab.session.upload!.taken(place.ref, [...tree, 'raw/9.txt', 'none/1.txt'], signal());
    assert.deepEqual([...taken.keys()].sort(), [...tree].sort());
    assert.deepEqual((await upload(['raw/new.txt'])).map(({ kind }) => kind).sort(), ['file', 'folder']);
    assert.equal((await lab.listed(place.ref)).filter(({ name }) => name === 'raw').length, 1);
  });

  it('makes folders at the root where the server wants nothing for it', async () => {
    await mode('nullRoot', true, async () => {
      const fresh = lab.platform.open(
        lab.connection,
        { get: async () => lab.secret, refresh: async () => lab.secret },
        lab.context,
      );
      const made = await fresh.create!(undefined)!.run({ name: `${lab.prefix}-null` }, signal());
      assert.ok((await lab.listed(undefined)).some(({ ref }) => ref === made.ref));
    });
  });

  it('tells refusals that come with status 200 and with their own', async () => {
    for (const how of ['body', 'http'])
      await mode('envelopeStatus', how, async () => {
        await assert.rejects(lab.session.create!(undefined)!.run({ name: place.name }, signal()), { kind: 'invalid' });
        assert.deepEqual([...(await lab.session.get(['file/99999999'], signal()))], []);
      });
  });

  it('tells what keeps a folder', async () => {
    await upload(['raw/held.txt', 'raw/free.txt']);
    const [raw] = await lab.listed(place.ref);
    const held = (await lab.listed(raw!.ref)).find(({ name }) => name === 'held.txt')!;
    await mode('bind', held.id, async () => {
      const [outcome] = await lab.remove([raw!]);
      assert.equal(outcome?.status, 'failed');
      assert.deepEqual(
        outcome.blockers?.map(({ name, ref }) => [name, ref]),
        [['held.txt', held.ref]],
      );
    });
    assert.deepEqual(
      (await lab.remove([raw!])).map(({ status }) => status),
      ['done'],
    );
  });

  it('asks about what a deletion does not name', async () => {
    const files = await upload(['a.txt', 'b.txt']);
    await mode('forgetful', files[0]!.id, async () => {
      const outcomes = await lab.remove(files);
      const left = new Set((await lab.listed(place.ref)).map(({ ref }) => ref));
      for (const { ref, status } of outcomes) assert.equal(status === 'done', !left.has(ref), status);
    });
  });

  it('puts bytes to a store of Azure', async () => {
    await mode('azure', true, async () => assert.deepEqual(names(await upload(['a.tif'])), ['a.tif']));
  });

  it('settles an upload whose registration got lost on its way back', async () => {
    await lab.faults({ match: 'POST .*/upload-success/', times: 1, action: { type: 'cut', afterBytes: 0 } });
    assert.deepEqual(names(await upload(['lost.txt'])), ['lost.txt']);
  });

  it('settles a move whose answer got lost on its way back', async () => {
    const [file] = await upload(['a.txt']);
    const inner = await folder(place, 'inner');
    let cut = 1;
    const http: Http = {
      ...lab.context.http,
      send: async (request, stop) => {
        const answer = await lab.context.http.send(request, stop);
        if (request.url.endsWith('/file/move') && cut-- > 0) throw new PlatformError('network', text('cut'));
        return answer;
      },
    };
    const session = lab.apart(http);
    const outcomes = await session.relocate!.run('move', [file!], inner, 'skip', signal());
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['done'],
    );
    session.close();
  });

  it('filters a folder by name, and only that folder', async () => {
    await upload(['match one.txt', 'other.txt', 'raw/match two.txt']);
    const page = await lab.session.children(place.ref, { name: 'match' }, { offset: 0, limit: 500 }, signal());
    assert.deepEqual([names(page.items), page.total], [['match one.txt'], 1]);
  });

  it('reads far parts of a long list', async () => {
    const files = Array.from({ length: 120 }, (_, number) => `${String(number).padStart(3, '0')}.txt`);
    await upload(files);
    const page = await lab.session.children(place.ref, emptyQuery, { offset: 100, limit: 500 }, signal());
    assert.deepEqual([page.items.length, page.total], [20, 120]);
    assert.equal((await lab.walked(place.ref)).length, 120);
    const outcomes = await lab.remove(await lab.listed(place.ref));
    assert.deepEqual([outcomes.length, new Set(outcomes.map(({ status }) => status))], [120, new Set(['done'])]);
  });
});
