import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { endAll } from '../harness';
import { bytesPerGiB, Storage } from './storage';

describe('browsing EO storage', function () {
  this.timeout(60_000);
  let storage: Storage;
  const ids: Record<string, number> = {};
  before(async () => {
    storage = await Storage.open('--samples', 'media/samples');
    for (const row of await storage.server.rows('file')) ids[row.name] = Number(row.id);
  });
  after(endAll);

  it('a folder is listed page by page, with totals', async () => {
    const page = async (n: number): Promise<any> =>
      (await storage.post('/query/page', { page: n, size: 5, parentId: ids['north-block'] })).data;
    const [first, third, fourth] = [await page(1), await page(3), await page(4)];
    assert.deepEqual([first.total, first.pages, first.fileVoList.length], [12, 3, 5]);
    assert.equal(third.fileVoList.length, 2);
    assert.deepEqual(fourth.fileVoList, []);
  });

  it('pages are between 1 and 100', async () => {
    for (const bad of [{ page: 0, size: 10 }, { page: 1, size: 0 }, { page: 1, size: 101 }, { page: 1 }, { size: 1 }])
      assert.deepEqual([(await storage.post('/query/page', bad)).code], [400], JSON.stringify(bad));
    assert.equal((await storage.post('/query/page', { page: 1, size: 100 })).code, 200);
  });

  it('a file tells its size in 1024^3 bytes, its extension with a dot, the path of its folder', async () => {
    const cat = readFileSync('media/samples/pictures/cat.jpg');
    const { data } = await storage.get(`/query/file/details?datafileId=${ids['cat.jpg']}`);
    assert.deepEqual(
      [data.fileName, data.fileExtension, data.dirPath, data.folder, data.dataType, data.parentId],
      ['cat.jpg', '.jpg', '/survey/north-block', 0, 0, ids['north-block']],
    );
    assert.equal(data.size, cat.length / bytesPerGiB);
    assert.ok(data.updateTime > 1e12 && data.captureTime > 1e12);
  });

  it('a folder has its own path and none of what files have', async () => {
    const [preview] = await storage.list(ids.survey!);
    assert.deepEqual(
      [preview.fileName, preview.dirPath, preview.folder, preview.fileExtension, preview.dataType],
      ['north-block', '/survey/north-block', 1, null, null],
    );
  });

  it('the root is -1, and the tree has an id of its own for it', async () => {
    const { data } = await storage.get('/folder/tree');
    assert.equal(data.length, 1);
    const [top] = data;
    assert.deepEqual([top.path, top.parentId], ['/', null]);
    assert.deepEqual(
      top.children.map(({ name, path, parentId }: any) => [name, path, parentId]),
      [
        ['survey', '/survey', top.id],
        ['clouds', '/clouds', top.id],
        ['docs', '/docs', top.id],
      ],
    );
    assert.equal(top.children[0].children[0].path, '/survey/north-block');
    assert.deepEqual(await storage.names(-1), ['survey', 'clouds', 'docs']);
    assert.deepEqual(await storage.names(top.id), ['survey', 'clouds', 'docs']);
  });

  it('without a folder the search goes everywhere, in a folder no deeper', async () => {
    for (const parentId of [null, undefined]) {
      const found = await storage.post('/query/page', { page: 1, size: 100, parentId, fileName: 'CAT' });
      assert.deepEqual(
        found.data.fileVoList.map(({ fileName }: any) => fileName),
        ['cat.jpg'],
      );
    }
    assert.deepEqual(await storage.names(-1, { fileName: 'cat' }), []);
    assert.deepEqual(await storage.names(null, { fileName: '说明' }), ['说明.txt']);
    const all = await storage.post('/query/page', { page: 1, size: 100 });
    assert.equal(all.data.total, (await storage.server.rows('file')).length);
  });

  it('a folder tells how much is below it', async () => {
    const info = await storage.get(`/query/folder/info?dirPath=${encodeURIComponent('/survey')}`);
    const rows = (await storage.server.rows('file')).filter(({ parent }) => Number(parent) === ids['north-block']);
    assert.equal(info.data.filesCount, 12);
    assert.ok(
      Math.abs(info.data.allFilesSize * bytesPerGiB - rows.reduce((sum, { size }) => sum + Number(size), 0)) < 1,
    );
    assert.equal((await storage.get('/query/folder/info?dirPath=%2Fnowhere')).code, 404);
    assert.equal((await storage.get('/query/folder/info')).code, 400);
  });

  it('what is unknown is 404', async () => {
    assert.equal((await storage.get('/query/file/details?datafileId=7')).code, 404);
    assert.equal((await storage.get('/query/file/details')).code, 400);
    assert.equal((await storage.get('/query/file/details?datafileId=x')).code, 400);
    assert.deepEqual(await storage.list(777), []);
  });

  it('point clouds and documents have their kinds', async () => {
    const kinds = new Set((await storage.list(ids.clouds!)).map(({ dataType }) => dataType));
    assert.deepEqual([...kinds], [5]);
    assert.equal((await storage.list(ids.docs!))[0].dataType, 6);
    assert.equal((await storage.list(ids.clouds!)).length, 10);
  });
});
