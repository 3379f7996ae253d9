import assert from 'node:assert/strict';
import { endAll, send } from '../harness';
import { Cloud } from './cloud';

describe('the BasicAI Cloud sandbox at its door', function () {
  this.timeout(60_000);
  let cloud: Cloud;

  before(async () => {
    cloud = await Cloud.start('--empty');
  });
  after(endAll);

  it('tells how to connect, and answers a key sent in exactly one way', async () => {
    const { token, url, connect } = cloud.server;
    assert.deepEqual(connect, { options: {}, method: 'key', values: { key: token } });
    const status = async (authorization: string): Promise<number> =>
      (await send('GET', `${url}/dataset/list`, undefined, { authorization })).status;
    assert.equal(await status(`ApiKey ${token}`), 200);
    for (const wrong of [`Bearer ${token}`, token, `apikey ${token}`, `ApiKey  ${token}`, `ApiKey ${token}0`, 'ApiKey'])
      assert.equal(await status(wrong), 401, wrong);
    assert.equal((await send('GET', `${url}/dataset/list?ApiKey=${token}`)).status, 401);
  });

  it('knows no other paths, methods and bodies', async () => {
    assert.equal((await cloud.call('GET', '/dataset/nothing')).status, 404);
    assert.equal((await cloud.call('GET', '/dataset/create')).status, 405);
    assert.equal((await cloud.call('POST', '/dataset/create', '{"name":')).status, 400);
    assert.equal(await cloud.code('POST', '/dataset/create', []), 'ILLEGAL_FORMAT');
    const { token, url } = cloud.server;
    const plain = { authorization: `ApiKey ${token}`, 'content-type': 'text/plain' };
    assert.equal((await send('POST', `${url}/dataset/create`, '{}', plain)).status, 415);
  });

  it('refuses a key once it is revoked, and takes a further one', async () => {
    const own = await Cloud.start('--empty');
    await own.server.control('POST', '/revoke', { token: own.server.token });
    assert.equal((await own.call('GET', '/dataset/list')).status, 401);
    await own.mode('acceptKey', 'bk_second');
    assert.equal((await own.call('GET', '/dataset/list', undefined, 'bk_second')).status, 200);
    assert.equal((await own.call('GET', '/dataset/list')).status, 401);
  });

  it('revokes a key after as many calls as a test wants', async () => {
    const own = await Cloud.start('--empty');
    await own.mode('revokeAfter', 2);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await own.call('GET', '/dataset/list')).status);
    assert.deepEqual(statuses, [200, 200, 401, 401]);
  });

  it('tells of modes that it does not have', async () => {
    await assert.rejects(cloud.mode('nothing', true), /no such mode/);
    await assert.rejects(cloud.mode('okCase', 'middle'), /upper, lower/);
    await assert.rejects(cloud.mode('limits', 'many'), /arrivals\/milliseconds/);
  });
});
