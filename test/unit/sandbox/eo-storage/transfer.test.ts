import assert from 'node:assert/strict';
import { endAll, send } from '../harness';
import { bytesPerGiB, md5, Storage } from './storage';

const bytes = Buffer.from('the bytes of an orthomosaic');
const code = (text: string): string | undefined => /<Code>(\w+)<\/Code>/.exec(text)?.[1];

describe('uploads to EO storage', function () {
  this.timeout(60_000);
  let storage: Storage;
  let folder: number;
  before(async () => {
    storage = await Storage.open('--empty');
    folder = await storage.dir('in');
  });
  after(endAll);
  afterEach(async () => {
    await storage.clock(0);
    await storage.mode('azure', null);
  });

  const begin = async (name: string, more: object = {}, type = 'raster', size = bytes.length): Promise<any> =>
    storage.post(`/file/pre-upload/${type}`, storage.facts(name, size, folder, more));

  it('go in three steps: announce, send, register', async () => {
    const { data: begun } = await begin('ortho.tif', { captureTime: 1_748_766_600 });
    assert.deepEqual(
      [begun.dataType, begun.fileName, begun.extension, begun.parentId, begun.fileSize],
      [0, 'ortho', 'tif', folder, bytes.length / bytesPerGiB],
    );
    assert.match(begun.uploadUrl, /\/blob\/raster\/\w+\.tif\?sv=[^&]+&se=[^&]+&sr=b&sp=cw&sig=/);
    const put = await send('PUT', begun.uploadUrl, bytes);
    assert.deepEqual([put.status, put.headers.etag], [200, `"${md5(bytes)}"`]);
    assert.deepEqual(await storage.names(folder), []);
    const message = await storage.success(begun);
    assert.deepEqual(Object.keys(message.data), ['dateFileId']);
    const { data } = await storage.get(`/query/file/details?datafileId=${message.data.dateFileId}`);
    assert.deepEqual(
      [data.fileName, data.fileExtension, data.size, data.captureTime],
      ['ortho.tif', '.tif', bytes.length / bytesPerGiB, 1_748_766_600_000],
    );
    const [row] = (await storage.server.rows('file')).filter(({ name }) => name === 'ortho.tif');
    assert.deepEqual([row!.md5, row!.size], [md5(bytes), bytes.length]);
  });

  it('registering needs the bytes, all of them, and works once', async () => {
    const { data: begun } = await begin('early.tif');
    assert.equal((await storage.success(begun)).code, 400);
    await send('PUT', begun.uploadUrl, bytes.subarray(1));
    assert.equal((await storage.success(begun)).code, 400);
    await send('PUT', begun.uploadUrl, bytes);
    assert.equal((await storage.success(begun)).code, 200);
    assert.equal((await storage.success(begun)).code, 400);
  });

  it('what is registered is what was announced', async () => {
    const { data: begun } = await begin('same.tif');
    await send('PUT', begun.uploadUrl, bytes);
    for (const other of [
      { fileName: 'other' },
      { extension: 'png' },
      { fileSize: 1 },
      { dataType: 1 },
      { uploadMethod: 1 },
      { fileId: 'NONE' },
    ])
      assert.equal((await storage.success(begun, 'raster', other)).code, 400, JSON.stringify(other));
    assert.equal((await storage.success(begun, 'vector')).code, 400);
    assert.equal((await storage.success(begun)).code, 200);
  });

  it('facts are checked: kind, name, extension without a dot, size in 1024^3, time in seconds', async () => {
    const bad: [string, object?, string?][] = [
      ['a.tif', {}, 'picture'],
      ['a.tif', { extension: '.tif' }],
      ['a.tif', { extension: '' }],
      ['a.tif', { fileName: '' }],
      ['a.tif', { fileName: 'n'.repeat(51) }],
      ['a.tif', { fileName: 'a/b' }],
      ['a.tif', { fileSize: 5.1 }],
      ['a.tif', { fileSize: -1 }],
      ['a.tif', { category: 4 }],
      ['a.tif', { uploadMethod: 2 }],
      ['a.tif', { parentId: 777 }],
      ['a.tif', { parentId: null }],
      ['a.tif', { captureTime: 1_748_766_600_000 }],
    ];
    for (const [name, more, type] of bad) {
      const message = await begin(name, more, type);
      assert.deepEqual([message.code, message.data], [400, null], JSON.stringify([more, type]));
    }
    assert.equal((await begin('a.tif', { fileName: 'n'.repeat(50) })).code, 200);
    assert.equal((await begin('a.tif', { fileSize: 5 })).code, 200);
  });

  it('the same name in the same folder is refused', async () => {
    await storage.upload('twice.tif', 'one', folder);
    assert.equal((await begin('twice.tif')).code, 400);
    assert.equal((await begin('twice.tif', { parentId: -1 })).code, 200);
  });

  it('every kind has its number', async () => {
    const kinds = ['raster', 'vector', 'model', 'other', 'bim', 'pointcloud', 'document'];
    for (const [number, kind] of kinds.entries()) {
      const id = await storage.upload(`${kind}.bin`, kind, folder, kind);
      const { data } = await storage.get(`/query/file/details?datafileId=${id}`);
      assert.equal(data.dataType, number, kind);
    }
  });

  it('a link is for one blob, for a PUT, for an hour', async () => {
    const { data: begun } = await begin('link.tif');
    const url: string = begun.uploadUrl;
    for (const bad of [
      url.replace(begun.fileId, 'OTHER'),
      url.replace('sp=cw', 'sp=rcw'),
      url.replace(/se=\d/, 'se=3'),
      url.replace(/sig=.../, 'sig=AAA'),
      url.replace(/\?.*/, ''),
    ])
      assert.deepEqual([(await send('PUT', bad, bytes)).status, bad === url], [403, false], bad);
    assert.equal((await send('GET', url)).status, 403);
    await storage.clock(3610);
    assert.equal((await send('PUT', url, bytes)).status, 403);
    await storage.clock(3500);
    assert.equal((await send('PUT', url, bytes, { host: 'localhost:9' })).status, 200);
  });

  it('the storage refuses uploads that carry the key', async () => {
    const { data: begun } = await begin('leak.tif');
    const { token } = storage.server;
    for (const headers of [{ 'x-api-key': token }, { authorization: token }, { authorization: `Bearer ${token}` }]) {
      const message = await send('PUT', begun.uploadUrl, bytes, headers);
      assert.deepEqual([message.status, code(message.text)], [400, 'InvalidAuthenticationInfo']);
    }
    assert.equal((await storage.success(begun)).code, 400);
  });

  it('may be kept by Azure, which wants its header and answers 201', async () => {
    await storage.mode('azure', true);
    const { data: begun } = await begin('azure.tif');
    const bare = await send('PUT', begun.uploadUrl, bytes);
    assert.deepEqual([bare.status, code(bare.text)], [400, 'MissingRequiredHeader']);
    const put = await send('PUT', begun.uploadUrl, bytes, { 'x-ms-blob-type': 'BlockBlob' });
    assert.deepEqual(
      [put.status, put.headers['content-md5']],
      [201, Buffer.from(md5(bytes), 'hex').toString('base64')],
    );
    assert.equal((await storage.success(begun)).code, 200);
  });

  it('a wrong Content-MD5 is found', async () => {
    const { data: begun } = await begin('sum.tif');
    const message = await send('PUT', begun.uploadUrl, bytes, { 'content-md5': Buffer.alloc(16).toString('base64') });
    assert.deepEqual([message.status, code(message.text)], [400, 'Md5Mismatch']);
  });

  it('may come by a link, without any bytes', async () => {
    assert.equal((await begin('remote.tif', { uploadMethod: 1 })).code, 400);
    const { data: begun } = await begin('remote.tif', { uploadMethod: 1, link: 'https://example.com/a.tif' });
    assert.equal(begun.uploadUrl, null);
    const { code: done, data } = await storage.success(begun);
    assert.equal(done, 200);
    assert.equal((await storage.get(`/file/urls?dataFileIds=${data.dateFileId}`)).code, 404);
  });
});

describe('downloads from EO storage', function () {
  this.timeout(60_000);
  let storage: Storage;
  let [one, two, folder] = [0, 0, 0];
  before(async () => {
    storage = await Storage.open('--empty');
    folder = await storage.dir('out');
    [one, two] = [await storage.upload('one.tif', bytes, folder), await storage.upload('two.txt', 'second', folder)];
  });
  after(endAll);
  afterEach(() => storage.clock(0));

  const urls = async (...ids: unknown[]): Promise<any[]> =>
    (await storage.get(`/file/urls?dataFileIds=${ids.join(',')}`)).data.urlList;

  it('come as links, in an order of their own; what is unknown and folders are missing', async () => {
    const list = await urls(one, two, folder, 777);
    assert.deepEqual(
      list.map(({ dataFileId, name, path }) => [dataFileId, name, path]),
      [
        [two, 'two.txt', '/out/two.txt'],
        [one, 'one.tif', '/out/one.tif'],
      ],
    );
    assert.ok((await send('GET', list[1].url)).bytes.equals(bytes));
  });

  it('parts of a file are read', async () => {
    const [{ url }] = await urls(one);
    const part = await send('GET', url, undefined, { range: 'bytes=4-8' });
    assert.deepEqual(
      [part.status, part.text, part.headers['content-range']],
      [206, 'bytes', `bytes 4-8/${bytes.length}`],
    );
    assert.equal((await send('GET', url, undefined, { range: 'bytes=999-' })).status, 416);
  });

  it('a link is for one file and for an hour', async () => {
    const [{ url }] = await urls(one);
    assert.equal((await send('GET', url.replace(`/d/${one}`, `/d/${two}`))).status, 403);
    assert.equal((await send('GET', url.replace(/token=./, 'token=9'))).status, 403);
    assert.equal((await send('GET', url.replace(/\?.*/, ''))).status, 403);
    await storage.clock(3610);
    assert.equal((await send('GET', url)).status, 403);
  });

  it('the storage refuses whoever sends the key', async () => {
    const [{ url }] = await urls(one);
    const { token } = storage.server;
    for (const headers of [{ 'x-api-key': token }, { authorization: token }])
      assert.equal((await send('GET', url, undefined, headers as Record<string, string>)).status, 400);
    const thumbnail = `${storage.server.origin}/thumbnails/${one}.jpg`;
    assert.equal((await send('GET', thumbnail)).status, 200);
    assert.equal((await send('GET', thumbnail, undefined, { 'x-api-key': token })).status, 400);
  });

  it('between one id and a hundred are asked for at once', async () => {
    const ask = (text: string): Promise<any> => storage.get(`/file/urls?dataFileIds=${text}`);
    assert.equal((await ask('')).code, 400);
    assert.equal((await ask('x')).code, 400);
    assert.equal((await ask(Array.from({ length: 101 }, () => one).join(','))).code, 400);
    assert.equal((await ask('777')).code, 404);
  });
});
