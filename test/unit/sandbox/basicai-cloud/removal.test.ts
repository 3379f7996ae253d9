import assert from 'node:assert/strict';
import { endAll, until } from '../harness';
import { Cloud } from './cloud';

describe('removal from the BasicAI Cloud sandbox', function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let id: number;

  before(async () => {
    cloud = await Cloud.start('--empty');
  });
  beforeEach(async () => {
    id = await cloud.dataset(`removal ${Math.random()}`);
  });
  after(endAll);

  const removeMany = (ids: number[]): Promise<string> =>
    cloud.code('POST', `/dataset/batchRemoveData/${id}?dataIds=${ids.join(',')}`);

  it('takes one datum, and tells when there is none', async () => {
    const [a, b] = await cloud.data(id, 2);
    const envelope = await cloud.envelope('POST', `/dataset/removeData/${id}/${a}`);
    assert.deepEqual(envelope, { code: 'OK', message: '', data: null });
    assert.equal(await cloud.code('POST', `/dataset/removeData/${id}/${a}`), 'RESOURCE_NOT_FOUND');
    const other = await cloud.dataset('other');
    assert.equal(await cloud.code('POST', `/dataset/removeData/${other}/${b}`), 'RESOURCE_NOT_FOUND');
    assert.deepEqual(await cloud.ids(id), [b]);
    await cloud.ok('POST', `/dataset/delete/${other}`);
  });

  it('takes up to 100 data, or none when one is unknown', async () => {
    const ids = await cloud.data(id, 100);
    assert.equal(await removeMany([...ids.slice(0, 3), 1]), 'RESOURCE_NOT_FOUND');
    assert.equal((await cloud.ids(id)).length, 100);
    assert.equal(await removeMany([...ids, 1]), 'ILLEGAL_PARAM');
    assert.equal(await removeMany(ids), 'OK');
    assert.deepEqual(await cloud.ids(id), []);
  });

  it('leaves out unknown ids in silence when a test wants it so', async () => {
    const ids = await cloud.data(id, 3);
    await cloud.mode('partialRemove', true);
    assert.equal(await removeMany([ids[0]!, 1]), 'OK');
    assert.deepEqual(await cloud.ids(id), ids.slice(1));
    await cloud.mode('partialRemove', false);
  });

  it('answers OK for an item that stays', async () => {
    const ids = await cloud.data(id, 3);
    await cloud.mode('stubborn', ids[1]);
    assert.equal(await removeMany(ids), 'OK');
    assert.equal(await cloud.code('POST', `/dataset/removeData/${id}/${ids[1]}`), 'OK');
    assert.deepEqual(await cloud.ids(id), [ids[1]]);
    await cloud.mode('stubborn', null);
  });

  it('takes the frames with their scene, and a batch only when it is empty', async () => {
    const batch = (await cloud.ok('POST', `/dataset/addBatch/${id}`, { name: 'b' })).id;
    const scene = (await cloud.ok('POST', `/dataset/addScene/${id}`, { name: 's', parentId: batch })).id;
    await cloud.data(id, 3, scene);
    assert.equal(await cloud.code('POST', `/dataset/removeBatch/${id}/${batch}`), 'OPERATION_FAILED');
    assert.equal(await cloud.code('POST', `/dataset/removeBatch/${id}/${scene}`), 'RESOURCE_NOT_FOUND');
    assert.equal(await cloud.code('POST', `/dataset/removeData/${id}/${scene}`), 'RESOURCE_NOT_FOUND');
    await cloud.ok('POST', `/dataset/removeScene/${id}/${scene}`);
    await cloud.ok('POST', `/dataset/removeBatch/${id}/${batch}`);
    const left = (await cloud.server.rows('item')).filter(({ datasetId }) => datasetId === String(id));
    assert.deepEqual(left, []);
  });

  it('may take its time: items stay listed until the work is done', async () => {
    const ids = await cloud.data(id, 4);
    await cloud.server.control('PUT', '/pace', { msPerItem: 100 });
    await cloud.mode('slowRemove', true);
    const from = Date.now();
    assert.equal(await removeMany(ids.slice(0, 3)), 'OK');
    assert.deepEqual(await cloud.ids(id), ids);
    await until(async () => ((await cloud.ids(id)).length === 1 ? true : undefined));
    assert.ok(Date.now() - from >= 290);
    await cloud.mode('slowRemove', false);
    await cloud.server.control('PUT', '/pace', { msPerItem: 1 });
  });
});
