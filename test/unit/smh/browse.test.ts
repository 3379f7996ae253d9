import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Node } from '../../../src/core/model/node';
import { emptyQuery } from '../../../src/core/model/page';
import { dirRef, fileRef, parseRef, recycledRef } from '../../../src/core/platforms/smh/refs';
import { reported } from '../../support/errors';
import { never } from '../../support/context';
import type { SentRequest } from '../../support/scripted';
import { binned, dir, image, library, node, notFound, refused, SmhServer, space, spaceOf } from './server';

const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
const page = (contents: readonly object[], nextMarker?: unknown): SentRequest => ({
  json: { path: [], contents, nextMarker },
});
const walked = async (server: SmhServer, ref: string) => {
  const found: string[] = [];
  for await (const part of server.session.walk(ref, emptyQuery, never)) found.push(...names(part));
  return found;
};
const all = { libraryId: library };

describe('SMH: refs', () => {
  it('survive any name', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((one) => one !== '');
    fc.assert(
      fc.property(name, fc.array(name, { minLength: 1, maxLength: 5 }), (at, path) => {
        for (const [kind, ref] of [
          ['file', fileRef(at, path)],
          ['dir', dirRef(at, path)],
        ] as const)
          assert.deepEqual(parseRef(ref), { kind, space: at, path, id: '' });
        assert.notEqual(fileRef(at, path), dirRef(at, path));
      }),
    );
  });

  it('are made of half characters too, which no text on the wire can hold', () => {
    assert.deepEqual(parseRef(fileRef('s', ['a\ud800b'])).path, ['a\ufffdb']);
  });

  it('tell recycled items by their id, and refuse what others made', () => {
    assert.deepEqual(parseRef(recycledRef('s', '123')), { kind: 'recycled', space: 's', path: [], id: '123' });
    assert.throws(() => parseRef('dataset/1'), TypeError);
  });
});

describe('SMH: spaces', () => {
  for (const [shape, first] of [
    ['nextMarker', { list: [{ spaceId: 'space1' }], nextMarker: 'm1' }],
    ['marker', { list: [{ spaceId: 'space1' }], marker: 'm1' }],
  ] as const)
    it(`are listed by marker when the next page comes as ${shape}`, async () => {
      const server = new SmhServer(
        (_call, { query }) => ({ json: query.get('marker') === 'm1' ? { list: [{ spaceId: 'space2' }] } : first }),
        { options: all },
      );
      const one = await server.session.children(undefined, emptyQuery, undefined, never);
      assert.deepEqual([names(one.items), one.next], [['space1'], 'm1']);
      const two = await server.session.children(undefined, emptyQuery, { after: 'm1' }, never);
      assert.deepEqual([names(two.items), two.next], [['space2'], undefined]);
    });

  it('are listed when they come as a bare list', async () => {
    const server = new SmhServer(() => ({ json: [{ spaceId: 'space1', userId: 'u1' }] }), { options: all });
    const found = await server.session.children(undefined, emptyQuery, undefined, never);
    assert.deepEqual([names(found.items), found.next], [['space1'], undefined]);
  });

  it('are the one of the connection without asking, also in a library of a single tenant', async () => {
    for (const spaceId of [space, '-']) {
      const server = new SmhServer(() => notFound, { options: { libraryId: library, spaceId } });
      const { items } = await server.session.children(undefined, emptyQuery, undefined, never);
      assert.deepEqual(names(items), [spaceId]);
      assert.equal(items[0]?.label?.template, spaceId === '-' ? 'All files' : undefined);
      assert.equal(items[0]?.capabilities.has('remove'), spaceId !== '-');
      assert.equal(server.sent.length, 0);
    }
  });

  it('are made with a tag at most, and named by the id that the server gives', async () => {
    const server = new SmhServer(() => ({ status: 201, json: { spaceId: 'space9z8y7x' } }), {
      options: { libraryId: library },
    });
    const creation = server.session.create!(undefined)!;
    assert.equal(creation.makes, 'space');
    const made = await creation.run({ tag: ' drone ' }, never);
    assert.equal(made.name, 'space9z8y7x');
    const call = server.sent.find(({ method }) => method === 'POST');
    assert.deepEqual(
      [call?.method, call?.path, call?.body],
      ['POST', `/api/v1/space/${library}`, '{"spaceTag":"drone"}'],
    );
  });

  it('are not made where the connection is to one of them', () => {
    assert.equal(new SmhServer(() => ({})).session.create!(undefined), undefined);
  });

  it('have their recycle bin above their list', () => {
    const server = new SmhServer(() => notFound);
    assert.deepEqual(names(server.session.fixedChildren!(spaceOf())), ['Recycle bin']);
    assert.deepEqual(server.session.fixedChildren!(node('albums/')), []);
  });
});

describe('SMH: folders', () => {
  it('are listed by marker, 100 a page, and ordered as asked', async () => {
    const server = new SmhServer(() => page([dir('raw'), image('cat 1.jpg')], '0a1b2c'));
    const sort = { by: 'size', descending: true };
    const found = await server.session.children(node('albums/2025/').ref, { sort }, undefined, never);
    assert.deepEqual(Object.fromEntries(server.sent[0]!.query), {
      'by-marker': '1',
      limit: '100',
      order_by: 'size',
      order_by_type: 'desc',
      access_token: 'acctk0123456789abcdef',
    });
    assert.equal(found.next, '0a1b2c');
    const [raw, cat] = found.items;
    assert.deepEqual([raw?.kind, raw?.expandable, raw?.id], ['folder', true, 'albums/2025/raw']);
    assert.deepEqual([cat?.kind, cat?.parent], ['file', node('albums/2025/').ref]);
    const [file] = cat!.files!;
    assert.deepEqual([file?.role, file?.name, file?.size, file?.mime], ['image', 'cat 1.jpg', 184220, 'image/jpeg']);
  });

  it('show kinds that nobody knows as files, and offer no filter that the server does not have', async () => {
    const server = new SmhServer(() =>
      page([image('a', { type: 'hologram' }), image('b.pcd', { size: '9007199254740993' })]),
    );
    const { items } = await server.session.children(spaceOf().ref, emptyQuery, undefined, never);
    assert.deepEqual(
      items.map(({ kind, files }) => [kind, files?.[0]?.role, files?.[0]?.size]),
      [
        ['file', 'other', 184220],
        ['file', 'point-cloud', undefined],
      ],
    );
    assert.equal(server.session.facets(spaceOf()).name, false);
  });

  for (const [end, marker] of [
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['repeated', 'm'],
  ] as const)
    it(`end when the marker is ${end}`, async () => {
      const server = new SmhServer((_call, { query }) =>
        query.get('marker') === null ? page([dir('a')], 'm') : page([dir('b')], marker),
      );
      assert.deepEqual(await walked(server, spaceOf().ref), ['a', 'b']);
      const last = await server.session.children(spaceOf().ref, emptyQuery, { after: 'm' }, never);
      assert.equal(last.next, undefined);
    });

  it('go on behind an empty page, and take a number for a marker', async () => {
    const server = new SmhServer((_call, { query }) => {
      if (query.get('marker') === null) return page([], 17);
      return query.get('marker') === '17' ? page([], 18) : page([dir('a')]);
    });
    assert.deepEqual(await walked(server, spaceOf().ref), ['a']);
    assert.deepEqual(names((await server.session.children(spaceOf().ref, emptyQuery, undefined, never)).items), ['a']);
  });

  it('are walked again from their beginning when a marker has become stale, each row once', async () => {
    let stale = 1;
    const server = new SmhServer((_call, { query }) => {
      if (query.get('marker') === null) return page([dir('a'), dir('b')], 'm');
      return stale-- > 0 ? refused(404, 'MarkerNotFound') : page([dir('c')]);
    });
    assert.deepEqual(await walked(server, spaceOf().ref), ['a', 'b', 'c']);
  });

  it('say so when the marker of a further page has become stale', async () => {
    const server = new SmhServer(() => refused(404, 'MarkerNotFound'));
    await assert.rejects(
      server.session.children(spaceOf().ref, emptyQuery, { after: 'm' }, never),
      reported('not-found', /changed/),
    );
  });

  it('are found one by one, and what is missing is gone', async () => {
    const server = new SmhServer((call) => {
      if (call === 'GET file/cat.jpg ?info') return { json: image('cat.jpg') };
      if (call === 'GET directory/raw ?info') return { json: {} };
      return notFound;
    });
    const refs = [node('cat.jpg').ref, node('raw/').ref, node('gone.jpg').ref];
    const found = await server.session.get(refs, never);
    assert.deepEqual([...found.keys()], refs.slice(0, 2));
    assert.equal(found.get(refs[1]!)?.name, 'raw');
  });

  it('are not gone when something in between does not know the path', async () => {
    const server = new SmhServer(() => ({ status: 404, text: '<html>nothing here</html>' }));
    await assert.rejects(server.session.get([node('cat.jpg').ref], never), reported('not-found', /nothing here/));
  });
});

describe('SMH: recycle bins', () => {
  const bin = () => new SmhServer(() => notFound).session.fixedChildren!(spaceOf())[0]!;

  it('list what can come back, with its id in every digit', async () => {
    const text =
      '{"nextMarker":"","contents":[{"recycledItemId":9007199254740993,"name":"raw","type":"dir","originalPath":["albums","raw"],' +
      '"size":"918220","removalTime":"2025-01-03T00:00:00.000Z","remainingTime":29}]}';
    const server = new SmhServer(() => ({ text }));
    const { items } = await server.session.children(bin().ref, emptyQuery, undefined, never);
    assert.deepEqual(
      items.map(({ id, name, note }) => [id, name, (note as any)?.args[0]]),
      [['9007199254740993', 'raw', 29]],
    );
    assert.deepEqual(
      server.session.actions!.filter(({ appliesTo }) => appliesTo(items)).map(({ title }) => title.template),
      ['Restore', 'Restore to the Root'],
    );
    assert.deepEqual([...items[0]!.capabilities], ['restore', 'delete-permanently']);
  });

  it('are empty where the library has none', async () => {
    const server = new SmhServer(() => refused(400, 'RecycleBinNotEnabled'));
    const found = await server.session.children(bin().ref, emptyQuery, undefined, never);
    assert.deepEqual([found.items, found.next], [[], undefined]);
  });

  it('tell their items one by one', async () => {
    const server = new SmhServer((call) =>
      call === 'GET recycled/7 ?info' ? { json: { originalPath: ['a', 'raw'] } } : notFound,
    );
    const found = await server.session.get([binned('7').ref, binned('8').ref], never);
    assert.deepEqual(
      [...found.values()].map(({ name }) => name),
      ['raw'],
    );
  });
});

describe('SMH: bytes', () => {
  const link = 'https://smh1a2b3c-125.cos.ap-beijing.myqcloud.com/o/1.jpg?q-sign-algorithm=sha1&q-ak=a&q-signature=s';
  const file = () => node('cat 1.jpg').files![0]!;

  it('are asked for by a fresh link each time, with a range and without the token', async () => {
    const part = (range = '') => ({
      status: 206,
      headers: { 'content-range': `${range.replace('=', ' ')}/10` },
      text: 'bytes',
    });
    const server = new SmhServer((call, { headers }) =>
      call.endsWith('?info') ? { json: image('', { cosUrl: link }) } : part(headers.range),
    );
    await server.session.open(file(), { from: 3, to: 7 }, never);
    await server.session.open(file(), { from: 0, to: 0 }, never);
    const stored = server.to(/^\/o\//);
    assert.deepEqual(
      stored.map(({ headers }) => headers.range),
      ['bytes=3-7', 'bytes=0-0'],
    );
    assert.ok(stored.every(({ query, headers }) => !query.has('access_token') && headers.authorization === undefined));
    assert.equal(server.all('GET file/cat%201.jpg ?info').length, 2);
  });

  it('are not fetched from where no store can be', async () => {
    for (const cosUrl of ['http://169.254.169.254/x', 'https://127.0.0.1/x', 'file:///etc/passwd', undefined]) {
      const server = new SmhServer(() => ({ json: image('', { cosUrl }) }));
      await assert.rejects(server.session.link!(file(), never), reported('protocol', /./));
      assert.equal(server.sent.length, 1);
    }
  });

  it('of a folder keep the folders in which people keep them', async () => {
    const server = new SmhServer((call) => {
      if (call === 'GET directory/albums') return page([dir('raw'), image('cat 1.jpg')]);
      return page([image('cat 1.jpg', { eTag: '"other"' })]);
    });
    const download = server.session.download!;
    const chosen = [node('albums/'), node('notes.txt'), node('other/deep/x.bin')];
    const roots = await download.roots(chosen, never);
    assert.deepEqual(
      roots.map(({ name, nodes }) => [name, nodes?.map((one) => one.name)]),
      [
        [space, ['albums', 'notes.txt']],
        ['deep', ['x.bin']],
      ],
    );
    const parts = [];
    for await (const batch of download.plan(roots[0]!, emptyQuery, { results: false }, never))
      parts.push(...batch.parts);
    assert.deepEqual(
      parts.map(({ path, item }) => [path, item.id]),
      [
        ['notes.txt', 'notes.txt'],
        ['albums/cat 1.jpg', 'albums/cat 1.jpg'],
        ['albums/raw/cat 1.jpg', 'albums/raw/cat 1.jpg'],
      ],
    );
    assert.equal(new Set(parts.map(({ key }) => key)).size, 3);
    const [whole] = await download.roots([spaceOf()], never);
    assert.deepEqual([whole?.name, whole?.nodes], [space, undefined]);
  });
});
