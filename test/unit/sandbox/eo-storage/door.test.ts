import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { Storage } from './storage';

describe('who is let into EO storage', function () {
  this.timeout(60_000);
  let storage: Storage;
  before(async () => {
    storage = await Storage.open('--empty');
  });
  after(endAll);
  afterEach(async () => {
    await storage.mode('revoked', null);
    await storage.mode('envelopeStatus', null);
  });

  const tree = (headers: Record<string, string>): Promise<{ status: number; code: number; data: any }> =>
    storage.raw('GET', '/folder/tree', undefined, headers);

  it('tells how to connect: the key, and a user id', () => {
    assert.deepEqual(storage.server.connect, {
      options: { userid: 'u-sandbox' },
      method: 'apiKey',
      values: { key: storage.server.token },
    });
    assert.match(storage.server.url, /\/data_management_service$/);
  });

  it('the key goes in X-API-Key, or as Authorization with or without Bearer', async () => {
    const { token } = storage.server;
    for (const headers of [{ 'x-api-key': token }, { authorization: token }, { authorization: `Bearer ${token}` }])
      assert.equal((await tree(headers)).code, 200);
    for (const headers of [
      {},
      { 'x-api-key': 'no' },
      { authorization: 'Bearer no' },
      { 'x-api-key': 'no', authorization: token },
    ]) {
      const message = await tree(headers);
      assert.deepEqual([message.status, message.code, message.data], [401, 401, null]);
    }
  });

  it('a refreshed key is dead at once', async () => {
    const headers = { 'x-api-key': storage.server.token };
    await storage.server.control('POST', '/revoke', { token: 'another' });
    assert.equal((await tree(headers)).status, 200);
    await storage.server.control('POST', '/revoke', { token: storage.server.token });
    assert.equal((await tree(headers)).status, 401);
    await storage.mode('revoked', false);
    assert.equal((await tree(headers)).status, 200);
  });

  it('business errors have HTTP status 200, or their own by mode', async () => {
    const missing = (): Promise<any> => storage.get('/query/file/details?datafileId=77');
    assert.deepEqual([(await missing()).status, (await missing()).code], [200, 404]);
    await storage.mode('envelopeStatus', 'http');
    assert.deepEqual([(await missing()).status, (await missing()).code], [404, 404]);
    assert.equal((await storage.get('/folder/tree')).status, 200);
  });

  it('a body that is not what it should be is a parameter error', async () => {
    assert.equal((await storage.post('/query/page', '{')).code, 400);
    assert.equal((await storage.post('/query/page', [])).code, 400);
    const key = { 'x-api-key': storage.server.token, 'content-type': 'text/plain' };
    assert.equal((await storage.raw('POST', '/query/page', { page: 1, size: 1 }, key)).code, 400);
    assert.equal((await storage.get('/nothing')).code, 404);
    assert.equal((await storage.get('/query/page')).code, 404);
  });

  it('keeps the key out of the log', async () => {
    await tree({ 'x-api-key': storage.server.token });
    const log = JSON.stringify(await storage.server.control('GET', '/log'));
    assert.ok(!log.includes(storage.server.token));
  });

  it('faults and modes', async () => {
    await assert.rejects(storage.mode('colour', 1), /no such mode/);
    await assert.rejects(storage.mode('bind', '77'), /no file/);
    await storage.server.control('PUT', '/faults', [
      { match: '^GET /data_management_service/datafile/folder/tree$', times: 1, action: { type: 'expired' } },
    ]);
    assert.equal((await storage.get('/folder/tree')).status, 401);
    assert.equal((await storage.get('/folder/tree')).status, 200);
  });
});
