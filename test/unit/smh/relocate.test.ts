import assert from 'node:assert/strict';
import type { NameConflict } from '../../../src/core/contract';
import { text } from '../../../src/core/model/text';
import { PlatformError } from '../../../src/core/net/errors';
import { reported } from '../../support/errors';
import { never } from '../../support/context';
import { image, node, notFound, refused, SmhServer, spaceOf } from './server';

const target = node('to/');
const cut = () => {
  throw new PlatformError('network', text('The connection was cut.'));
};
const run = async (
  server: SmhServer,
  how: 'move' | 'copy',
  paths: readonly string[],
  conflict: NameConflict = 'skip',
) =>
  (
    await server.session.relocate!.run(
      how,
      paths.map((one) => node(one)),
      target,
      conflict,
      never,
    )
  ).map(({ status }) => status);

describe('SMH: moving and copying', () => {
  it('moves one by its own call, and always says what a taken name means', async () => {
    const server = new SmhServer(() => ({ status: 204 }));
    assert.deepEqual(await run(server, 'move', ['from/a b.jpg']), ['done']);
    assert.deepEqual(await run(server, 'move', ['from/raw/'], 'replace'), ['done']);
    assert.deepEqual(await run(server, 'copy', ['from/c.jpg'], 'rename'), ['done']);
    assert.deepEqual(
      server.sent.map(({ body, query }, n) => [server.calls[n], body, query.get('conflict_resolution_strategy')]),
      [
        ['PUT file/to/a%20b.jpg', '{"from":"from/a b.jpg"}', 'ask'],
        ['PUT directory/to/raw', '{"from":"from/raw"}', 'overwrite'],
        ['PUT file/to/c.jpg', '{"copyFrom":"from/c.jpg"}', 'rename'],
      ],
    );
  });

  it('moves many in one batch, each item with its strategy', async () => {
    const server = new SmhServer(() => ({
      status: 207,
      json: {
        result: [
          { status: 204, path: ['to', 'a'] },
          { status: 409, path: ['to', 'b'] },
        ],
      },
    }));
    assert.deepEqual(await run(server, 'move', ['from/a', 'from/b']), ['done', 'skipped']);
    assert.deepEqual(JSON.parse(server.all('POST batch ?move')[0]!.body!), [
      { from: 'from/a', to: 'to/a', conflictResolutionStrategy: 'ask' },
      { from: 'from/b', to: 'to/b', conflictResolutionStrategy: 'ask' },
    ]);
  });

  it('knows what was renamed, although it is told under its new name', async () => {
    const server = new SmhServer(() => ({
      json: {
        result: [
          { status: 200, path: ['to', 'a (1)'] },
          { status: 204, path: ['to', 'b'] },
        ],
      },
    }));
    assert.deepEqual(await run(server, 'copy', ['from/a', 'from/b'], 'rename'), ['done', 'done']);
    assert.equal(server.sent.length, 1);
  });

  it('follows a copy that goes on as a task', async () => {
    const server = new SmhServer((call) =>
      call.startsWith('PUT')
        ? { status: 202, json: { taskId: 8 } }
        : { json: [{ taskId: 8, status: 200, result: [{ status: 200, path: ['to', 'raw'] }] }] },
    );
    assert.deepEqual(await run(server, 'copy', ['from/raw/']), ['done']);
    assert.deepEqual(server.calls, ['PUT directory/to/raw', 'GET task/8']);
  });

  it('skips one whose name was taken meanwhile, and tells why another one failed', async () => {
    assert.deepEqual(await run(new SmhServer(() => refused(409, 'SameNameDirectoryOrFileExists')), 'move', ['a/x']), [
      'skipped',
    ]);
    assert.deepEqual(await run(new SmhServer(() => refused(403, 'NoPermission')), 'move', ['a/x']), ['failed']);
  });

  it('settles a move whose answer was cut by looking at its old place', async () => {
    assert.deepEqual(await run(new SmhServer((call) => (call.startsWith('PUT') ? cut() : notFound)), 'move', ['a/x']), [
      'done',
    ]);
    const stays = new SmhServer((call) => (call.startsWith('PUT') ? cut() : { json: image('') }));
    assert.deepEqual(await run(stays, 'move', ['a/x']), ['unknown']);
    assert.equal(stays.all('PUT file/to/x').length, 1);
  });

  it('settles a copy whose answer was cut by its new place, where nothing was before', async () => {
    const there = () => new SmhServer((call) => (call.startsWith('PUT') ? cut() : { json: image('') }));
    assert.deepEqual(await run(there(), 'copy', ['a/x']), ['done']);
    assert.deepEqual(await run(there(), 'copy', ['a/x'], 'replace'), ['unknown']);
  });

  it('goes nowhere that cannot be: into itself, below itself, where it is, or into another space', () => {
    const { refuses } = new SmhServer(() => notFound).session.relocate!;
    const wrong = [
      [node('a/'), node('a/')],
      [node('a/'), node('a/b/c/')],
      [node('a/x.jpg'), node('a/')],
      [node('x.jpg'), spaceOf()],
      [node('x.jpg'), node('a/', 'other')],
      [spaceOf(), node('a/')],
      [node('x.jpg'), node('y.jpg')],
    ] as const;
    for (const [one, to] of wrong) assert.equal(refuses('move', [one], to), true, `${one.ref} to ${to.ref}`);
    for (const [one, to] of [
      [node('a/'), node('ab/')],
      [node('a/b/'), spaceOf()],
      [node('x.jpg'), node('a/')],
    ] as const)
      assert.equal(refuses('move', [one], to), false, `${one.ref} to ${to.ref}`);
  });
});

describe('SMH: folders and names', () => {
  it('makes a folder, and says when its name is taken by anything', async () => {
    const server = new SmhServer((call) => {
      if (call === 'PUT directory/to/new%20one') return { status: 201, json: { path: ['to', 'new one'] } };
      return call === 'GET file/to/cat.jpg ?info' ? { json: image('') } : notFound;
    });
    const creation = server.session.create!(target)!;
    assert.equal(creation.makes, 'folder');
    assert.equal((await creation.check({ name: 'cat.jpg' }, never))?.field, 'name');
    assert.equal(await creation.check({ name: 'new one' }, never), undefined);
    assert.equal((await creation.run({ name: ' new one ' }, never)).ref, node('to/new one/').ref);
    const [made] = server.all('PUT directory/to/new%20one');
    assert.deepEqual([made?.query.get('conflict_resolution_strategy'), made?.body], ['ask', '{}']);
    assert.equal(server.session.create!(undefined), undefined);
    assert.equal(server.session.create!(node('x.jpg')), undefined);
  });

  it('refuses names that the platform cannot hold before it asks', () => {
    const [field] = new SmhServer(() => notFound).session.create!(target)!.fields;
    for (const name of ['a/b', 'a\\b', 'a:b', 'a*', '?', '"', '<', '>', '|', '', '  ', '.', '..', 'x'.repeat(256)])
      assert.ok(field!.check!(name), name);
    for (const name of ['.hidden', 'a b', '100% #1 +.jpg', '猫😀', 'x'.repeat(255)])
      assert.equal(field!.check!(name), undefined);
  });

  it('renames in place', async () => {
    const server = new SmhServer(() => ({ status: 204 }));
    await server.session.edit!.run(node('albums/cat.jpg'), { name: 'dog.jpg' }, never);
    await server.session.edit!.run(node('albums/cat.jpg'), { name: 'cat.jpg' }, never);
    assert.deepEqual([server.calls, server.sent[0]?.body], [['PUT file/albums/dog.jpg'], '{"from":"albums/cat.jpg"}']);
    const taken = new SmhServer(() => refused(409, 'SameNameDirectoryOrFileExists'));
    await assert.rejects(taken.session.edit!.run(node('raw/'), { name: 'b' }, never), reported('conflict', /./));
  });
});
