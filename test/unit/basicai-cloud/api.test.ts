import assert from 'node:assert/strict';
import { isPlatformError, type PlatformError } from '../../../src/core/net/errors';
import { emptyQuery } from '../../../src/core/model/page';
import { never } from '../../support/context';
import type { SentRequest } from '../../support/scripted';
import { CloudServer, item, ok, refused } from './server';

const failure = async (notice: SentRequest | (() => SentRequest)): Promise<PlatformError> => {
  const server = new CloudServer(() => (typeof notice === 'function' ? notice() : notice));
  const error = await server.client.createDataset({ name: 'a', type: 'IMAGE' }).then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(isPlatformError(error), String(error));
  return error;
};

describe('BasicAI Cloud: calls', () => {
  it('carry the key as the documentation prints it, and bodies as JSON', async () => {
    const server = new CloudServer(() => ok({ id: 260417, name: 'harbour', type: 'IMAGE' }));
    assert.equal(await server.client.createDataset({ name: 'harbour', type: 'IMAGE' }), '260417');
    const [call] = server.sent;
    assert.equal(call?.line, 'POST /api/v1/dataset/create');
    assert.equal(call.headers.authorization, 'ApiKey bk_4f7c2e91');
    assert.equal(call.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(call.body ?? ''), { name: 'harbour', type: 'IMAGE' });
  });

  it('take success in any case of its letters, whatever the message says', async () => {
    for (const code of ['OK', 'ok', 'Ok']) {
      const server = new CloudServer(() => ({ json: { code, message: 'Ok', data: { total: 0, list: [] } } }));
      assert.deepEqual((await server.client.datasets(1, {})).list, []);
    }
  });

  it('take the bare id of what was created', async () => {
    const server = new CloudServer(() => ok(260417));
    assert.equal(await server.client.createDataset({ name: 'a', type: 'IMAGE' }), '260417');
  });

  it('keep every digit of ids above 2^53, as numbers and as texts', async () => {
    const list =
      '{"code":"OK","message":"","data":{"list":[{"id":9007199254740993,"name":"a"},{"id":"9223372036854775807","name":"b"}]}}';
    const server = new CloudServer(() => ({ text: list }));
    assert.deepEqual(
      (await server.client.datasets(1, {})).list.map(({ id }) => id),
      ['9007199254740993', '9223372036854775807'],
    );
  });

  for (const [code, kind] of [
    ['RESOURCE_NOT_FOUND', 'not-found'],
    ['NAME_DUPLICATED', 'conflict'],
    ['ILLEGAL_PARAM', 'invalid'],
    ['LICENSE_EXPIRED', 'forbidden'],
    ['SOMETHING_NEW', 'invalid'],
  ] as const)
    it(`tell ${code} for what it is, with its message`, async () => {
      const error = await failure(refused(code, 'the reason'));
      assert.deepEqual([error.kind, error.facts.code], [kind, code]);
      assert.match(error.message, /the reason/);
    });

  for (const [status, kind] of [
    [400, 'invalid'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ] as const)
    it(`tell status ${status} by itself, with the first line of whatever came`, async () => {
      const error = await failure({ status, text: '<html><body>Gateway says no</body></html>' });
      assert.deepEqual([error.kind, error.facts.status], [kind, status]);
    });

  it('repeat reads that failed on the way, and never a write', async () => {
    let fails = 2;
    const flaky = () => (fails-- > 0 ? { status: 503, text: '' } : ok({ total: 0, list: [] }));
    const reading = new CloudServer(flaky);
    await reading.client.datasets(1, {});
    assert.equal(reading.sent.length, 3);
    const writing = new CloudServer(() => ({ status: 503, text: '' }));
    await assert.rejects(writing.client.removeData('1', '2'));
    assert.equal(writing.sent.length, 1);
  });

  it('wait as long as 429 asks, and send again what was refused at the door', async () => {
    let refusals = 1;
    const server = new CloudServer(() =>
      refusals-- > 0 ? { status: 429, headers: { 'retry-after': '3' }, text: '' } : ok(null),
    );
    const before = server.context.clock.now();
    await server.client.removeData('260417', '8810231');
    assert.equal(server.sent.length, 2);
    assert.ok(server.context.clock.now() - before >= 3_000);
  });

  it('ask for another key once when it is refused', async () => {
    const server = new CloudServer((_path, sent) =>
      sent.headers.authorization === 'ApiKey bk_4f7c2e91' ? { status: 401, text: '' } : ok(null),
    );
    await assert.rejects(server.client.removeData('1', '2'), /asked again 1/);
  });

  it('ask for results with the slash that is documented, and without it when the path is not known', async () => {
    const server = new CloudServer((path) => (path.endsWith('/') ? { status: 404, text: '' } : ok([])));
    await server.client.results('260417', ['1', '2']);
    await server.client.results('260417', ['3']);
    assert.deepEqual(
      server.sent.map(({ line }) => line),
      [
        'GET /api/v1/dataset/batchDataAnnotationResult/260417/?dataIds=1,2',
        'GET /api/v1/dataset/batchDataAnnotationResult/260417?dataIds=1,2',
        'GET /api/v1/dataset/batchDataAnnotationResult/260417?dataIds=3',
      ],
    );
  });
});

describe('BasicAI Cloud: lists', () => {
  const rows = (from: number, count: number) => Array.from({ length: count }, (_, n) => item(from + n));

  it('are put together of pages of 100, whose first alone tells the total', async () => {
    const server = new CloudServer((path, { query }) => {
      if (path.startsWith('/dataset/info')) return ok([{ id: 260417, name: 'h', type: 'IMAGE' }]);
      const pageNo = Number(query.get('pageNo'));
      const list = rows((pageNo - 1) * 100, pageNo === 3 ? 30 : 100);
      return ok(pageNo === 1 ? { total: 230, list } : { list });
    });
    const page = await server.session.children('dataset/260417', emptyQuery, { offset: 0, limit: 500 }, never);
    assert.equal(page.total, 230);
    assert.deepEqual(
      page.items.map(({ id }) => Number(id)),
      Array.from({ length: 230 }, (_, n) => n),
    );
    const lists = server.to(/listItem/);
    assert.deepEqual(
      lists.map(({ query }) => query.get('pageNo')),
      ['1', '2', '3'],
    );
    assert.ok(lists.every(({ query }) => query.get('pageSize') === '100' && !query.has('parentId')));
  });

  it('are jumped into by offset', async () => {
    const server = new CloudServer((path) => (path.startsWith('/dataset/info') ? ok([]) : ok({ list: rows(1, 3) })));
    await server.session.children('dataset/260417', emptyQuery, { offset: 500, limit: 500 }, never);
    assert.equal(server.to(/listItem/)[0]?.query.get('pageNo'), '6');
  });

  it('are walked by id, behind the last that was seen, also over an exact multiple of 100', async () => {
    const server = new CloudServer((path, { query }) => {
      if (path.startsWith('/dataset/info')) return ok([]);
      const from = Number(query.get('lastId') ?? 0) + 1;
      return ok({ list: rows(from, Math.max(0, Math.min(100, 201 - from))) });
    });
    const seen: string[] = [];
    for await (const part of server.session.walk('dataset/260417', emptyQuery, never))
      seen.push(...part.map(({ id }) => id));
    assert.equal(new Set(seen).size, 200);
    assert.deepEqual(
      server.to(/listItemById/).map(({ query }) => query.get('lastId')),
      [null, '100', '200'],
    );
  });

  it('end when a server does not know the cursor and answers the same again', async () => {
    const server = new CloudServer((path) => (path.startsWith('/dataset/info') ? ok([]) : ok({ list: rows(1, 100) })));
    let seen = 0;
    for await (const part of server.session.walk('dataset/260417', emptyQuery, never)) seen += part.length;
    assert.ok(seen <= 200);
  });

  it('that were not filtered although it was asked for are told, not shown', async () => {
    const server = new CloudServer((path) =>
      path.startsWith('/dataset/info') ? ok([]) : ok({ total: 1, list: [item(1, { name: 'tunnel' })] }),
    );
    await assert.rejects(
      server.session.children('dataset/260417', { name: 'quay' }, undefined, never),
      (error) => isPlatformError(error) && error.kind === 'protocol',
    );
  });

  it('tell kinds by every word that the sibling products use, and show what they do not know', async () => {
    const types = ['DATA', 'SINGLE_DATA', 'SCENE', 'FRAME_SERIES', 'BATCH', 'HOLOGRAM'];
    const list = types.map((type, n) => item(n + 1, { type }));
    const server = new CloudServer((path) => (path.startsWith('/dataset/info') ? ok([]) : ok({ total: 6, list })));
    const page = await server.session.children('dataset/260417', emptyQuery, undefined, never);
    assert.deepEqual(
      page.items.map(({ kind }) => kind),
      ['data', 'data', 'scene', 'scene', 'batch', 'item'],
    );
    assert.equal(page.items[5]?.capabilities.size, 0, 'nothing is done to what is not known');
  });

  it('find single items by the page behind the id before them, and walk for those that are not there', async () => {
    const server = new CloudServer((path, { query }) => {
      if (path.startsWith('/dataset/info')) return ok([]);
      const from = Number(query.get('lastId')) + 1;
      return ok({ list: [8, 9, 500].filter((id) => id >= from).map((id) => item(id)) });
    });
    const found = await server.session.get(['data/260417//8', 'data/260417//400', 'data/260417//500'], never);
    assert.deepEqual([...found.keys()], ['data/260417//8', 'data/260417//500']);
    assert.deepEqual(
      server.to(/listItemById/).map(({ query }) => query.get('lastId')),
      ['7', null],
    );
  });
});
