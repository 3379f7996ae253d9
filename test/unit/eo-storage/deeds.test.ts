import assert from 'node:assert/strict';
import type { Node } from '../../../src/core/model/node';
import type { Outcome } from '../../../src/core/model/outcome';
import { englishText, text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { reported } from '../../support/errors';
import { never } from '../../support/context';
import { body, EoServer, file, fileNode, folderNode, ok, page, refused, tree } from './server';

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const remove = (server: EoServer, nodes: readonly Node[], signal = never) =>
  server.session.remove!.run(nodes, { release: [] }, signal);
const cut = () => {
  throw new PlatformError('network', text('The connection was cut.'));
};

describe('EO storage: deletion', () => {
  it('reads the success of each, whatever the whole says, and names what keeps it', async () => {
    const server = new EoServer((call) =>
      call === 'GET /folder/tree'
        ? tree
        : call !== 'POST /delete/datafiles'
          ? refused(404)
          : ok([
              {
                success: false,
                dataFileId: 4131,
                canNotBeDeletedFiles: [{ id: 4140, fileName: 'control_points.json', fileExtension: '.json' }],
              },
              { success: true, dataFileId: 4177, canNotBeDeletedFiles: [] },
            ]),
    );
    const outcomes = await remove(server, [fileNode(4177), folderNode(4131)]);
    assert.deepEqual(body(server.sent[0]), { dataFileIds: [4177, 4131] });
    assert.deepEqual(statuses(outcomes), ['done', 'failed']);
    assert.deepEqual(outcomes[1]?.blockers, [{ ref: 'file/4140', name: 'control_points.json' }]);
    assert.equal(server.all('POST /delete/datafiles').length, 1);
  });

  it('shows what keeps an item also beside a success, and believes the list more than a success', async () => {
    const keeping = [{ id: 4140, fileName: 'control_points.json' }];
    const server = new EoServer((call, { query }) => {
      if (call === 'GET /folder/tree') return tree;
      if (call !== 'POST /delete/datafiles')
        return query.get('datafileId') === '3' ? refused(404) : ok(file(Number(query.get('datafileId')), 'a'));
      return ok(
        [1, 2, 3].map((id) => ({ success: true, dataFileId: id, ...(id === 1 && { canNotBeDeletedFiles: keeping }) })),
      );
    });
    const outcomes = await remove(server, [fileNode(1), fileNode(2), fileNode(3)]);
    assert.deepEqual(statuses(outcomes), ['failed', 'failed', 'done']);
    assert.deepEqual(outcomes[0]?.blockers, [{ ref: 'file/4140', name: 'control_points.json' }]);
  });

  it('sends at most 100 ids a call, with every digit', async () => {
    const nodes = [fileNode(1), ...Array.from({ length: 249 }, (_, n) => fileNode(n + 2))];
    const server = new EoServer((call, sent) => {
      if (call === 'POST /delete/datafiles')
        return ok(body(sent).dataFileIds.map((dataFileId: number) => ({ success: true, dataFileId })));
      return call.endsWith('/page') ? page([]) : refused(404);
    });
    assert.ok((await remove(server, nodes)).every(({ status }) => status === 'done'));
    assert.deepEqual(
      server.all('POST /delete/datafiles').map((sent) => body(sent).dataFileIds.length),
      [100, 100, 50],
    );
    await remove(server, [{ ...fileNode(1), id: '9007199254740993' }]);
    assert.equal(server.all('POST /delete/datafiles').at(-1)?.body, '{"dataFileIds":[9007199254740993]}');
  });

  it('asks about what the answer does not name, and about failures without a cause', async () => {
    const server = new EoServer((call, { query }) => {
      if (call === 'GET /folder/tree') return tree;
      if (call === 'POST /delete/datafiles')
        return ok([
          { success: false, dataFileId: 1, canNotBeDeletedFiles: [] },
          { success: false, dataFileId: 2 },
        ]);
      return ['1', '3'].includes(query.get('datafileId') ?? '')
        ? ok(file(Number(query.get('datafileId')), 'a'))
        : refused(404);
    });
    assert.deepEqual(
      statuses(
        await remove(
          server,
          [1, 2, 3, 4].map((id) => fileNode(id)),
        ),
      ),
      ['failed', 'skipped', 'failed', 'done'],
    );
  });

  it('sends the others again when one that is gone refused them all', async () => {
    const deleted = new Set(['2']);
    const server = new EoServer((call, sent) => {
      if (call === 'GET /folder/tree') return tree;
      if (call !== 'POST /delete/datafiles')
        return deleted.has(sent.query.get('datafileId') ?? '')
          ? refused(404)
          : ok(file(Number(sent.query.get('datafileId')), 'a'));
      const ids: number[] = body(sent).dataFileIds;
      if (!ids.includes(2)) for (const id of ids) deleted.add(String(id));
      return ids.includes(2)
        ? refused(400, 'unknown id')
        : ok(ids.map((dataFileId) => ({ success: true, dataFileId })));
    });
    assert.deepEqual(
      statuses(
        await remove(
          server,
          [1, 2, 3].map((id) => fileNode(id)),
        ),
      ),
      ['done', 'skipped', 'done'],
    );
    assert.equal(server.all('POST /delete/datafiles').length, 2);
  });

  it('is never sent again when its answer was cut, and settled by asking', async () => {
    const server = new EoServer((call, { query }) => {
      if (call === 'GET /folder/tree') return tree;
      if (call === 'POST /delete/datafiles') return cut();
      return query.get('datafileId') === '1' ? ok(file(1, 'a')) : refused(404);
    });
    assert.deepEqual(statuses(await remove(server, [fileNode(1), fileNode(2)])), ['unknown', 'done']);
    assert.equal(server.all('POST /delete/datafiles').length, 1);
    assert.deepEqual(statuses(await remove(new EoServer(cut), [fileNode(1)])), ['unknown']);
  });

  it('reads the folder where many are to be settled', async () => {
    const server = new EoServer((call) => (call === 'POST /delete/datafiles' ? ok([]) : page([file(7, 'a')])));
    const outcomes = await remove(
      server,
      Array.from({ length: 60 }, (_, n) => fileNode(n)),
    );
    assert.deepEqual(
      outcomes.flatMap(({ ref, status }) => (status === 'done' ? [] : [ref])),
      ['file/7'],
    );
    assert.equal(server.sent.length, 2);
  });

  it('begins nothing after it was stopped', async () => {
    const server = new EoServer(() => ok([]));
    assert.deepEqual(statuses(await remove(server, [fileNode(1)], AbortSignal.abort())), ['not-started']);
    assert.equal(server.sent.length, 0);
  });

  it('says what a folder holds, and that it is for good', async () => {
    const server = new EoServer((call) =>
      call === 'GET /folder/tree' ? tree : ok({ allFilesSize: 12.4, filesCount: 37 }),
    );
    const { notes = [] } = await server.session.remove!.preview(['dir/4131'], never);
    assert.deepEqual(notes.map(englishText), [
      '"north-block" will be deleted with 37 files (12.40 GB).',
      'This cannot be undone.',
    ]);
    assert.equal(server.all('GET /query/folder/info')[0]?.url.search, '?dirPath=%2Fsurvey%2Fnorth-block');
  });
});

describe('EO storage: moving and copying', () => {
  const run = async (server: EoServer, how: 'move' | 'copy', nodes: readonly Node[], target = folderNode(4131)) =>
    statuses(await server.session.relocate!.run(how, nodes, target, 'skip', never));

  it('goes one by one, and reads each answer', async () => {
    const server = new EoServer((_call, sent) => (body(sent).sourceFileId === 2 ? ok(false) : ok(true)));
    assert.deepEqual(await run(server, 'move', [fileNode(1), fileNode(2)]), ['done', 'failed']);
    assert.deepEqual(server.all('POST /file/move').map(body), [
      { sourceFileId: 1, targetParentId: 4131 },
      { sourceFileId: 2, targetParentId: 4131 },
    ]);
    assert.deepEqual(await run(new EoServer(() => ok(4200)), 'copy', [fileNode(1)]), ['done']);
    for (const data of [false, null])
      assert.deepEqual(await run(new EoServer(() => ok(data)), 'copy', [fileNode(1)]), ['failed']);
    assert.deepEqual(await run(new EoServer(() => refused(404, 'gone')), 'copy', [fileNode(1)]), ['failed']);
  });

  it('goes to the root by -1', async () => {
    const server = new EoServer(() => ok(true));
    await run(server, 'move', [fileNode(1)], server.session.root);
    assert.equal(body(server.sent[0]).targetParentId, -1);
  });

  it('settles a move whose answer was cut by where the file is now', async () => {
    const at = (parentId: number) =>
      new EoServer((call) => {
        if (call === 'POST /file/move') return cut();
        return call === 'GET /folder/tree' ? tree : ok(file(1, 'a', { parentId }));
      });
    assert.deepEqual(await run(at(4131), 'move', [fileNode(1)]), ['done']);
    assert.deepEqual(await run(at(4120), 'move', [fileNode(1)]), ['unknown']);
    assert.deepEqual(await run(new EoServer(cut), 'copy', [fileNode(1)]), ['unknown']);
  });

  it('goes nowhere that cannot be', async () => {
    const server = new EoServer(() => tree);
    const { refuses } = server.session.relocate!;
    assert.equal(refuses('move', [folderNode(4131)], folderNode(4131)), true);
    assert.equal(refuses('move', [fileNode(1)], folderNode(4120, 'survey', '-1')), true);
    assert.equal(refuses('move', [fileNode(1, 'a', '-1')], server.session.root!), true);
    assert.equal(refuses('move', [fileNode(1)], server.session.root!), false);
    const preview = folderNode(4120, 'survey', '-1');
    assert.deepEqual(await run(server, 'move', [preview], folderNode(4131)), ['failed']);
    assert.deepEqual(
      server.sent.map(({ method }) => method),
      ['GET'],
      'below itself is found before it is asked for',
    );
  });
});

describe('EO storage: folders and names', () => {
  it('makes a folder, with the user where the connection names one', async () => {
    const server = new EoServer((call) => (call === 'GET /folder/tree' ? tree : ok(4190)), {
      options: { userid: 'u-2207' },
    });
    const creation = server.session.create!(folderNode(4120, 'survey', '-1'))!;
    assert.equal((await creation.check({ name: 'north-block' }, never))?.field, 'name');
    assert.equal(await creation.check({ name: '2025-06' }, never), undefined);
    assert.equal((await creation.run({ name: ' 2025-06 ' }, never)).ref, 'dir/4190');
    assert.deepEqual(body(server.all('POST /add/dir')[0]), { userid: 'u-2207', dirName: '2025-06', parentId: 4120 });
    const nobody = new EoServer(() => ok(4190));
    await nobody.session.create!(undefined)!.run({ name: 'x' }, never);
    assert.deepEqual(body(nobody.sent[0]), { dirName: 'x', parentId: -1 });
    assert.equal(nobody.session.create!(fileNode(1)), undefined);
  });

  for (const code of [400, 404])
    it(`says nothing for the root where -1 is refused with ${code}, and remembers it`, async () => {
      const server = new EoServer((_call, sent) => (body(sent).parentId === -1 ? refused(code, 'parent') : ok(4190)));
      const { run } = server.session.create!(undefined)!;
      await run({ name: 'x' }, never);
      await run({ name: 'y' }, never);
      assert.deepEqual(
        server.sent.map((sent) => body(sent).parentId),
        [-1, null, null],
      );
    });

  it('tells the first reason when neither is taken', async () => {
    const server = new EoServer((_call, sent) => refused(400, body(sent).parentId === -1 ? 'name exists' : 'other'));
    await assert.rejects(
      server.session.create!(undefined)!.run({ name: 'x' }, never),
      reported('invalid', /name exists/),
    );
    const inner = new EoServer(() => refused(400, 'name exists'));
    await assert.rejects(
      inner.session.create!(folderNode(4131))!.run({ name: 'x' }, never),
      reported('invalid', /name exists/),
    );
    assert.equal(inner.sent.length, 1, 'below the root nothing else is tried');
  });

  it('renames by what was changed alone', async () => {
    const server = new EoServer(() => ok(true));
    await server.session.edit!.run(fileNode(4177, 'a.tif'), { name: 'a_fixed.tif' }, never);
    await server.session.edit!.run(fileNode(4177, 'a.tif'), { name: 'a.tif' }, never);
    assert.deepEqual(server.sent.map(body), [{ id: 4177, name: 'a_fixed.tif' }]);
    for (const data of [false, null])
      await assert.rejects(
        new EoServer(() => ok(data)).session.edit!.run(fileNode(1, 'a'), { name: 'b' }, never),
        reported('conflict', /./),
      );
  });

  it('refuses names that are too long before it asks', () => {
    const [field] = new EoServer(() => tree).session.create!(undefined)!.fields;
    for (const name of ['', '  ', 'a/b', 'a\\b', '.', '..', 'x'.repeat(51)]) assert.ok(field!.check!(name), name);
    for (const name of ['x'.repeat(50), 'a b', '#1 100%', '猫']) assert.equal(field!.check!(name), undefined);
  });
});
