import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { endAll, send } from '../harness';
import { picture } from '../pictures';
import { Cloud } from './cloud';

const bytes = picture(8, 4);

describe('uploads to the BasicAI Cloud sandbox', function () {
  this.timeout(60_000);
  let cloud: Cloud;
  let id: number;

  before(async () => {
    cloud = await Cloud.start('--empty');
    id = await cloud.dataset('uploads');
  });
  after(endAll);

  const entry = (filename: string, size = bytes.length): object => ({ deviceName: 'camera_image_0', filename, size });
  const presign = (filename: string): Promise<any> =>
    cloud.ok('POST', '/storage/generatePreSignedUploadUrl', entry(filename));
  const add = (files: object[], more: object = {}): Promise<string> =>
    cloud.code('POST', `/dataset/addData/${id}`, { name: 'd', files, ...more });

  it('presign one file, or many in a bare array, in their order', async () => {
    const many = await cloud.envelope('POST', '/storage/batchGeneratePreSignedUploadUrl', [
      entry('a.jpg'),
      entry('b.jpg'),
    ]);
    assert.deepEqual([many.code, many.message], ['OK', 'Ok']);
    assert.deepEqual(
      many.data.map(({ filename }: any) => filename),
      ['a.jpg', 'b.jpg'],
    );
    const { preSignedUrl, path } = await presign('c d.jpg');
    const url = new URL(preSignedUrl);
    assert.match(path, /^upload\/team_\d+\/\d{8}\/[0-9a-f-]{36}\/c d\.jpg$/);
    assert.equal(decodeURIComponent(url.pathname), `/store/basicai-upload/${path}`);
    assert.deepEqual([url.origin, url.searchParams.get('X-Amz-Expires')], [cloud.server.origin, '3600']);
    const batch = '/storage/batchGeneratePreSignedUploadUrl';
    assert.equal(await cloud.code('POST', batch, entry('a.jpg')), 'ILLEGAL_FORMAT');
    assert.equal(await cloud.code('POST', batch, []), 'ILLEGAL_PARAM');
    assert.equal(await cloud.code('POST', batch, Array(101).fill(entry('a.jpg'))), 'ILLEGAL_PARAM');
    assert.equal(await cloud.code('POST', batch, [{ filename: 'a.jpg', size: 1 }]), 'ILLEGAL_PARAM');
    assert.equal(await cloud.code('POST', batch, [entry('a.jpg', 1024 ** 3 + 1)]), 'ILLEGAL_PARAM');
  });

  it('store the bytes of the one request that was signed, while it lasts', async () => {
    const { preSignedUrl } = await presign('p.png');
    assert.equal((await send('PUT', preSignedUrl.replace('p.png', 'q.png'), bytes)).status, 403);
    assert.equal((await send('GET', preSignedUrl)).status, 403);
    await cloud.server.control('POST', '/clock', { skewSeconds: 3700 });
    assert.equal((await send('PUT', preSignedUrl, bytes)).status, 403);
    await cloud.server.control('POST', '/clock', { skewSeconds: 0 });
    const put = await send('PUT', preSignedUrl, bytes, { host: 'localhost:1' });
    assert.deepEqual([put.status, put.headers.etag], [200, `"${createHash('md5').update(bytes).digest('hex')}"`]);
  });

  it('are refused by the store when they carry the API key', async () => {
    const { preSignedUrl } = await presign('leak.png');
    const authorization = `ApiKey ${cloud.server.token}`;
    assert.equal((await send('PUT', preSignedUrl, bytes, { authorization })).status, 400);
    assert.equal((await send('GET', preSignedUrl.split('?')[0], undefined, { authorization })).status, 400);
    assert.ok(!JSON.stringify(await cloud.server.rows('object')).includes('leak.png'));
  });

  it('become data whose files can be read by links that end', async () => {
    const file = await cloud.stored('one.png');
    const made = await cloud.ok('POST', `/dataset/addData/${id}`, {
      name: 'one',
      meta: { shift: 'day' },
      files: [file],
    });
    assert.deepEqual(made, { id: made.id, name: 'one', type: 'DATA' });
    const [item] = (await cloud.ok('GET', `/dataset/listItemById/${id}?lastId=${made.id - 1}`)).list;
    assert.deepEqual([item.meta, item.annotationStatus], [{ shift: 'day' }, 'NOT_ANNOTATED']);
    const [image] = item.cameraImages;
    assert.deepEqual(
      [image.filename, image.deviceName, image.zipPath, image.size, image.width, image.height],
      ['one.png', 'camera_image_0', 'camera_image_0/one.png', bytes.length, 8, 4],
    );
    assert.ok((await send('GET', image.url)).bytes.equals(bytes));
    await cloud.server.control('POST', '/clock', { skewSeconds: 3700 });
    assert.equal((await send('GET', image.url)).status, 403);
    await cloud.server.control('POST', '/clock', { skewSeconds: 0 });
    const row = (await cloud.server.rows('file')).find(({ itemId }) => itemId === String(made.id));
    assert.deepEqual([row!.size, row!.md5], [bytes.length, createHash('md5').update(bytes).digest('hex')]);
  });

  it('fail when the file is not stored, or not with that size', async () => {
    const file = await cloud.stored('two.png');
    assert.equal(await add([{ ...file, path: `${file.path}x` }]), 'OPERATION_FAILED');
    assert.equal(await add([{ ...file, size: bytes.length + 1 }]), 'OPERATION_FAILED');
    assert.equal(await add([]), 'ILLEGAL_PARAM');
    assert.equal(await add([{ ...file, filename: 'two.pcd' }]), 'FILE_FORMAT_NOT_SUPPORTED');
    assert.equal(await add([file], { parentId: 1 }), 'RESOURCE_NOT_FOUND');
    assert.equal(await add([file]), 'OK');
  });

  it('are all added or none', async () => {
    const own = await cloud.dataset('all or none');
    const file = await cloud.stored('three.png');
    const bad = { ...file, size: 1 };
    const path = `/dataset/batchAddData/${own}`;
    const entries = [file, file, bad].map((one, i) => ({ name: `n${i}`, files: [one] }));
    assert.equal(await cloud.code('POST', path, entries), 'OPERATION_FAILED');
    assert.deepEqual(await cloud.ids(own), []);
    const made = await cloud.ok('POST', path, entries.slice(0, 2));
    assert.deepEqual(
      made.map(({ name }: any) => name),
      ['n0', 'n1'],
    );
  });

  it('work with the path of the URL when nothing else is told', async () => {
    await cloud.mode('presign', 'url');
    const answer = await presign('bare.png');
    assert.deepEqual(Object.keys(answer), ['preSignedUrl']);
    await send('PUT', answer.preSignedUrl, bytes);
    const path = decodeURIComponent(new URL(answer.preSignedUrl).pathname).slice(1);
    assert.equal(await add([{ ...entry('bare.png'), path }]), 'OK');
    await cloud.mode('presign', null);
  });

  it('take files in groups instead of a list when a test wants it so', async () => {
    await cloud.mode('files', 'groups');
    const file = await cloud.stored('group.png');
    assert.equal(await add([file]), 'ILLEGAL_PARAM');
    const body = { name: 'grouped', cameraImages: [file] };
    assert.equal(await cloud.code('POST', `/dataset/addData/${id}`, body), 'OK');
    await cloud.mode('files', null);
  });

  it('make scenes with frames, and batches with scenes', async () => {
    const files = [await cloud.stored('frame.png')];
    const batch = (await cloud.ok('POST', `/dataset/addBatch/${id}`, { name: 'b' })).id;
    const frames = ['f2', 'f1'].map((name) => ({ name, files }));
    const scene = await cloud.ok('POST', `/dataset/addScene/${id}`, { name: 's', parentId: batch, frames });
    assert.deepEqual([scene.type, scene.itemCount], ['SCENE', 2]);
    const { list } = await cloud.ok('GET', `/dataset/listItem/${id}?parentId=${scene.id}`);
    assert.deepEqual(
      list.map(({ name }: any) => name),
      ['f2', 'f1'],
    );
    assert.equal(await add(files, { parentId: scene.id }), 'OK');
    assert.equal(await add(files, { parentId: list[0].id }), 'ILLEGAL_PARAM');
    const nested = { name: 'nested', parentId: batch };
    assert.equal(await cloud.code('POST', `/dataset/addBatch/${id}`, nested), 'ILLEGAL_PARAM');
  });
});
