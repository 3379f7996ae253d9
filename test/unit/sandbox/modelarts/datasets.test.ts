import assert from 'node:assert/strict';
import { endAll, until } from '../harness';
import { Arts } from './arts';

const sourcePaths = [{ data_type: 0, data_path: '/acme-vision/signs/in/' }];
const datasetBody = {
  dataset_name: 'made',
  dataset_type: 1,
  data_sources: sourcePaths,
  work_path: '/acme-vision/made/work/',
  labels: [{ name: 'stop', type: 1, property: { '@modelarts:color': '#3399ff' } }],
};

describe('datasets of the ModelArts sandbox', function () {
  this.timeout(60_000);
  let arts: Arts;

  before(async () => {
    arts = await Arts.start();
  });
  after(endAll);

  const info = (id: string): Promise<any> => arts.ok('GET', `/datasets/${id}`);
  const names = async (query: string): Promise<string[]> =>
    (await arts.ok('GET', `/datasets?${query}`)).datasets.map((one: any) => one.dataset_name);

  it('are listed, sorted and searched', async () => {
    const { total_number, datasets } = await arts.ok('GET', '/datasets?file_preview=True&with_labels=true');
    assert.deepEqual([total_number, datasets.length], [3, 3]);
    const [free, , signs] = datasets;
    assert.deepEqual([free.dataset_name, free.dataset_type, free.total_sample_count], ['free', 900, 4]);
    assert.deepEqual([signs.samples.length, signs.status, signs.annotated_sample_count], [4, 1, 9]);
    assert.match(signs.dataset_id, /^[A-Za-z0-9]{20}$/);
    assert.ok(signs.labels.length > 3);
    assert.deepEqual(await names('sort_by=dataset_name&order=asc'), ['classify', 'free', 'street-signs']);
    assert.deepEqual(await names('search_content=SIGN'), ['street-signs']);
    assert.deepEqual(await names('dataset_type=0'), ['classify']);
    for (const query of ['limit=0', 'limit=101', 'offset=-1', 'sort_by=size', 'file_preview=maybe'])
      assert.deepEqual(await arts.fault('GET', `/datasets?${query}`), [400, 'ModelArts.4384'], query);
  });

  it('page by records, or by pages when a test wants it so', async () => {
    assert.deepEqual(await names('limit=2&offset=2'), ['street-signs']);
    assert.deepEqual(await names('limit=2&offset=1'), ['classify', 'street-signs']);
    await arts.mode('offset', 'page');
    assert.deepEqual(await names('limit=2&offset=1'), ['street-signs']);
    await arts.mode('offset', null);
  });

  it('come into being by and by', async () => {
    await arts.server.control('PUT', '/pace', { msPerItem: 60 });
    const { dataset_id: id } = JSON.parse((await arts.call('POST', '/datasets', datasetBody)).text);
    assert.equal((await info(id)).status, 0);
    assert.equal((await info(id)).total_sample_count, 0);
    await until(async () => ((await info(id)).status === 1 ? true : undefined));
    assert.deepEqual([(await info(id)).total_sample_count, (await info(id)).labels[0].name], [12, 'stop']);
    await arts.server.control('PUT', '/pace', { msPerItem: 1 });
    assert.deepEqual(await arts.fault('POST', '/datasets', datasetBody), [400, 'ModelArts.4351']);
  });

  const refusals: [string, object, string][] = [
    ['a name with a blank', { dataset_name: 'a b' }, '4384'],
    ['a name of 101 characters', { dataset_name: 'a'.repeat(101) }, '4384'],
    ['an unknown type', { dataset_type: 7 }, '4396'],
    ['no source', { data_sources: [] }, '4202'],
    ['two sources', { data_sources: [...sourcePaths, ...sourcePaths] }, '4396'],
    ['a bucket that is not there', { data_sources: [{ data_type: 0, data_path: '/nothing/in/' }] }, '4311'],
    ['a source without a slash', { data_sources: [{ data_type: 0, data_path: '/acme-vision/in' }] }, '4340'],
    ['the bucket as work path', { work_path: '/acme-vision/' }, '4340'],
    ['a work path below the source', { work_path: '/acme-vision/signs/in/work/' }, '4340'],
    ['a description with a sign', { description: 'a < b' }, '4384'],
  ];
  for (const [what, change, code] of refusals)
    it(`refuse ${what}`, async () => {
      const body = { ...datasetBody, dataset_name: 'refused', ...change };
      assert.deepEqual(await arts.fault('POST', '/datasets', body), [400, `ModelArts.${code}`]);
    });

  it('change their name, description and labels', async () => {
    const id = await arts.id('free');
    const path = `/datasets/${id}`;
    assert.deepEqual(await arts.ok('PUT', path, { description: 'any' }), { dataset_id: id });
    await arts.ok('PUT', path, { dataset_name: 'freer', add_labels: [{ name: 'new' }] });
    const { dataset_name, description, labels } = await info(id);
    assert.deepEqual([dataset_name, description, labels[0].name], ['freer', 'any', 'new']);
    await arts.ok('PUT', path, { dataset_name: 'free', delete_labels: [{ name: 'new' }] });
    assert.deepEqual((await info(id)).labels, []);
    assert.deepEqual(await arts.fault('PUT', path, { dataset_name: 'classify' }), [400, 'ModelArts.4351']);
    assert.deepEqual(await arts.ok('GET', `${path}/versions`), { total_number: 0, versions: [] });
  });

  it('go, but not while label tasks are open; their objects stay', async () => {
    const id = await arts.id('classify');
    await arts.mode('openTasks', id);
    assert.deepEqual(await arts.fault('DELETE', `/datasets/${id}`), [403, 'ModelArts.4803']);
    await arts.mode('openTasks', null);
    const gone = await arts.call('DELETE', `/datasets/${id}`);
    assert.deepEqual([gone.status, gone.text], [204, '']);
    assert.deepEqual(await arts.fault('GET', `/datasets/${id}`), [400, 'ModelArts.4352']);
    assert.deepEqual(await arts.fault('DELETE', `/datasets/${id}`), [400, 'ModelArts.4352']);
    const objects = (await arts.server.rows('object')).filter(({ key }) => key.includes('/classify/'));
    assert.equal(objects.length, 8);
    assert.ok(!(await arts.server.rows('sample')).some(({ dataset }) => dataset === id));
  });

  it('show no total over 100 when a test wants it so', async () => {
    const big = await Arts.start('--empty', '--rows', '250');
    const id = await big.id('million');
    const path = `/datasets/${id}/data-annotations/samples?limit=100`;
    const pages = async (): Promise<number[]> => {
      const counts = [];
      for (const offset of [0, 100, 200, 300])
        counts.push((await big.ok('GET', `${path}&offset=${offset}`)).samples.length);
      return counts;
    };
    assert.equal((await big.ok('GET', path)).sample_count, 250);
    assert.deepEqual(await pages(), [100, 100, 50, 0]);
    await big.mode('totalCap', true);
    assert.equal((await big.ok('GET', path)).sample_count, 100);
    await big.mode('emptyPage', true);
    assert.deepEqual(await pages(), [100, 0, 100, 50]);
  });
});
