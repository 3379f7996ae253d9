import assert from 'node:assert/strict';
import { captured } from '../pictures';
import { endAll, start, until, type Server } from '../harness';

describe('locks of three users', function () {
  this.timeout(60_000);
  let server: Server;
  let id: number;
  let tokens: string[];
  let rows: Map<string, number>;

  const lock = (token: string, dataIds: number[], operateItemType = 'SINGLE_DATA'): Promise<number> =>
    server.ok('POST', '/data/annotate', { datasetId: id, operateItemType, dataIds }, token);
  const remove = (...ids: number[]): Promise<string> =>
    server.code('POST', '/data/deleteBatch', { datasetId: id, ids });

  before(async () => {
    server = await start('--empty');
    tokens = [server.token, await server.user('ann'), await server.user('bob')];
    id = await server.dataset('locked');
    await server.upload(id, 'image-basic.zip', captured('image-basic.zip'));
    await server.upload(id, 'image-scene.zip', captured('image-scene.zip'));
    rows = new Map((await server.list(id)).map((row) => [row.name, row.id]));
  });
  after(endAll);
  afterEach(async () => {
    const all = await server.ok('GET', `/data/findLockRecordByDatasetId?datasetId=${id}`);
    await server.ok('POST', '/data/unLockByLockRecordIds', {
      lockRecordIds: all.map((one: { recordId: number }) => one.recordId),
    });
  });

  it('a record for each user; what another holds is skipped or refused', async () => {
    const [mine, anns] = [
      await lock(tokens[0]!, [rows.get('a1')!]),
      await lock(tokens[1]!, [rows.get('a1')!, rows.get('a2')!]),
    ];
    assert.notEqual(mine, anns);
    assert.equal(
      await server.code(
        'POST',
        '/data/annotate',
        { datasetId: id, operateItemType: 'SINGLE_DATA', dataIds: [rows.get('a1')] },
        tokens[2],
      ),
      'DATASET_DATA_EXIST_ANNOTATE',
    );
    const all = await server.ok('GET', `/data/findLockRecordByDatasetId?datasetId=${id}`);
    assert.deepEqual(all, [
      { recordId: mine, lockedNum: 1, lockedBy: 'sandbox' },
      { recordId: anns, lockedNum: 1, lockedBy: 'ann' },
    ]);
    const lockedBy = Object.fromEntries((await server.list(id)).map((row) => [row.name, row.lockedBy]));
    assert.deepEqual([lockedBy.a1, lockedBy.a2, lockedBy.a10], ['sandbox', 'ann', null]);
  });

  it('a foreign lock is opened by its owner, or by anyone through the other call', async () => {
    const anns = await lock(tokens[1]!, [rows.get('a1')!]);
    assert.equal(await server.code('POST', `/data/unLock/${anns}`), 'DATASET_DATA_UNLOCK_ID_ERROR');
    assert.equal(await remove(rows.get('a1')!), 'DATASET_DATA_OTHERS_ANNOTATING');
    assert.equal(await server.code('POST', `/data/unLock/${anns}`, undefined, tokens[1]), 'OK');
    const bobs = await lock(tokens[2]!, [rows.get('a1')!]);
    await server.ok('POST', '/data/unLockByLockRecordIds', { lockRecordIds: [bobs] });
    assert.equal((await server.rows('locks')).length, 0);
  });

  it('saving needs the own lock', async () => {
    await lock(tokens[1]!, [rows.get('a1')!]);
    const body = { datasetId: id, dataInfos: [{ dataId: rows.get('a1'), objects: [] }] };
    assert.equal(await server.code('POST', '/annotate/data/save', body), 'DATASET__DATA__DATA_HAS_BEEN_UNLOCKED');
    assert.equal(await server.code('POST', '/annotate/data/save', body, tokens[1]), 'OK');
  });

  it('one kind of items at a time for a user and a dataset', async () => {
    await lock(tokens[1]!, [rows.get('a1')!]);
    const scene = { datasetId: id, operateItemType: 'SCENE', dataIds: [rows.get('scene_one')] };
    assert.equal(
      await server.code('POST', '/data/annotate', scene, tokens[1]),
      'DATASET_DATA_EXIST_OTHER_TYPE_ANNOTATE',
    );
  });

  it('a locked frame keeps its scene from being deleted, and everything listed with it', async () => {
    const scene = rows.get('scene_one')!;
    const [frame] = await server.list(id, `&parentId=${scene}`);
    const record = await lock(tokens[2]!, [frame.id]);
    assert.equal(await remove(scene), 'DATASET_DATA_OTHERS_ANNOTATING');
    assert.equal(await remove(rows.get('alone')!, scene), 'DATASET_DATA_OTHERS_ANNOTATING');
    assert.equal((await server.rows('data')).filter((row) => row.deleted).length, 0);
    await server.ok('POST', `/data/unLock/${record}`, undefined, tokens[2]);
    assert.equal(await remove(scene), 'OK');
    assert.equal((await server.rows('data')).filter((row) => row.deleted).length, 4);
  });

  it('a scene is locked with all its frames, and submitted with them', async () => {
    const scene = rows.get('scene_Two')!;
    const record = await lock(tokens[1]!, [scene], 'SCENE');
    const { datas } = await server.ok('GET', `/data/findDataAnnotationRecord/${record}`, undefined, tokens[1]);
    assert.deepEqual(
      datas.map((one: { sceneId: number }) => one.sceneId),
      [scene, scene, scene],
    );
    assert.equal((await server.list(id)).find((row) => row.id === scene)!.lockedBy, 'ann');
    await server.ok('POST', `/data/flow/submit/${scene}`, undefined, tokens[1]);
    assert.deepEqual(
      (await server.list(id, `&parentId=${scene}`)).map((row) => row.annotationStatus),
      ['ANNOTATED', 'ANNOTATED', 'ANNOTATED'],
    );
  });

  it('annotations of deleted data go a moment later', async () => {
    const target = rows.get('a10')!;
    await lock(tokens[0]!, [target]);
    await server.ok('POST', '/annotate/data/save', {
      datasetId: id,
      dataInfos: [{ dataId: target, objects: [{ classAttributes: { type: 'POLYGON' } }] }],
    });
    const [{ recordId }] = await server.ok('GET', `/data/findLockRecordByDatasetId?datasetId=${id}`);
    await server.ok('POST', `/data/unLock/${recordId}`);
    assert.equal(await remove(target), 'OK');
    assert.equal((await server.rows('annotation')).length, 1);
    await until(async () => ((await server.rows('annotation')).length === 0 ? true : undefined));
  });
});
