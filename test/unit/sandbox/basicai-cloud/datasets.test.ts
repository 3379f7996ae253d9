import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { Cloud } from './cloud';

describe('datasets of the BasicAI Cloud sandbox', function () {
  this.timeout(60_000);
  let cloud: Cloud;

  before(async () => {
    cloud = await Cloud.start('--empty');
  });
  after(endAll);

  const info = (id: number): Promise<any> => cloud.ok('GET', `/dataset/info/${id}`);

  it('are created once by name, and listed as they were told', async () => {
    const made = await cloud.ok('POST', '/dataset/create', { name: 'quay', type: 'IMAGE', description: 'cameras' });
    assert.deepEqual(made, { id: made.id, name: 'quay', type: 'IMAGE' });
    assert.equal(await cloud.code('POST', '/dataset/create', { name: 'quay', type: 'LIDAR' }), 'NAME_DUPLICATED');
    for (const body of [{ name: 'x' }, { type: 'IMAGE' }, { name: ' ', type: 'IMAGE' }, { name: 7, type: 'IMAGE' }])
      assert.equal(await cloud.code('POST', '/dataset/create', body), 'ILLEGAL_PARAM', JSON.stringify(body));
    const { name, description, createdAt } = await info(made.id);
    assert.deepEqual([name, description], ['quay', 'cameras']);
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });

  it('keep what an update leaves out', async () => {
    const { id } = await cloud.ok('POST', '/dataset/create', { name: 'up', type: 'IMAGE', description: 'kept' });
    await cloud.ok('POST', `/dataset/update/${id}`, { name: 'up 2' });
    assert.deepEqual([(await info(id)).name, (await info(id)).description], ['up 2', 'kept']);
    await cloud.ok('POST', `/dataset/update/${id}`, { description: null });
    assert.equal((await info(id)).description, null);
    const other = await cloud.dataset('taken');
    assert.equal(await cloud.code('POST', `/dataset/update/${other}`, { name: 'up 2' }), 'NAME_DUPLICATED');
    assert.equal(await cloud.code('POST', `/dataset/update/${other}`, { name: 'taken' }), 'OK');
  });

  it('lose what a replacement leaves out', async () => {
    const { id } = await cloud.ok('POST', '/dataset/create', { name: 'rep', type: 'IMAGE', description: 'gone' });
    assert.equal(await cloud.code('POST', `/dataset/replace/${id}`, { description: 'x' }), 'ILLEGAL_PARAM');
    await cloud.ok('POST', `/dataset/replace/${id}`, { name: 'rep 2' });
    assert.deepEqual([(await info(id)).name, (await info(id)).description], ['rep 2', null]);
  });

  it('are told together, without those that are unknown', async () => {
    const [a, b] = [await cloud.dataset('a'), await cloud.dataset('b')];
    const found = await cloud.ok('GET', `/dataset/info?datasetIds=${b},1,${a}`);
    assert.deepEqual(
      found.map(({ id }: any) => id),
      [a, b],
    );
    assert.equal(await cloud.code('GET', '/dataset/info/1'), 'RESOURCE_NOT_FOUND');
    assert.equal(await cloud.code('GET', '/dataset/info/abc'), 'ILLEGAL_PARAM');
    const ids = (n: number): string => Array.from({ length: n }, (_, i) => i + 1).join(',');
    assert.equal(await cloud.code('GET', `/dataset/info?datasetIds=${ids(100)}`), 'OK');
    assert.equal(await cloud.code('GET', `/dataset/info?datasetIds=${ids(101)}`), 'ILLEGAL_PARAM');
    assert.equal(await cloud.code('GET', '/dataset/info?datasetIds='), 'ILLEGAL_PARAM');
  });

  it('go alone or together with all that is in them, or not at all when one is unknown', async () => {
    const [a, b, c] = [await cloud.dataset('x1'), await cloud.dataset('x2'), await cloud.dataset('x3')];
    await cloud.data(a, 2);
    assert.equal(await cloud.code('POST', `/dataset/delete?datasetIds=${b},1`), 'RESOURCE_NOT_FOUND');
    assert.equal((await info(b)).id, b);
    await cloud.ok('POST', `/dataset/delete?datasetIds=${a},${b}`);
    await cloud.ok('POST', `/dataset/delete/${c}`);
    assert.equal(await cloud.code('POST', `/dataset/delete/${c}`), 'RESOURCE_NOT_FOUND');
    const left = (await cloud.server.rows('dataset')).map(({ id }) => id);
    assert.deepEqual(
      [a, b, c].filter((id) => left.includes(String(id))),
      [],
    );
    assert.deepEqual(
      (await cloud.server.rows('item')).filter(({ datasetId }) => datasetId === String(a)),
      [],
    );
  });

  it('answer bare ids when a test wants it so', async () => {
    await cloud.mode('bareId', true);
    assert.equal(typeof (await cloud.ok('POST', '/dataset/create', { name: 'bare', type: 'IMAGE' })), 'number');
    await cloud.mode('bareId', null);
  });
});
