import assert from 'node:assert/strict';
import { join } from 'node:path';
import { picture } from '../pictures';
import { endAll, root, send, start, zip, type Server } from '../harness';

describe('lists', function () {
  this.timeout(60_000);
  after(endAll);

  it('gives an empty page and the right total past the end', async () => {
    const server = await start('--empty');
    const id = await server.dataset('pages');
    await server.upload(
      id,
      'p.zip',
      await zip({ 'image_0/a.png': picture(2, 2), 'image_0/b.png': picture(2, 2), 'image_0/c.png': picture(2, 2) }),
    );
    const page = (n: number): Promise<any> =>
      server.ok('GET', `/data/findByPage?datasetId=${id}&pageNo=${n}&pageSize=2`);
    const names = async (n: number): Promise<unknown> => [
      (await page(n)).total,
      (await page(n)).list.map((row: { name: string }) => row.name),
    ];
    assert.deepEqual(
      [await names(1), await names(2), await names(3)],
      [
        [3, ['a', 'b']],
        [3, ['c']],
        [3, []],
      ],
    );
  });

  describe('of a million', () => {
    const rowCount = 1_000_000;
    let server: Server;
    let id: number;
    let first: number;
    const page = (query: string): Promise<any> => server.ok('GET', `/data/findByPage?datasetId=${id}${query}`);

    before(async () => {
      server = await start('--empty', '--rows', String(rowCount));
      const { list } = await server.ok('GET', '/dataset/findByPage?name=million');
      assert.deepEqual([list.length, list[0].itemCount], [1, rowCount]);
      id = list[0].id;
      first = (await page('&pageSize=1&sortField=CREATED_AT&ascOrDesc=ASC')).list[0].id;
    });

    it('gives any page', async () => {
      for (const n of [1, 1000, rowCount / 500]) {
        const { total, list } = await page(`&pageNo=${n}&pageSize=500`);
        assert.deepEqual([total, list.length, list[0].id], [rowCount, 500, first + (n - 1) * 500]);
      }
    });

    it('is walked by id', async () => {
      const ids = Array.from({ length: 300 }, (_, i) => first + rowCount - 200 + i);
      const rows = await server.ok('GET', `/data/listByIds?dataIds=${ids.join(',')}`);
      assert.deepEqual(
        rows.map((row: { id: number }) => row.id),
        ids.slice(0, 200),
      );
      assert.deepEqual((await server.ok('GET', `/data/getDataStatusByIds?dataIds=${first},${first - 1}`)).length, 1);
      assert.equal(rows[199].name, 'item_1000000');
      const reply = await send('GET', rows[0].content[0].files[0].file.url);
      assert.deepEqual(
        [reply.status, reply.headers['content-type'], reply.bytes.length],
        [200, 'image/png', rows[0].content[0].files[0].file.size],
      );
    });

    it('is filtered and sorted', async () => {
      const { total, list } = await page('&name=_000012_&sortField=NAME&ascOrDesc=DESC&pageSize=3');
      assert.deepEqual(
        [total, list.map((row: { name: string }) => row.name)],
        [10, ['item_0000129', 'item_0000128', 'item_0000127']],
      );
    });

    it('loses what is deleted, for lists, counts and pages', async () => {
      const ids = Array.from({ length: 10_000 }, (_, i) => first + 1 + 2 * i);
      await server.ok('POST', '/data/deleteBatch', { datasetId: id, ids });
      const { total, list } = await page('&pageSize=3');
      assert.deepEqual([total, list.map((row: { id: number }) => row.id - first)], [rowCount - 10_000, [0, 2, 4]]);
      assert.equal((await page('&pageNo=10001&pageSize=1')).list[0].id, first + 20_000);
      assert.equal((await page('&pageNo=990000&pageSize=1')).list[0].id, first + rowCount - 1);
      assert.deepEqual(await server.ok('GET', `/data/getDataStatusByIds?dataIds=${first + 1}`), []);
      assert.equal((await server.ok('GET', `/dataset/${id}/statistics/dataStatus`)).itemCount, rowCount - 10_000);
      assert.equal(
        await server.code('POST', '/data/deleteBatch', { datasetId: id, ids: [first + 1] }),
        'DATA_NOT_FOUND',
      );
    });

    it('takes splits and locks like any other', async () => {
      await server.ok('POST', '/data/split/dataIds', { dataIds: [first + 4], splitType: 'TEST' });
      assert.deepEqual(
        (await page('&splitType=TEST')).list.map((row: { id: number }) => row.id),
        [first + 4],
      );
      await server.ok('POST', '/data/annotate', { datasetId: id, operateItemType: 'SINGLE_DATA', dataIds: [first] });
      assert.equal(
        await server.code('POST', '/data/deleteBatch', { datasetId: id, ids: [first, first + 4] }),
        'DATASET_DATA_OTHERS_ANNOTATING',
      );
    });

    it('shows what is uploaded beside it', async () => {
      const before: number = (await page('&pageSize=1')).total;
      await server.upload(id, 'new.png', picture(2, 2));
      assert.equal((await page('&pageSize=1')).total, before + 1);
      assert.equal((await page(`&pageNo=${before + 1}&pageSize=1`)).list[0].name, 'new');
    });
  });

  describe('of the samples', () => {
    let server: Server;
    let ids: Map<string, number>;
    before(async () => {
      server = await start('--samples', join(root, 'media', 'samples'));
      ids = new Map(
        (await server.ok('GET', '/dataset/findByPage?pageSize=50')).list.map((one: any) => [one.name, one.id]),
      );
    });

    it('holds pictures with objects of classes, some of them annotated', async () => {
      const rows = await server.list(ids.get('Sample pictures')!);
      assert.equal(rows.length, 12);
      assert.deepEqual(new Set(rows.map((row) => row.annotationStatus)), new Set(['ANNOTATED', 'NOT_ANNOTATED']));
      const objects = (await server.rows('annotation')).filter((one) => one.datasetId === ids.get('Sample pictures'));
      assert.equal(objects.length, 41);
      const classes = new Set((await server.rows('class')).map((one) => one.id));
      assert.ok(objects.every((one) => classes.has(one.classId) && one.sourceId === -1));
    });

    it('holds a street with a scene, cameras and results', async () => {
      const id = ids.get('Sample street')!;
      const rows = await server.list(id);
      assert.deepEqual(
        rows.map((row) => [row.name, row.type]),
        [
          ['scene_street', 'SCENE'],
          ['parking_a', 'SINGLE_DATA'],
          ['parking_b', 'SINGLE_DATA'],
        ],
      );
      const frames = await server.list(id, `&parentId=${rows[0].id}`);
      assert.deepEqual(
        frames.map((row) => row.name),
        ['000', '001', '002', '003', '004', '005', '006', '007'],
      );
      assert.deepEqual(
        frames[0].content.map((node: { name: string }) => node.name),
        ['camera_config', 'camera_image_0', 'camera_image_1', 'camera_image_2', 'lidar_point_cloud_0'],
      );
      const { results } = await server.ok('GET', `/data/getDataAndResult?datasetId=${id}&dataIds=${frames[0].id}`);
      assert.equal(results[0].objects.filter((one: { type: string }) => one.type === '3D_BOX').length, 16);
    });

    it('holds dialogues', async () => {
      const rows = await server.list(ids.get('Sample dialogue')!);
      assert.deepEqual(
        rows.map((row) => row.name),
        ['point_cloud_question_1', 'trip_to_hangzhou_1', 'trip_to_hangzhou_2', 'trip_to_hangzhou_3'],
      );
    });
  });
});
