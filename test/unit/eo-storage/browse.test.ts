import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import { emptyQuery } from '../../../src/core/model/page';
import { reported } from '../../support/errors';
import { never } from '../../support/context';
import { body, EoServer, file, fileNode, folder, folderNode, ok, page, refused, tree } from './server';

const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => file(from + n, `${from + n}.tif`));

describe('EO storage: folders', () => {
  it('are listed by pages of 100 of their parent, never of the whole store', async () => {
    const server = new EoServer((_call, sent) => {
      const { page: pageNo } = body(sent);
      return page(rows(pageNo * 1_000, pageNo === 12 ? 30 : 100), 1_130);
    });
    const found = await server.session.children('dir/4120', emptyQuery, { offset: 500, limit: 500 }, never);
    assert.deepEqual(
      server.all('POST /query/page').map(body),
      [6, 7, 8, 9, 10].map((pageNo) => ({ page: pageNo, size: 100, parentId: 4120 })),
    );
    assert.deepEqual([found.items.length, found.total], [500, 1_130]);
    const last = await server.session.children('dir/4120', emptyQuery, { offset: 1_000, limit: 500 }, never);
    assert.equal(last.items.length, 130);
  });

  it('at the root are asked by -1, below the connection and as a place of its own', async () => {
    const server = new EoServer(() => page([folder(4120, 'survey', 1)]));
    for (const parent of [undefined, 'root']) {
      const { items } = await server.session.children(parent, emptyQuery, undefined, never);
      assert.deepEqual([items[0]?.ref, items[0]?.parent], ['dir/4120', undefined]);
    }
    assert.deepEqual(
      server.sent.map((sent) => body(sent).parentId),
      [-1, -1],
    );
    assert.deepEqual([server.session.root?.ref, server.session.root?.capabilities.has('upload')], ['root', true]);
  });

  it('hold folders and files as the documents print them', async () => {
    const server = new EoServer(() => page([folder(4131, 'north-block'), file(4177, 'orthomosaic_12.tif')]));
    const { items } = await server.session.children('dir/4120', emptyQuery, undefined, never);
    const [block, ortho] = items;
    assert.deepEqual([block?.kind, block?.expandable, block?.parent], ['folder', true, 'dir/4120']);
    assert.deepEqual([ortho?.kind, ortho?.id, ortho?.files?.[0]?.size], ['file', '4177', 872_415_232]);
    assert.ok(
      ortho?.facts?.some(([label, value]) => label.template === 'Captured' && value === '2025-06-01T08:30:00.000Z'),
    );
    assert.deepEqual(server.sent.length, 1, 'no thumbnail is asked for');
  });

  it('show a name with its extension once, however the server tells it', async () => {
    const visited = [
      file(1, 'a', { fileExtension: 'tif' }),
      file(2, 'a.tif', { fileExtension: '.tif' }),
      file(3, 'a.TIF', { fileExtension: 'tif' }),
      file(4, 'a.tar', { fileExtension: '.gz' }),
      file(5, 'a', { fileExtension: null }),
    ];
    const server = new EoServer(() => page(visited));
    const { items } = await server.session.children('root', emptyQuery, undefined, never);
    assert.deepEqual(names(items), ['a.tif', 'a.tif', 'a.TIF', 'a.tar.gz', 'a']);
  });

  it('allow nothing to be missing but id, name and kind', async () => {
    const bare = { id: 7, fileName: 'a', folder: 0 };
    const server = new EoServer(() => ok({ total: 1, fileVoList: [bare] }));
    assert.deepEqual(names((await server.session.children('root', emptyQuery, undefined, never)).items), ['a']);
    const broken = new EoServer(() => ok({ total: 1, fileVoList: [{ id: 7 }] }));
    await assert.rejects(
      broken.session.children('root', emptyQuery, undefined, never),
      reported('protocol', /fileName/),
    );
  });

  it('keep every digit of ids above 2^53, there and restored', async () => {
    const text =
      '{"code":200,"data":{"total":1,"pages":1,"fileVoList":[{"id":9007199254740993,"fileName":"a","folder":1,"parentId":9007199254740995}]}}';
    const server = new EoServer((call) => (call === 'GET /folder/tree' ? tree : { text }));
    const { items } = await server.session.children('dir/9007199254740995', emptyQuery, undefined, never);
    assert.equal(items[0]?.id, '9007199254740993');
    assert.match(server.sent[0]?.body ?? '', /"parentId":9007199254740995[,}]/);
  });

  it('are walked to their end, each row once while others change the list', async () => {
    const server = new EoServer((_call, sent) => {
      const { page: pageNo } = body(sent);
      return pageNo === 3 ? page([], 201) : page(rows(pageNo === 2 ? 199 : 100, 100), 250);
    });
    const seen: string[] = [];
    for await (const part of server.session.walk('dir/4120', emptyQuery, never)) seen.push(...part.map(({ id }) => id));
    assert.deepEqual([seen.length, new Set(seen).size], [199, 199]);
    assert.equal(server.sent.length, 3);
  });

  it('filtered by name show no row of another folder, and count what is shown', async () => {
    const found = [file(1, 'quay.tif'), file(2, 'quay 2.tif', { parentId: 4131 }), file(3, 'quay 3.tif')];
    const server = new EoServer(() => page(found, 3));
    const { items, total } = await server.session.children(
      'dir/4120',
      { name: 'quay' },
      { offset: 0, limit: 500 },
      never,
    );
    assert.deepEqual([names(items), total], [['quay.tif', 'quay 3.tif'], 2]);
    assert.deepEqual(body(server.sent[0]), { page: 1, size: 100, parentId: 4120, fileName: 'quay' });
  });

  it('filtered at the root know what the tree calls the root', async () => {
    const found = [
      folder(1_000, 'a', 1),
      folder(1_001, 'b', -1),
      { ...folder(1_002, 'c'), parentId: null },
      folder(1_003, 'd'),
    ];
    const server = new EoServer((call) => (call === 'GET /folder/tree' ? tree : page(found)));
    const { items } = await server.session.children(undefined, { name: 'x' }, { offset: 0, limit: 500 }, never);
    assert.deepEqual(names(items), ['a', 'b', 'c']);
  });
});

describe('EO storage: single things', () => {
  it('are found: folders by the tree, files by their details, and what is missing is gone', async () => {
    const server = new EoServer((call, { query }) => {
      if (call === 'GET /folder/tree') return tree;
      return query.get('datafileId') === '4177' ? ok(file(4177, 'a.tif', { parentId: 1 })) : refused(404, 'not found');
    });
    const refs = ['root', 'dir/4131', 'dir/9', 'file/4177', 'file/9'];
    const found = await server.session.get(refs, never);
    assert.deepEqual([...found.keys()], ['root', 'dir/4131', 'file/4177']);
    assert.equal(found.get('dir/4131')?.parent, 'dir/4120');
    assert.equal(found.get('file/4177')?.parent, undefined, 'the root is no parent');
  });

  it('are not gone when something in between does not know the path', async () => {
    const server = new EoServer(() => ({ status: 404, text: '<html>nothing here</html>' }));
    await assert.rejects(server.session.get(['file/1'], never), reported('not-found', /nothing here/));
  });
});

describe('EO storage: bytes', () => {
  const at = (id: number) => fileNode(id).files![0]!;
  const linked = (list: readonly object[]) =>
    new EoServer((call) => (call === 'GET /file/urls' ? ok({ urlList: list }) : { status: 200, text: call.slice(-4) }));

  it('are asked for by links of one call, matched by id and not by order, without the key', async () => {
    const server = linked([
      { url: 'https://files.example.net/d/4188?token=ab', dataFileId: 4188, name: 'b', path: null },
      { url: 'https://files.example.net/d/4177?token=ab', dataFileId: 4177, name: 'a', path: '/survey/a' },
    ]);
    const open = async (id: number) => {
      const parts: Buffer[] = [];
      for await (const part of await server.session.open(at(id), undefined, never)) parts.push(part as Buffer);
      return Buffer.concat(parts).toString();
    };
    assert.deepEqual(await Promise.all([open(4177), open(4188)]), ['4177', '4188']);
    assert.deepEqual(
      server.all('GET /file/urls').map(({ url }) => url.search),
      ['?dataFileIds=4177,4188'],
    );
    const stored = server.sent.filter(({ url }) => url.host === 'files.example.net');
    assert.ok(stored.length === 2 && stored.every(({ headers }) => headers['x-api-key'] === undefined));
  });

  it('of a file that is missing from the answer are told as missing', async () => {
    const server = linked([{ url: 'https://files.example.net/d/4188', dataFileId: 4188 }]);
    await assert.rejects(server.session.link!(at(4177), never), reported('not-found', /f4177\.tif/));
  });

  it('are not fetched from where no store can be', async () => {
    for (const url of ['http://169.254.169.254/x', 'http://10.0.0.8/x', '/thumbnails/1.jpg']) {
      const server = linked([{ url, dataFileId: 4177 }]);
      await assert.rejects(server.session.link!(at(4177), never), reported('protocol', /./));
    }
  });

  it('of folders keep the folders in which people keep them', async () => {
    const server = new EoServer((call, sent) => {
      if (call === 'GET /folder/tree') return tree;
      return body(sent).parentId === 4120
        ? page([folder(4131, 'north-block'), file(1, 'a.tif')])
        : page([file(2, 'a.tif')]);
    });
    const download = server.session.download!;
    const planned = async (nodes: readonly Node[]) => {
      const found = [];
      for (const root of await download.roots(nodes, never))
        for await (const { parts } of download.plan(root, emptyQuery, { results: false }, never))
          found.push(...parts.map(({ path, size }) => [root.name, path, size]));
      return found;
    };
    const size = 872_415_232;
    const top = folderNode(4120, 'survey', '-1');
    assert.deepEqual(await planned([top]), [
      ['Lab', 'survey/a.tif', size],
      ['Lab', 'survey/north-block/a.tif', size],
    ]);
    assert.deepEqual(await planned([folderNode(4131, 'north-block'), fileNode(1, 'a.tif')]), [
      ['survey', 'a.tif', undefined],
      ['survey', 'north-block/a.tif', size],
    ]);
    assert.equal((await download.roots([server.session.root!], never))[0]?.nodes, undefined);
  });
});
