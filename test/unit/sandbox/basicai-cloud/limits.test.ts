import assert from 'node:assert/strict';
import { Limiter } from '../../../servers/basicai-cloud/api/limiter';
import { endAll, send, until } from '../harness';
import { Cloud } from './cloud';

describe('rate limits of the BasicAI Cloud sandbox', function () {
  this.timeout(60_000);
  let cloud: Cloud;

  beforeEach(async () => {
    cloud = await Cloud.start('--empty');
  });
  afterEach(endAll);

  const statuses = (n: number): Promise<number[]> =>
    Promise.all(Array.from({ length: n }, async () => (await cloud.call('GET', '/dataset/list')).status));
  const refused = (list: number[]): number => list.filter((status) => status === 429).length;

  it('let 100 calls a second pass and no more', async () => {
    await statuses(130);
    const { entries } = await cloud.server.control('GET', '/log');
    const inLastSecond = (i: number): number =>
      entries.slice(0, i + 1).filter(({ at }: any) => at > entries[i].at - 1000).length;
    const due = entries.map((_: unknown, i: number) => (inLastSecond(i) > 100 ? 429 : 200));
    assert.deepEqual(
      entries.map(({ status }: any) => status),
      due,
    );
    assert.equal(due.length, 130);
  });

  it('count every arrival of a key in every window, and no call of the store', async () => {
    await cloud.mode('limits', '3/60000,2/1');
    const { token, url, origin } = cloud.server;
    assert.deepEqual([...(await statuses(1)), ...(await statuses(1)), ...(await statuses(1))], [200, 200, 200]);
    assert.deepEqual(await statuses(1), [429]);
    assert.equal((await send('GET', `${origin}/store/basicai-upload/x`)).status, 403);
    await cloud.mode('acceptKey', 'bk_second');
    assert.equal((await cloud.call('GET', '/dataset/list', undefined, 'bk_second')).status, 200);
    assert.equal((await send('GET', `${url}/dataset/list`, undefined, { authorization: `Key ${token}` })).status, 401);
  });

  it('are over when their window is over', async () => {
    await cloud.mode('limits', '2/1000');
    assert.equal(refused(await statuses(4)), 2);
    const closed = Date.now();
    await until(async () => Date.now() > closed + 1000 || undefined);
    assert.deepEqual(await statuses(1), [200]);
  });

  it('tell when to come again only in a mode of their own', async () => {
    await cloud.mode('limits', '1/60000');
    await statuses(1);
    const plain = await cloud.call('GET', '/dataset/list');
    assert.deepEqual([plain.status, plain.headers['retry-after']], [429, undefined]);
    await cloud.mode('retryAfter', 7);
    assert.equal((await cloud.call('GET', '/dataset/list')).headers['retry-after'], '7');
  });

  it('are exact at any moment', () => {
    const windows = [
      { limit: 3, ms: 10 },
      { limit: 12, ms: 40 },
    ];
    const limiter = new Limiter(windows);
    const times: number[] = [];
    let [now, seed] = [0, 7];
    for (let i = 0; i < 5000; i++) {
      seed = (seed * 16_807) % 2_147_483_647;
      now += seed % 8;
      times.push(now);
      const good = windows.every(({ limit, ms }) => times.filter((time) => time > now - ms).length <= limit);
      assert.equal(limiter.admits(now), good, `arrival ${i}`);
    }
  });

  it('let thousands of removals pass at the pace that they allow', async () => {
    await cloud.mode('limits', '100000/1000');
    const id = await cloud.dataset('many');
    const ids: number[] = [];
    for (let i = 0; i < 10; i++) ids.push(...(await cloud.data(id, 100)));
    for (let i = 0; i < ids.length; i += 20)
      await Promise.all(ids.slice(i, i + 20).map((one) => cloud.ok('POST', `/dataset/removeData/${id}/${one}`)));
    assert.deepEqual(await cloud.ids(id), []);
  });
});
