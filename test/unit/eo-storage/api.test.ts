import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf, timeOf, toGigabytes } from '../../../src/core/platforms/eo-storage/amounts';
import { dirRef, fileRef, parseRef } from '../../../src/core/platforms/eo-storage/refs';
import { headerOf, writeSecret } from '../../../src/core/platforms/eo-storage/secret';
import { reported } from '../../support/errors';
import { never } from '../../support/context';
import type { SentRequest } from '../../support/scripted';
import { EoServer, key, refused, tree } from './server';

const verify = (server: EoServer) => server.session.verify(never);

describe('EO storage: calls', () => {
  it('carry the key in its own header', async () => {
    const server = new EoServer(() => tree);
    await verify(server);
    assert.deepEqual(
      server.sent.map(({ line, headers }) => [line, headers['x-api-key'], headers.authorization]),
      [['GET /data_management_service/datafile/folder/tree', key, undefined]],
    );
    assert.ok(server.context.hidden.includes(key));
    assert.doesNotMatch(server.context.lines.join('\n'), new RegExp(key));
  });

  it('carry a token as it was entered', async () => {
    const server = new EoServer(() => tree, { secret: writeSecret('token', { token: ' Bearer abc.def ' }) });
    await verify(server);
    assert.deepEqual(
      [server.sent[0]?.headers.authorization, server.sent[0]?.headers['x-api-key']],
      ['Bearer abc.def', undefined],
    );
  });

  it('take what is no secret of ours for a key', () => {
    assert.deepEqual(headerOf('plain-key'), { name: 'X-API-Key', value: 'plain-key' });
    assert.deepEqual(headerOf('123'), { name: 'X-API-Key', value: '123' });
  });

  it('take 200 for success whatever the message says', async () => {
    for (const message of ['success', 'OK', 'error', null, undefined]) {
      const server = new EoServer(() => ({ json: { code: 200, message, data: [] } }));
      assert.equal((await verify(server)).name, 'Lab');
    }
  });

  for (const [code, kind] of [
    [400, 'invalid'],
    [401, 'auth'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [500, 'unavailable'],
  ] as const) {
    const answers: readonly (readonly [string, SentRequest])[] = [
      ['with status 200', refused(code, 'the reason')],
      ['with its own status', { ...refused(code, 'the reason'), status: code }],
      // A page for people with 401 is a gateway's (test/unit/net/gateway.test.ts).
      ['without an envelope', { status: code, text: code === 401 ? 'the reason' : '<html>the reason</html>' }],
    ];
    for (const [how, notice] of answers)
      it(`tell ${code} for ${kind}, ${how}`, async () => {
        await assert.rejects(verify(new EoServer(() => notice)), reported(kind, code === 401 ? /asked/ : /the reason/));
      });
  }

  it('believe the status when it contradicts the envelope', async () => {
    const notice = { status: 403, json: { code: 200, message: 'success', data: [] } };
    await assert.rejects(verify(new EoServer(() => notice)), reported('forbidden', /403/));
  });

  it('ask for another key once, and send the call again', async () => {
    const next = writeSecret('apiKey', { key: 'another-key' });
    const server = new EoServer((_call, { headers }) => (headers['x-api-key'] === key ? refused(401) : tree), { next });
    await verify(server);
    assert.deepEqual([server.asked, server.sent.at(-1)?.headers['x-api-key']], [1, 'another-key']);
  });

  it('are never more than five at once', async () => {
    let now = 0;
    let most = 0;
    const server = new EoServer(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return refused(404);
    });
    await server.session.get(
      Array.from({ length: 40 }, (_, n) => fileRef(String(n))),
      never,
    );
    assert.equal(most, 5);
  });

  it('repeat reads, and never a write', async () => {
    let fails = 2;
    const reading = new EoServer(() => (fails-- > 0 ? refused(500) : tree));
    await verify(reading);
    assert.equal(reading.sent.length, 3);
    const writing = new EoServer((call) => (call === 'GET /folder/tree' ? tree : refused(500)));
    await assert.rejects(writing.session.edit!.run({ id: '1', name: 'a' } as never, { name: 'b' }, never));
    assert.equal(writing.all('POST /file/edit').length, 1);
  });
});

describe('EO storage: amounts and refs', () => {
  it('counts a GB as 1024^3 bytes, as the sample of the documents proves', () => {
    assert.equal(toGigabytes(692_949), 0.0006453590467572212);
    assert.equal(bytesOf(0.0006453590467572212), 692_949);
    assert.equal(bytesOf(0.8125), 872_415_232);
  });

  it('gives every whole number of bytes restored, and none for what was rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 * 1024 ** 3 }), (bytes) =>
        assert.equal(bytesOf(toGigabytes(bytes)), bytes),
      ),
    );
    for (const rounded of [0.0006, 0.81, 12.4, 0, null, undefined, -1]) assert.equal(bytesOf(rounded), undefined);
  });

  it('tells seconds from milliseconds', () => {
    assert.equal(timeOf(1_748_766_600), '2025-06-01T08:30:00.000Z');
    assert.equal(timeOf(1_748_766_600_000), '2025-06-01T08:30:00.000Z');
    for (const none of [null, undefined, 0, 1e300]) assert.equal(timeOf(none), undefined);
  });

  it('finds things again by their ids alone', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), (id) => {
        assert.deepEqual(parseRef(fileRef(String(id))), { kind: 'file', id: String(id) });
        assert.deepEqual(parseRef(dirRef(String(id))), { kind: 'dir', id: String(id) });
      }),
    );
    assert.deepEqual([dirRef('-1'), parseRef('root')], ['root', { kind: 'root', id: '-1' }]);
    assert.throws(() => parseRef('dir/abc'), TypeError);
  });
});
