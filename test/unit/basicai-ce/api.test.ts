import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as v from 'valibot';
import type { Connection } from '../../../src/core/model/connection';
import { englishText } from '../../../src/core/model/text';
import { CeApi } from '../../../src/core/platforms/basicai-ce/api/api';
import { dataRef, datasetRef, frameRef, parseRef, sceneRef } from '../../../src/core/platforms/basicai-ce/refs';
import { CeRestoration } from '../../../src/core/platforms/basicai-ce/restore';
import { DeletedBranch } from '../../../src/core/platforms/basicai-ce/restore/deleted';
import { signIn } from '../../../src/core/platforms/basicai-ce/signIn';
import { AskingCredentials } from '../../../src/editor/services/credentials';
import { refused, reported } from '../../support/errors';
import { FakeServer, Refusal, row } from '../../support/fakeServer';
import { never } from '../../support/context';

const connection: Connection = { id: 'c', platform: 'basicai-ce', name: 'Lab', url: 'http://fake.test/api' };

describe('calls', () => {
  it('a read is repeated when a gateway fails, a write never', async () => {
    const server = new FakeServer(() => new Refusal('x', 502));
    await refused(server.client.me(never));
    assert.equal(server.calls.length, 5);
    server.calls.length = 0;
    await refused(server.client.createDataset({ name: 'a', type: 'IMAGE' }, never));
    assert.equal(server.to('/dataset/create').length, 1);
  });

  it('a failure of the server itself is not asked again', async () => {
    const server = new FakeServer(
      () => new Refusal('UNKNOWN', 500, 'java.lang.NullPointerException: SELECT *\n  at x'),
    );
    assert.equal(
      (await refused(server.client.me(never))).message,
      'The server failed on /user/logged: java.lang.NullPointerException: SELECT *',
    );
    assert.equal(server.calls.length, 1);
  });

  it('success is status 200 with code OK, and nothing else', async () => {
    for (const [status, code] of [
      [200, 'ERROR'],
      [404, 'OK'],
      [201, 'OK'],
      [503, 'OK'],
      [403, 'OK'],
    ] as const) {
      const server = new FakeServer(() => new Refusal(code, status));
      await refused(server.client.deleteDataset('1', never));
    }
  });

  it('an answer of another shape is told with its place, and never becomes "undefined"', async () => {
    const server = new FakeServer(() => ({ total: 1, list: [{ id: 1, name: null }] }));
    await assert.rejects(
      server.client.datasets(1, 1, {}, { sortField: 'NAME', ascOrDesc: 'ASC' }, never),
      reported('protocol', /unexpected shape at "list\.0\.name"/),
    );
  });

  it('extra and absent parts that nobody needs do no harm', async () => {
    const server = new FakeServer(() => ({ id: 1, name: 'd', type: 'NEW', more: { deep: [] } }));
    const found = await server.client.dataset('1', never);
    assert.deepEqual([found.id, found.itemCount, found.description], ['1', 0, undefined]);
  });

  it('many refused at a time ask the person once, and all go on with the new key', async () => {
    const keys: string[] = [];
    let kept = 'old';
    const asking = new AskingCredentials(
      connection,
      async () => kept,
      async () => {
        keys.push('asked');
        await new Promise((resolve) => setImmediate(resolve));
        return (kept = 'new');
      },
    );
    const server = new FakeServer(({ headers }) =>
      headers.Authorization === 'Bearer new' ? { id: 1 } : new Refusal('LOGIN_STATUS_TIMEOUT', 401),
    );
    const api = new CeApi(connection.url, asking, server.context);
    const schema = v.object({ id: v.number() });
    const all = Array.from({ length: 30 }, (_, n) =>
      n % 2 === 0 ? api.get('/x', {}, schema, never) : api.post('/y', { n }, schema, never),
    );
    const settled = await Promise.allSettled(all);
    assert.deepEqual(new Set(settled.map(({ status }) => status)), new Set(['fulfilled']));
    assert.deepEqual(keys, ['asked']);
    assert.equal(server.calls.length, 60);
  });

  it('a person who dismisses the question is not asked again until they act', async () => {
    let asked = 0;
    const asking = new AskingCredentials(
      connection,
      async () => 'old',
      async () => {
        asked++;
        return undefined;
      },
    );
    const server = new FakeServer(() => new Refusal('LOGIN_STATUS_TIMEOUT', 401));
    const api = new CeApi(connection.url, asking, server.context);
    for (let n = 0; n < 3; n++)
      await assert.rejects(api.get('/x', {}, v.unknown(), never), reported('auth', /key of "Lab" was refused/));
    assert.equal(asked, 1);
    asking.reset();
    await assert.rejects(api.get('/x', {}, v.unknown(), never), reported('auth', /refused/));
    assert.equal(asked, 2);
  });

  it('a key that is refused again is an error, and is not asked for in a circle', async () => {
    let asked = 0;
    const asking = new AskingCredentials(
      connection,
      async () => undefined,
      async () => `k${++asked}`,
    );
    const server = new FakeServer(() => new Refusal('LOGIN_STATUS_TIMEOUT', 401));
    await assert.rejects(
      new CeApi(connection.url, asking, server.context).get('/x', {}, v.unknown(), never),
      reported('auth', /refused the key/),
    );
    assert.equal(asked, 2);
    assert.equal(server.calls.length, 2);
  });

  it('errors and log lines hold no key', async () => {
    const canary = 'canary-key-0123456789';
    const server = new FakeServer(() => new Refusal('NOPE', 403));
    const api = new CeApi(connection.url, { get: async () => canary, refresh: async () => canary }, server.context);
    const error = await refused(api.post('/x', { password: canary }, v.unknown(), never));
    for (const notice of [inspect(error, { depth: 9 }), JSON.stringify(error), ...server.context.lines])
      assert.ok(!notice.includes(canary), notice);
  });
});

describe('signing in', () => {
  const values = { user: ' me@example.test ', password: 'passw0rd1' };
  const server = (known: unknown) =>
    new FakeServer(({ path }) =>
      path === '/user/login'
        ? { token: 'session', user: { id: 2, username: 'me' } }
        : path === '/user/api/token/info'
          ? known
          : { id: 3, token: 'made', expireAt: null },
    );
  const at = (known: unknown) => {
    const one = server(known);
    return { one, done: signIn('password', values, connection, one.context, never) };
  };

  it('uses the API token of the account when it has a valid one', async () => {
    for (const expireAt of [null, '2999-01-01T00:00:00Z']) {
      const { one, done } = at({ id: 1, token: 'known', expireAt });
      const { secret, note } = await done;
      assert.equal(secret, 'known');
      assert.match(englishText(note!), /already had/);
      assert.equal(one.to('/user/api/token/create').length, 0);
    }
  });

  it('makes one without end when there is none or it has ended', async () => {
    for (const known of [null, { id: 1, token: 'old', expireAt: '2020-01-01T00:00:00Z' }]) {
      const { one, done } = at(known);
      assert.equal((await done).secret, 'made');
      assert.deepEqual(
        one.to('/user/api/token/create').map((call) => call.body),
        [{}],
      );
    }
  });

  it('deletes none, sends the password once, and hides what it learns', async () => {
    const { one, done } = at(null);
    await done;
    assert.ok(one.calls.every((call) => !call.path.includes('delete')));
    assert.deepEqual(
      one.calls.filter((call) => JSON.stringify(call.body ?? '').includes('passw0rd1')).map(({ path }) => path),
      ['/user/login'],
    );
    assert.deepEqual(one.to('/user/login')[0]!.body, { username: 'me@example.test', password: 'passw0rd1' });
    for (const secret of ['passw0rd1', 'session']) assert.ok(one.context.hidden.includes(secret));
  });

  it('takes a pasted token without blanks around it', async () => {
    const one = server(null);
    assert.deepEqual(await signIn('token', { token: ' abc\n' }, connection, one.context, never), { secret: 'abc' });
    assert.equal(one.calls.length, 0);
  });
});

describe('refs', () => {
  it('say again what they were made of, with ids past 2^53', () => {
    const id = '9223372036854775807';
    assert.deepEqual(parseRef(datasetRef(id)), { kind: 'dataset', datasetId: id, id });
    assert.deepEqual(parseRef(dataRef('5', id)), { kind: 'data', datasetId: '5', id });
    assert.deepEqual(parseRef(sceneRef('5', id)), { kind: 'scene', datasetId: '5', id });
    assert.deepEqual(parseRef(frameRef('5', '6', id)), { kind: 'frame', datasetId: '5', id, sceneId: '6' });
  });

  it('of others are refused', () => {
    for (const ref of ['', 'dataset', 'data/5', 'frame/5/6', 'folder/1/2'])
      assert.throws(() => parseRef(ref), TypeError);
  });
});

describe('bringing back', () => {
  const origin = 'http://fake.test';
  const restoring = ({ client, context }: FakeServer) =>
    new CeRestoration(client, context, origin, new DeletedBranch(client, context, origin), {
      classes: { classes: async () => [] },
    });
  const kept = (id: number) => ({
    ref: `data/1/${id}`,
    parent: 'dataset/1',
    name: `r${id}`,
    fileName: `r${id}.jpg`,
    size: 1,
    annotated: false,
    results: [],
  });

  it('halves a question that the server stumbles over, until only the bad ids are lost (CE-54)', async () => {
    const bad = new Set(['13', '77']);
    const server = new FakeServer(({ query }) => {
      const ids = query.dataIds!.split(',');
      if (ids.some((id) => bad.has(id))) return new Refusal('UNKNOWN', 500);
      return {
        data: ids.map((dataId) => ({
          dataId,
          name: 'x',
          images: [{ filename: 'x', url: 'http://minio:9000/b/o?X-Amz-Signature=s' }],
        })),
        results: [],
      };
    });
    const all = Array.from({ length: 100 }, (_, n) => kept(n + 1));
    const found = await restoring(server).planRestore(all, never);
    assert.equal([...found.values()].filter((one) => one.items.length === 1).length, 98);
    for (const id of bad) assert.ok(found.get(`data/1/${id}`)?.refused);
    assert.ok(server.calls.length < 40, `${server.calls.length} calls`);
  });

  it('does not halve what has another cause', async () => {
    const server = new FakeServer(() => new Refusal('LOGIN', 403));
    await refused(restoring(server).planRestore([kept(1), kept(2)], never));
    assert.equal(server.calls.length, 1);
  });

  it('keeps no link of what it keeps, and the place of every file', async () => {
    const picture = (name: string) => ({
      name,
      file: { id: 1, name, url: 'http://minio/x?X-Amz-Signature=canary', size: 5, type: 'image/jpeg' },
    });
    const rows = [
      row(1, { content: [{ name: 'image_0', files: [picture('a.jpg')] }] }),
      row(2, {
        content: [
          { name: 'image_0', files: [picture('b.jpg')] },
          { name: 'image_1', files: [picture('b.jpg')] },
        ],
      }),
      row(3, { content: [{ name: 'x.json', file: { id: 2, name: 'x.json', url: 'http://minio/x' } }] }),
    ];
    const server = new FakeServer(({ path }) =>
      path === '/data/listByIds' ? rows : { data: [], results: [{ dataId: 1, objects: [] }] },
    );
    const nodes = rows.map(({ id }) => ({ kind: 'data', ref: `data/1/${id}` })) as never;
    const { kept: found, lost } = await restoring(server).snapshot(nodes, never);
    assert.deepEqual(
      lost.map(({ ref }) => ref),
      ['data/1/3'],
      'a dialogue whose file cannot be read is not kept, and that is told',
    );
    assert.deepEqual(
      found.map(({ name, files, results }) => [
        name,
        files?.map(({ path, size }) => `${path} ${size}`),
        results.length,
      ]),
      [
        ['r1', ['image_0/a.jpg 5'], 1],
        ['r2', ['image_0/b.jpg 5', 'image_1/b.jpg 5'], 0],
      ],
    );
    assert.ok(!JSON.stringify(found).includes('canary'));
  });
});
