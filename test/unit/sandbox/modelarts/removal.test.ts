import assert from 'node:assert/strict';
import { endAll, send, until } from '../harness';
import { picture } from '../pictures';
import { Arts } from './arts';

describe('removal and sync in the ModelArts sandbox', function () {
  this.timeout(60_000);
  let arts: Arts;
  let id: string;

  beforeEach(async () => {
    arts = await Arts.start();
    id = await arts.id('classify');
  });
  afterEach(endAll);

  const remove = (samples: string[], delete_source?: boolean): Promise<any> =>
    arts.ok('POST', `/datasets/${id}/data-annotations/samples/delete`, { samples, delete_source });
  const ids = async (): Promise<string[]> => (await arts.samples(id)).map((one) => one.sample_id);
  const objects = async (): Promise<string[]> =>
    (await arts.server.rows('object')).map(({ key }) => key).filter((key) => key.includes('/classify/'));
  const status = (): Promise<any> => arts.ok('GET', `/datasets/${id}/sync-data/status`);
  const sync = async (): Promise<any> => {
    const started = await arts.call('POST', `/datasets/${id}/sync-data`, {});
    assert.deepEqual([started.status, started.text], [200, '']);
    return until(async () => {
      const task = await status();
      return task.status === 'RUNNING' ? undefined : task;
    });
  };

  it('tells by position which ids it did not know', async () => {
    const [a, b] = await ids();
    assert.deepEqual(await remove([a!]), { success: true });
    const reply = await remove([a!, b!, 'x']);
    assert.deepEqual([reply.success, reply.error_code], [false, 'ModelArts.4424']);
    assert.deepEqual(
      reply.results.map((one: any) => one.error_code ?? one.success),
      ['ModelArts.4420', true, 'ModelArts.4420'],
    );
    assert.equal((await ids()).length, 6);
    assert.equal((await objects()).length, 8);
  });

  it('may tell nothing of each id, or too little', async () => {
    const [a, b] = await ids();
    await arts.mode('results', 'missing');
    assert.deepEqual(Object.keys(await remove([a!, 'x'])), ['success', 'error_code', 'error_msg']);
    await arts.mode('results', 'short');
    assert.equal((await remove([b!, 'x'])).results.length, 1);
    assert.equal((await ids()).length, 6);
  });

  it('takes the object too when asked to, and answers success for a sample that stays', async () => {
    const [a, b] = await ids();
    await arts.mode('stubborn', b);
    assert.deepEqual(await remove([a!, b!], true), { success: true });
    assert.deepEqual([(await ids()).length, (await objects()).length], [7, 7]);
    assert.ok((await ids()).includes(b!));
  });

  it('refuses none and more than 100 ids', async () => {
    const path = `/datasets/${id}/data-annotations/samples/delete`;
    assert.deepEqual(await arts.fault('POST', path, { samples: [] }), [400, 'ModelArts.4202']);
    assert.deepEqual(await arts.fault('POST', path, { samples: Array(101).fill('x') }), [400, 'ModelArts.4384']);
  });

  it('brings samples back with new ids when their objects stayed', async () => {
    const [a, b] = await ids();
    await remove([a!]);
    await remove([b!], true);
    assert.equal((await status()).status, 'NOT_EXIST');
    const task = await sync();
    const { status: word, add_sample_count, deleted_sample_count, total_sample_count } = task;
    assert.deepEqual([word, add_sample_count, deleted_sample_count, total_sample_count], ['COMPLETED', 1, 0, 7]);
    const names = (await arts.samples(id)).map((one) => one.sample_name);
    assert.deepEqual([names.includes('000.jpg'), names.includes('001.jpg')], [true, false]);
    assert.ok(!(await ids()).includes(a!));
  });

  it('finds new objects and forgets samples whose objects are gone', async () => {
    assert.equal((await arts.obs('PUT', '/acme-vision/classify/in/sub/new.png', picture(4, 4))).status, 200);
    assert.equal((await arts.obs('PUT', '/acme-vision/classify/in/note.txt', 'no picture')).status, 200);
    assert.equal((await arts.obs('DELETE', '/acme-vision/classify/in/000.jpg')).status, 204);
    assert.equal((await arts.samples(id)).length, 8);
    const { add_sample_count, deleted_sample_count } = await sync();
    assert.deepEqual([add_sample_count, deleted_sample_count], [1, 1]);
    const fresh = (await arts.samples(id)).find((one) => one.sample_name === 'new.png');
    assert.deepEqual(
      [fresh.sample_dir, (await send('GET', fresh.source)).status],
      ['/acme-vision/classify/in/sub/', 200],
    );
  });

  it('is refused while a sync runs, in one of two ways', async () => {
    await arts.server.control('PUT', '/pace', { msPerItem: 60_000 });
    await arts.call('POST', `/datasets/${id}/sync-data`, {});
    const [a] = await ids();
    const { success, error_code, results } = await remove([a!]);
    assert.deepEqual([success, error_code, results], [false, 'ModelArts.4424', undefined]);
    await arts.mode('busyDelete', 'status');
    const path = `/datasets/${id}/data-annotations/samples/delete`;
    assert.deepEqual(await arts.fault('POST', path, { samples: [a] }), [500, 'ModelArts.4424']);
    assert.deepEqual(await arts.fault('POST', `/datasets/${id}/sync-data`, {}), [400, 'ModelArts.4355']);
    assert.equal((await arts.ok('GET', `/datasets/${id}`)).status, 5);
    assert.equal((await ids()).length, 8);
  });

  it('tells of a sync that fails', async () => {
    await arts.mode('failSync', true);
    const { status: word, error_code } = await sync();
    assert.deepEqual([word, error_code], ['FAILED', 'ModelArts.4651']);
  });

  it('of a label can take the samples that have only it, and their objects', async () => {
    const labels = `/datasets/${id}/data-annotations/labels`;
    const renamed = [{ name: 'day', property: { '@modelarts:rename_to': 'noon' } }];
    assert.equal((await arts.ok('PUT', labels, { labels: renamed })).success, true);
    assert.equal((await arts.samples(id, 'label_name=noon')).length, 3);
    assert.equal((await arts.ok('POST', labels, { labels: [{ name: 'dusk', type: 0 }] })).success, true);
    const twice = await arts.ok('POST', labels, { labels: [{ name: 'dusk', type: 0 }] });
    assert.deepEqual([twice.success, twice.results[0].error_code], [false, 'ModelArts.4411']);
    assert.equal((await arts.ok('GET', labels)).total_number, 3);
    assert.equal((await arts.call('PUT', `${labels}/dusk`, { '@modelarts:color': '#000000' })).status, 204);
    const drop = (name: string, policy: string): Promise<any> =>
      arts.ok('POST', `${labels}/delete${policy}`, { labels: [{ name, type: 0 }] });
    assert.equal((await drop('dusk', '')).success, true);
    assert.equal((await drop('noon', '?delete_policy=2')).success, true);
    assert.deepEqual([(await ids()).length, (await objects()).length], [5, 5]);
    assert.equal((await arts.call('DELETE', `${labels}/crossing`)).status, 204);
    assert.deepEqual([(await ids()).length, (await objects()).length], [3, 5]);
    assert.deepEqual(await arts.fault('DELETE', `${labels}/crossing`), [400, 'ModelArts.4410']);
  });
});
