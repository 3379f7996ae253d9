import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endAll, root, send } from '../harness';
import { Arts, xmlCode } from './arts';

const cat = readFileSync(join(root, 'media', 'samples', 'pictures', 'cat.jpg'));

describe('samples of the ModelArts sandbox', function () {
  this.timeout(60_000);
  let arts: Arts;
  let id: string;
  let path: string;

  before(async () => {
    arts = await Arts.start();
    id = await arts.id('street-signs');
    path = `/datasets/${id}/data-annotations/samples`;
  });
  after(endAll);
  afterEach(() => arts.server.control('POST', '/clock', { skewSeconds: 0 }));

  const names = async (query: string): Promise<string[]> =>
    (await arts.samples(id, `limit=100&${query}`)).map((one) => one.sample_name);
  const search = (condition: object): Promise<string[]> =>
    names(`search_conditions=${encodeURIComponent(JSON.stringify([condition]))}`);

  it('are told with their labels and a link to their bytes', async () => {
    const [sample] = await arts.samples(id, `search_conditions=${encodeURIComponent('[{"sample_name":"cat"}]')}`);
    assert.match(sample.sample_id, /^[0-9a-f]{32}$/);
    const { sample_type, sample_name, sample_dir, sample_size, sample_status } = sample;
    assert.deepEqual(
      [sample_type, sample_name, sample_dir, sample_size, sample_status],
      [0, 'cat.jpg', '/acme-vision/signs/in/', cat.length, 'MANUAL_ANNOTATION'],
    );
    const [label] = sample.labels;
    assert.equal(label.property['@modelarts:shape'], 'bndbox');
    assert.deepEqual(
      label.property['@modelarts:feature'].map((corner: number[]) => corner.length),
      [2, 2],
    );
    const source = new URL(sample.source);
    assert.deepEqual([source.origin, source.pathname], [arts.server.origin, '/acme-vision/signs/in/cat.jpg']);
    assert.ok((await send('GET', sample.source)).bytes.equals(cat));
    const { source: again, ...one } = await arts.ok('GET', `${path}/${sample.sample_id}`);
    assert.ok(again);
    assert.deepEqual({ ...one, source: sample.source }, sample);
    assert.deepEqual(await arts.fault('GET', `${path}/${'0'.repeat(32)}`), [400, 'ModelArts.4420']);
  });

  it('have links that end, open one object, and carry no credential of the service', async () => {
    const [{ source }] = await arts.samples(id, 'limit=1');
    const changed = source.replace('astronaut', 'brick');
    assert.deepEqual(xmlCode(await send('GET', changed)), [403, 'SignatureDoesNotMatch']);
    assert.deepEqual(xmlCode(await send('PUT', source, 'x')), [403, 'SignatureDoesNotMatch']);
    const longer = source.replace(/Expires=(\d+)/, (_: string, at: string) => `Expires=${Number(at) + 1}`);
    assert.deepEqual(xmlCode(await send('GET', longer)), [403, 'SignatureDoesNotMatch']);
    const token = await arts.token();
    assert.equal((await send('GET', source, undefined, { 'x-auth-token': token })).status, 400);
    assert.equal((await send('GET', source, undefined, { authorization: 'SDK-HMAC-SHA256 Access=x' })).status, 400);
    await arts.server.control('POST', '/clock', { skewSeconds: 3700 });
    assert.deepEqual(xmlCode(await send('GET', source)), [403, 'AccessDenied']);
  });

  it('may be asked for as thumbnails, which are signed in', async () => {
    const [{ source, preview }] = await arts.samples(
      id,
      'limit=1&preview=true&process_parameter=image%2Fresize%2Ch_200',
    );
    assert.equal(new URL(source).searchParams.get('x-image-process'), 'image/resize,h_200');
    assert.equal((await send('GET', source)).status, 200);
    assert.equal((await send('GET', source.replace('h_200', 'h_300'))).status, 403);
    assert.equal((await send('GET', preview)).status, 200);
  });

  it('are found by state, label, name and folder', async () => {
    assert.equal((await names('')).length, 12);
    assert.equal((await names('sample_state=__ALL__')).length, 9);
    assert.equal((await names('sample_state=__NONE__')).length, 3);
    assert.deepEqual(await names('sample_state=__AUTO_ANNOTATION__'), []);
    assert.deepEqual(await names('sample_state=__REJECTED__'), []);
    assert.deepEqual(await arts.fault('GET', `${path}?sample_state=ALL`), [400, 'ModelArts.4384']);
    assert.deepEqual(await names('label_name=cat'), ['cat.jpg']);
    assert.deepEqual(await search({ sample_name: 'co' }), ['coffee.jpg', 'coins.jpg']);
    assert.equal((await search({ sample_dir: '/acme-vision/signs/in/' })).length, 12);
    assert.deepEqual(await search({ sample_dir: '/acme-vision/signs/' }), []);
    const labels = [{ name: 'cat' }, { name: 'eye' }];
    assert.deepEqual(await search({ label_list: { labels, op: 'AND' } }), ['cat.jpg']);
    assert.deepEqual((await names('order=desc'))[0], 'tissue.jpg');
  });

  it('may tell less, or in other words, when a test wants it so', async () => {
    await arts.mode('bareSamples', true);
    await arts.mode('sampleStatus', 'tokens');
    const [sample] = await arts.samples(id, 'limit=1');
    assert.deepEqual([sample.sample_name, sample.sample_size, sample.sample_status], [undefined, undefined, '__ALL__']);
    await arts.mode('bareSamples', null);
    await arts.mode('sampleStatus', null);
  });

  it('are added as base64, each with a result of its own', async () => {
    const data = cat.toString('base64');
    const labels = [{ name: 'cat', type: 1 }];
    const samples = [
      { name: 'new.jpg', data, labels },
      { name: 'cat.jpg', data },
      { name: 'bad<.jpg', data },
      { name: 'broken.jpg', data: `${data.slice(0, -2)}*` },
      { name: 'new.txt', data },
      { name: 'huge.jpg', data: Buffer.alloc(12 * 1024 ** 2 + 1).toString('base64') },
    ];
    const reply = await arts.byToken('POST', `/v2/${arts.project}${path}`, await arts.token(), { samples });
    const { success, error_code, results } = JSON.parse(reply.text);
    assert.deepEqual([reply.status, success, error_code], [200, false, 'ModelArts.4421']);
    assert.deepEqual(
      results.map((one: any) => one.error_code?.slice(10) ?? one.name),
      ['/acme-vision/signs/in/new.jpg', '4422', '4384', '4421', '4421', '4656'],
    );
    const added = await arts.ok('GET', `${path}/${results[0].info}`);
    assert.deepEqual([added.sample_name, added.labels, added.sample_status], ['new.jpg', labels, 'MANUAL_ANNOTATION']);
    assert.ok((await send('GET', added.source)).bytes.equals(cat));
    const unsure = { final_annotation: false, samples: [{ name: 'auto.jpg', data, labels }] };
    assert.equal((await arts.ok('POST', path, unsure)).success, true);
    assert.deepEqual(await names('sample_state=__AUTO_ANNOTATION__'), ['auto.jpg']);
  });

  it('get new labels in place of the old ones', async () => {
    const [{ sample_id }] = await arts.samples(id, 'limit=1');
    const relabel = (samples: object[]): Promise<any> => arts.ok('PUT', path, { samples });
    const labels = [{ name: 'cat', type: 1, property: {} }];
    assert.equal((await relabel([{ sample_id, labels }])).success, true);
    assert.deepEqual((await arts.ok('GET', `${path}/${sample_id}`)).labels, labels);
    const { success, results } = await relabel([{ sample_id }, { sample_id: 'x' }]);
    assert.deepEqual([success, results[0].success, results[1].error_code], [false, true, 'ModelArts.4420']);
    assert.equal((await arts.ok('GET', `${path}/${sample_id}`)).sample_status, 'UN_ANNOTATION');
  });

  it('are counted', async () => {
    const { sample_stats, label_stats } = await arts.ok('GET', `/datasets/${id}/data-annotations/stats`);
    const { un_annotation, manual_annotation, auto_annotation, all } = sample_stats;
    const parts: number[] = [un_annotation, manual_annotation, auto_annotation];
    assert.equal(
      all,
      parts.reduce((sum, part) => sum + part),
    );
    assert.equal(label_stats.find((one: any) => one.name === 'coin').count, 24);
    const { metrics } = await arts.ok(
      'GET',
      `/datasets/${id}/metrics?start_time=${Date.UTC(2020, 0)}&end_time=${Date.now()}`,
    );
    assert.deepEqual(Object.values(metrics.total), [all]);
    const { labels } = await arts.ok('GET', `/datasets/${id}/data-annotations/search-condition`);
    assert.equal(labels.length, label_stats.length);
  });
});
