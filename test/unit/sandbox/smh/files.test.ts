import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { endAll, send } from '../harness';
import { Library, md5, samplesSpaceId } from './library';

const cat = readFileSync('media/samples/pictures/cat.jpg');

describe('files of SMH', function () {
  this.timeout(60_000);
  let library: Library;
  before(async () => {
    library = await Library.open(samplesSpaceId, '--samples', 'media/samples');
  });
  after(endAll);
  afterEach(() => library.clock(0));

  const link = async (query = 'info'): Promise<string> =>
    (await library.call('GET', 'file', 'pictures/cat.jpg', query)).json.cosUrl;
  const code = (text: string): string | undefined => /<Code>(\w+)<\/Code>/.exec(text)?.[1];

  it('tell their details; numbers are texts, the ETag has quotes', async () => {
    const { json } = await library.call('GET', 'file', 'pictures/cat.jpg', 'info');
    assert.deepEqual(
      [json.size, json.eTag, json.type, json.contentType],
      [String(cat.length), `"${md5(cat)}"`, 'image', 'image/jpeg'],
    );
    assert.match(json.crc64, /^\d+$/);
    assert.match(json.creationTime, /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
  });

  it('every odd name is found and read back', async () => {
    const { json } = await library.call('GET', 'directory', 'notes', 'by-marker=1&filter=onlyFile');
    assert.equal(json.contents.length, 6);
    for (const { name, size } of json.contents) {
      const info = await library.call('GET', 'file', `notes/${name}`, 'info');
      assert.equal((await send('GET', info.json.cosUrl)).bytes.length, Number(size), name);
    }
  });

  it('are read through a link without any token, also in parts', async () => {
    const url = await link();
    assert.match(url, /\?q-sign-algorithm=sha1&q-ak=/);
    const whole = await send('GET', url);
    assert.deepEqual([whole.status, whole.bytes.equals(cat), whole.headers.etag], [200, true, `"${md5(cat)}"`]);
    const part = await send('GET', url, undefined, { range: 'bytes=10-19' });
    assert.deepEqual(
      [part.status, part.headers['content-range'], part.bytes],
      [206, `bytes 10-19/${cat.length}`, cat.subarray(10, 20)],
    );
    assert.equal((await send('GET', url, undefined, { range: `bytes=${cat.length}-` })).status, 416);
  });

  it('a link ends after two hours, or sooner when asked', async () => {
    const [two, short] = [await link(), await link('info&period=60')];
    await library.clock(7100);
    assert.equal((await send('GET', two)).status, 200);
    const ended = await send('GET', short);
    assert.deepEqual(
      [ended.status, code(ended.text), ended.headers['content-type']],
      [403, 'AccessDenied', 'application/xml'],
    );
    await library.clock(7210);
    assert.equal((await send('GET', two)).status, 403);
    assert.equal((await library.call('GET', 'file', 'pictures/cat.jpg', 'info&period=59')).json.code, 'ParamInvalid');
  });

  it('a link is for one object, one method, one signature', async () => {
    const url = await link();
    for (const bad of [
      url.replace('.jpg', '.png'),
      url.replace(/q-sign-time=\d+/, 'q-sign-time=1'),
      url.replace(/q-signature=./, (found) => (found.endsWith('0') ? 'q-signature=1' : 'q-signature=0')),
      url.replace('q-header-list=host', 'q-header-list='),
      url.replace(/\?.*/, ''),
    ])
      assert.equal((await send('GET', bad)).status, 403, bad);
    assert.equal(code((await send('HEAD', url)).text) ?? 'refused', 'refused');
    assert.equal((await send('HEAD', url)).status, 403);
    assert.equal((await send('PUT', url, cat)).status, 403);
  });

  it('the host is as signed, whatever Host comes', async () => {
    assert.equal((await send('GET', await link(), undefined, { host: 'localhost:1' })).status, 200);
  });

  it('the store refuses the token of the API in every form', async () => {
    const url = await link();
    const leaks: [string, Record<string, string>][] = [
      [`${url}&access_token=${library.token}`, {}],
      [`${url}&library_secret=${library.secret}`, {}],
      [url, { authorization: `Bearer ${library.token}` }],
      [url, { authorization: library.token }],
    ];
    for (const [to, headers] of leaks) {
      const message = await send('GET', to, undefined, headers);
      assert.deepEqual([message.status, code(message.text)], [400, 'InvalidRequest']);
    }
  });

  it('without "info" the answer is a redirect with details in headers', async () => {
    const { reply } = await library.call('GET', 'file', 'pictures/cat.jpg');
    assert.equal(reply.status, 302);
    assert.equal(reply.headers['x-smh-size'], String(cat.length));
    assert.ok((await send('GET', reply.headers.location!)).bytes.equals(cat));
    assert.equal((await library.call('HEAD', 'file', 'pictures/cat.jpg')).reply.headers['x-smh-etag'], `"${md5(cat)}"`);
  });

  it('may be asked for as an attachment', async () => {
    const message = await send('GET', await link('info&content_disposition=attachment'));
    assert.equal(message.headers['content-disposition'], "attachment; filename*=UTF-8''cat.jpg");
  });

  it('move, copy and are deleted', async () => {
    const put = (to: string, body: object, query = ''): Promise<{ status: number; json: any }> =>
      library.call('PUT', 'file', to, query, body);
    assert.equal((await put('pictures/kitten.jpg', { copyFrom: 'pictures/cat.jpg' })).status, 204);
    assert.equal((await put('pictures/cat.jpg', { from: 'pictures/kitten.jpg' })).status, 409);
    const renamed = await put(
      'pictures/cat.jpg',
      { from: 'pictures/kitten.jpg' },
      'conflict_resolution_strategy=rename',
    );
    assert.deepEqual([renamed.status, renamed.json.path], [200, ['pictures', 'cat (1).jpg']]);
    assert.equal((await put('gone/x.jpg', { from: 'pictures/cat.jpg' })).json.code, 'DirectoryNotFound');
    assert.equal((await put('pictures/x.jpg', { from: 'pictures/none.jpg' })).json.code, 'SourceFileNotFound');
    const over = await put(
      'pictures/coins.jpg',
      { from: 'pictures/cat (1).jpg' },
      'conflict_resolution_strategy=overwrite',
    );
    assert.equal(over.status, 204);
    const gone = await library.call('DELETE', 'file', 'pictures/coins.jpg');
    assert.deepEqual([gone.status, typeof gone.json.recycledItemId], [200, 'number']);
    assert.equal((await library.call('DELETE', 'file', 'pictures/coins.jpg')).json.code, 'FileNotFound');
    assert.equal((await library.call('DELETE', 'file', 'pictures/rocket.jpg', 'permanent=1')).status, 204);
  });

  it('an object without a file is no more', async () => {
    const { json } = await library.call('GET', 'file', 'pictures/brick.jpg', 'info');
    await library.call('DELETE', 'file', 'pictures/brick.jpg', 'permanent=1');
    const message = await send('GET', json.cosUrl);
    assert.deepEqual([message.status, code(message.text)], [404, 'NoSuchKey']);
  });
});
