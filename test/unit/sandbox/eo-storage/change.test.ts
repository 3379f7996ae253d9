import assert from 'node:assert/strict';
import { endAll, send } from '../harness';
import { Storage } from './storage';

describe('changing EO storage', function () {
  this.timeout(60_000);
  let storage: Storage;
  before(async () => {
    storage = await Storage.open('--empty');
  });
  after(endAll);
  afterEach(async () => {
    for (const mode of ['nullRoot', 'bind', 'forgetful', 'bigIds']) await storage.mode(mode, null);
    const ids = (await storage.list(-1)).map(({ id }) => id);
    if (ids.length > 0) await storage.post('/delete/datafiles', { dataFileIds: ids });
  });

  const remove = (...dataFileIds: unknown[]): Promise<any> => storage.post('/delete/datafiles', { dataFileIds });

  it('folders are made; a taken name is 400, an unknown place 404', async () => {
    const id = await storage.dir('a');
    const inner = await storage.dir('b', id);
    assert.deepEqual(await storage.names(id), ['b']);
    const add = (body: object): Promise<any> =>
      storage.post('/add/dir', { userid: 'u', dirName: 'c', parentId: id, ...body });
    assert.equal((await add({ dirName: 'b' })).code, 400);
    assert.equal((await add({ parentId: 777 })).code, 404);
    assert.equal((await add({ dirName: ' ' })).code, 400);
    assert.equal((await add({ dirName: 'x/y' })).code, 400);
    assert.equal((await add({ dirName: 'n'.repeat(51) })).code, 400);
    assert.equal((await add({ userid: '' })).code, 400);
    assert.equal((await add({ parentId: inner })).code, 200);
  });

  it('some servers want null for the root', async () => {
    assert.ok(await storage.dir('with-null', null));
    await storage.mode('nullRoot', true);
    const refused = await storage.post('/add/dir', { userid: 'u', dirName: 'x', parentId: -1 });
    assert.deepEqual([refused.status, refused.code, refused.data], [200, 404, null]);
    assert.ok(await storage.dir('x', null));
    assert.deepEqual(await storage.names(-1), ['with-null', 'x']);
  });

  it('an edit changes only what is sent', async () => {
    const [one, two] = [await storage.dir('one'), await storage.dir('two')];
    const file = await storage.upload('a.tif', 'bytes', one);
    const edit = (body: object): Promise<any> => storage.post('/file/edit', { id: file, ...body });
    assert.deepEqual([(await edit({ name: 'b.tif' })).data, await storage.names(one)], [true, ['b.tif']]);
    assert.deepEqual([(await edit({ parentId: two })).data, await storage.names(two)], [true, ['b.tif']]);
    assert.equal((await edit({ parentId: -1 })).data, true);
    assert.equal((await edit({ name: 'bare' })).data, true);
    const { data } = await storage.get(`/query/file/details?datafileId=${file}`);
    assert.deepEqual([data.fileName, data.fileExtension, data.dirPath], ['bare', '.tif', '/']);
    const taken = await edit({ name: 'one' });
    assert.deepEqual([taken.code, taken.data], [400, false]);
    const long = await edit({ name: `${'n'.repeat(51)}.tif` });
    assert.equal(long.code, 400);
    assert.equal((await edit({ name: `${'n'.repeat(50)}.tif` })).code, 200);
  });

  it('what cannot be edited, moved or copied is 404 with data that says no', async () => {
    const folder = await storage.dir('f');
    const message = [
      await storage.post('/file/edit', { id: 777, name: 'x' }),
      await storage.post('/file/move', { sourceFileId: 777, targetParentId: folder }),
      await storage.post('/file/move', { sourceFileId: folder, targetParentId: 777 }),
      await storage.post('/file/edit', { id: 1, name: 'x' }),
    ];
    for (const { status, code, data } of message) assert.deepEqual([status, code, data], [200, 404, false]);
    const copied = await storage.post('/file/copy', { sourceFileId: 777, targetParentId: folder });
    assert.deepEqual([copied.code, copied.data], [404, null]);
  });

  it('files and folders move', async () => {
    const [one, two] = [await storage.dir('one'), await storage.dir('two')];
    await storage.upload('a.tif', 'bytes', one);
    const move = (sourceFileId: number, targetParentId: number): Promise<any> =>
      storage.post('/file/move', { sourceFileId, targetParentId });
    assert.equal((await move(one, two)).data, true);
    assert.deepEqual(await storage.names(two), ['one']);
    const inside = await move(two, one);
    assert.deepEqual([inside.code, inside.data], [400, false]);
    assert.equal((await move(one, -1)).data, true);
    await storage.dir('one', two);
    assert.equal((await move(one, two)).code, 400);
  });

  it('files and folders are copied, with new ids and the same bytes', async () => {
    const [one, two] = [await storage.dir('one'), await storage.dir('two')];
    const file = await storage.upload('a.tif', 'bytes', one);
    const { data: copy } = await storage.post('/file/copy', { sourceFileId: one, targetParentId: two });
    assert.notEqual(copy, one);
    const [inner] = await storage.list(copy);
    assert.notEqual(inner.id, file);
    const { data } = await storage.get(`/file/urls?dataFileIds=${inner.id}`);
    assert.equal((await send('GET', data.urlList[0].url)).text, 'bytes');
    assert.equal((await storage.post('/file/copy', { sourceFileId: one, targetParentId: two })).code, 400);
    assert.equal((await storage.post('/file/copy', { sourceFileId: two, targetParentId: copy })).code, 400);
  });

  it('deleting tells of each id, in an order of its own', async () => {
    const [one, two] = [await storage.dir('one'), await storage.dir('two')];
    const file = await storage.upload('a.tif', 'bytes', one);
    const { code, data } = await remove(one, file, two, 777);
    assert.equal(code, 200);
    assert.deepEqual(data, [
      { success: false, dataFileId: 777, canNotBeDeletedFiles: [] },
      { success: true, dataFileId: two, canNotBeDeletedFiles: [] },
      { success: true, dataFileId: file, canNotBeDeletedFiles: [] },
      { success: true, dataFileId: one, canNotBeDeletedFiles: [] },
    ]);
    assert.deepEqual(await storage.server.rows('file'), []);
  });

  it('a bound file blocks itself and every folder above it', async () => {
    const one = await storage.dir('one');
    const inner = await storage.dir('inner', one);
    const [bound, free] = [await storage.upload('a.tif', 'a', inner), await storage.upload('b.tif', 'b', one)];
    await storage.mode('bind', String(bound));
    const blocker = { id: bound, fileName: 'a.tif', fileExtension: '.tif' };
    const { code, data } = await remove(one, bound);
    assert.equal(code, 200);
    assert.deepEqual(data, [
      { success: false, dataFileId: bound, canNotBeDeletedFiles: [blocker] },
      { success: false, dataFileId: one, canNotBeDeletedFiles: [blocker] },
    ]);
    assert.deepEqual(await storage.names(one), ['inner', 'b.tif']);
    assert.equal((await remove(free)).data[0].success, true);
    await storage.mode('bind', null);
    assert.equal((await remove(one)).data[0].success, true);
  });

  it('an id may be missing from the answer', async () => {
    const [one, two] = [await storage.dir('one'), await storage.dir('two')];
    await storage.mode('forgetful', String(one));
    const { data } = await remove(one, two);
    assert.deepEqual(
      data.map(({ dataFileId }: any) => dataFileId),
      [two],
    );
    assert.deepEqual(await storage.names(-1), []);
  });

  it('takes between one id and a hundred; the root stays', async () => {
    for (const bad of [[], Array.from({ length: 101 }, (_, i) => i + 10_000), ['x']]) {
      const message = await remove(...bad);
      assert.deepEqual([message.code, message.data], [400, null]);
    }
    assert.equal((await storage.post('/delete/datafiles', {})).code, 400);
    assert.equal((await remove(1)).data[0].success, false);
    assert.equal((await remove(...Array.from({ length: 100 }, (_, i) => i + 10_000))).data.length, 100);
  });

  it('ids may be above 2^53, as bare numbers', async () => {
    await storage.mode('bigIds', true);
    const made = await storage.post('/add/dir', { userid: 'u', dirName: 'big', parentId: -1 });
    const id = /"data":(\d{16,})\}/.exec(made.reply.text)?.[1] ?? '';
    assert.ok(BigInt(id) > 2n ** 53n);
    const inner = await storage.post('/add/dir', `{"userid":"u","dirName":"inner","parentId":${id}}`);
    assert.equal(inner.code, 200);
    const listed = await storage.post('/query/page', `{"page":1,"size":10,"parentId":${id}}`);
    assert.ok(listed.reply.text.includes(`"parentId":${id},`));
    const gone = await storage.post('/delete/datafiles', `{"dataFileIds":[${id}]}`);
    assert.ok(gone.reply.text.includes(`"success":true,"dataFileId":${id},`));
  });
});
