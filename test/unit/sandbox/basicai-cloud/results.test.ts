import assert from 'node:assert/strict';
import { endAll } from '../harness';
import { Cloud } from './cloud';

describe('results of the BasicAI Cloud sandbox', function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let id: number;
  let cat: any;
  let brick: any;

  before(async () => {
    cloud = await Cloud.start();
    [{ id }] = (await cloud.ok('GET', '/dataset/list?name=harbour')).list;
    [cat] = (await cloud.ok('GET', `/dataset/listItem/${id}?name=cat`)).list;
    [brick] = (await cloud.ok('GET', `/dataset/listItem/${id}?name=brick`)).list;
  });
  after(endAll);

  const names = (records: any[]): [number, string][] => records.map((r) => [r.dataId, r.sourceName]);

  it('come from sources', async () => {
    const sources = await cloud.ok('GET', `/dataset/listAnnotationSource/${id}`);
    assert.deepEqual(
      sources.map(({ sourceType, sourceName }: any) => [sourceType, sourceName]),
      [
        ['DATA_FLOW', 'Without Task'],
        ['MODEL', 'Detector'],
      ],
    );
    await cloud.mode('wrapSources', true);
    assert.deepEqual(await cloud.ok('GET', `/dataset/listAnnotationSource/${id}`), { list: sources });
    await cloud.mode('wrapSources', null);
  });

  it('are told for one datum, from all sources or from one', async () => {
    const path = `/dataset/dataAnnotationResult/${id}/${cat.id}`;
    const records = await cloud.ok('GET', path);
    assert.deepEqual(names(records), [
      [cat.id, 'Without Task'],
      [cat.id, 'Detector'],
    ]);
    const [{ version, validity, instances, classificationValues, sourceId }] = records;
    assert.deepEqual([version, validity, classificationValues, instances.length], ['1.0', 'VALID', [], 3]);
    assert.deepEqual(Object.keys(instances[0].contour), ['points']);
    assert.deepEqual(names(await cloud.ok('GET', `${path}?sourceId=${sourceId}`)), [[cat.id, 'Without Task']]);
    assert.deepEqual(await cloud.ok('GET', `/dataset/dataAnnotationResult/${id}/${brick.id}`), []);
    assert.equal(await cloud.code('GET', `/dataset/dataAnnotationResult/${id}/1`), 'RESOURCE_NOT_FOUND');
  });

  it('are told for many data, with the slash and without', async () => {
    const query = `?dataIds=${brick.id},${cat.id},1`;
    const path = `/dataset/batchDataAnnotationResult/${id}`;
    const records = await cloud.ok('GET', `${path}/${query}`);
    assert.equal(records.length, 2);
    assert.deepEqual(await cloud.ok('GET', path + query), records);
    await cloud.mode('noSlash', true);
    assert.equal((await cloud.call('GET', `${path}/${query}`)).status, 404);
    assert.deepEqual(await cloud.ok('GET', path + query), records);
    await cloud.mode('noSlash', null);
    const many = Array.from({ length: 101 }, (_, i) => i + 1).join(',');
    assert.equal(await cloud.code('GET', `${path}?dataIds=${many}`), 'ILLEGAL_PARAM');
  });

  it('are told for the frames of a scene', async () => {
    const [night] = (await cloud.ok('GET', `/dataset/listItem/${id}?itemType=BATCH`)).list;
    const scenes = (await cloud.ok('GET', `/dataset/listItem/${id}?parentId=${night.id}`)).list;
    const counts = [];
    for (const scene of scenes)
      counts.push((await cloud.ok('GET', `/dataset/sceneAnnotationResult/${id}/${scene.id}`)).length);
    assert.deepEqual(counts, [4, 0]);
  });

  it('go with their data, and stand in the table', async () => {
    const before = (await cloud.server.rows('results')).filter(({ dataId }) => dataId === String(cat.id));
    assert.deepEqual(
      before.map(({ sourceName, instances }) => [sourceName, instances]),
      [
        ['Without Task', 3],
        ['Detector', 1],
      ],
    );
    await cloud.ok('POST', `/dataset/removeData/${id}/${cat.id}`);
    assert.ok(!(await cloud.server.rows('results')).some(({ dataId }) => dataId === String(cat.id)));
  });

  it('of point clouds are boxes in space, beside pictures of the same moment', async () => {
    const [tunnel] = (await cloud.ok('GET', '/dataset/list?type=LIDAR_FUSION')).list;
    const [datum] = (await cloud.ok('GET', `/dataset/listItem/${tunnel.id}`)).list;
    assert.deepEqual(
      [datum.lidarPointClouds.length, datum.cameraImages.length, datum.cameraConfig.filename],
      [1, 2, '000.json'],
    );
    const [record] = await cloud.ok('GET', `/dataset/dataAnnotationResult/${tunnel.id}/${datum.id}`);
    assert.deepEqual([record.instances[0].type, typeof record.instances[0].contour.size3D.x], ['3D_BOX', 'number']);
  });
});
