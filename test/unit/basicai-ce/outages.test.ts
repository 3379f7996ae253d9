import assert from 'node:assert/strict';
import { englishText, text } from '../../../src/core/model/text';
import { isCancelled, PlatformError } from '../../../src/core/net/errors';
import { outageOf, retryLater } from '../../../src/core/platforms/basicai-ce/api/outages';
import { refused } from '../../support/errors';
import { FakeServer, Refusal } from '../../support/fakeServer';
import { never, TestContext } from '../../support/context';

describe('something that the server stands on is missing', () => {
  const serverMessage: readonly (readonly [string, RegExp])[] = [
    [
      'Minio generate presigned url error!',
      /object store of the server \(MinIO\) does not answer.*presigned url error!/,
    ],
    ["java.sql.SQLException: The table 'data' is full", /disk of the server is full.*'data' is full/],
    ['java.io.IOException: No space left on device', /disk of the server is full/],
    ['XMinioStorageFull', /disk of the server is full/],
    ['Communications link failure', /database of the server does not answer/],
    ['Could not open JDBC Connection for transaction', /database of the server does not answer/],
  ];
  for (const [notice, meaning] of serverMessage)
    it(`"${notice}" is shown with what it means, and may be tried again`, async () => {
      const status = notice.startsWith('Minio') ? 200 : 500;
      const server = new FakeServer(() => new Refusal('ERROR', status, notice));
      const error = await refused(server.client.presign('1', 'a.jpg', never));
      assert.match(error.message, meaning);
      assert.deepEqual([error.kind, error.facts.retryable], ['unavailable', true]);
      assert.ok(server.calls.length > 1);
    });

  it('an empty answer is one of a database that is down', async () => {
    const server = new FakeServer(() => null);
    server.send = async () => ({ status: 200, headers: {}, body: Buffer.alloc(0) });
    assert.match((await refused(server.client.me(never))).message, /empty response. Its database may not be running/);
  });

  it('other refusals are none', () => {
    for (const notice of ['Dataset name duplicated', 'File url error', 'Minio is a fine word'])
      assert.equal(outageOf(notice, {}), undefined, notice);
  });

  const missing = new PlatformError('unavailable', text('the store is away'), { status: 502, retryable: true });

  it('is waited for, longer each time, and told meanwhile', async () => {
    const context = new TestContext();
    const waits: (string | undefined)[] = [];
    let tries = 0;
    const work = async () => {
      if (++tries < 4) throw missing;
      return 'sent';
    };
    assert.equal(await retryLater(work, context, (why) => waits.push(why && englishText(why)), never), 'sent');
    assert.deepEqual(context.slept, [5_000, 15_000, 45_000]);
    assert.deepEqual(waits.slice(0, 2), ['the store is away', undefined]);
  });

  it('is given up after the last round, and nothing else is tried twice', async () => {
    let tries = 0;
    const failing = (error: Error) => () => {
      tries++;
      return Promise.reject(error);
    };
    await refused(retryLater(failing(missing), new TestContext(), () => undefined, never));
    assert.equal(tries, 4);
    tries = 0;
    const forbidden = new PlatformError('forbidden', text('no'), { status: 403, retryable: true });
    await refused(retryLater(failing(forbidden), new TestContext(), () => undefined, never));
    assert.equal(tries, 1);
  });

  it('is waited for no longer when the person cancels', async () => {
    const stop = new AbortController();
    const waits = () => stop.abort();
    const work = () => Promise.reject(missing);
    await assert.rejects(retryLater(work, new TestContext(), waits, stop.signal), isCancelled);
  });
});
