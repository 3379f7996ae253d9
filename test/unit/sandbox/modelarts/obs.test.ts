import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { endAll, send } from '../harness';
import { Arts, xmlCode } from './arts';

const md5 = (text: string, form: 'hex' | 'base64'): string => createHash('md5').update(text).digest(form);

describe('the object store of the ModelArts sandbox', function () {
  this.timeout(60_000);
  let arts: Arts;

  before(async () => {
    arts = await Arts.start('--empty');
  });
  after(endAll);
  afterEach(() => arts.server.control('POST', '/clock', { skewSeconds: 0 }));

  it('puts, gives, heads and deletes by signed headers', async () => {
    const path = '/acme-vision/a/%E4%B8%80%20b.txt';
    const put = await arts.obs('PUT', path, 'hello', { 'content-type': 'text/plain' });
    assert.deepEqual([put.status, put.headers.etag], [200, `"${md5('hello', 'hex')}"`]);
    const got = await arts.obs('GET', path, undefined, { range: 'bytes=1-2' });
    assert.deepEqual([got.status, got.text, got.headers['content-range']], [206, 'el', 'bytes 1-2/5']);
    const head = await arts.obs('HEAD', path);
    assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '5', '']);
    const row = (await arts.server.rows('object')).find(({ key }) => key === 'acme-vision/a/一 b.txt');
    assert.deepEqual([row!.size, row!.md5], [5, md5('hello', 'hex')]);
    assert.equal((await arts.obs('DELETE', path)).status, 204);
    assert.deepEqual(xmlCode(await arts.obs('GET', path)), [404, 'NoSuchKey']);
    assert.deepEqual(xmlCode(await arts.obs('GET', '/nothing/x')), [404, 'NoSuchBucket']);
  });

  it('compares Content-MD5', async () => {
    const put = (sum: string): Promise<any> => arts.obs('PUT', '/acme-vision/sum', 'one', { 'content-md5': sum });
    assert.equal((await put(md5('one', 'base64'))).status, 200);
    assert.deepEqual(xmlCode(await put(md5('two', 'base64'))), [400, 'BadDigest']);
    assert.deepEqual(xmlCode(await put('eA==')), [400, 'InvalidDigest']);
  });

  it('refuses other keys, wrong signatures, an old date, and credentials of the service', async () => {
    const { origin } = arts.server;
    const date = new Date().toUTCString();
    const get = (headers: Record<string, string>): Promise<any> =>
      send('GET', `${origin}/acme-vision/sum`, undefined, { date, ...headers });
    assert.deepEqual(xmlCode(await get({})), [403, 'AccessDenied']);
    assert.deepEqual(xmlCode(await get({ authorization: 'OBS NOBODY:aaaa' })), [403, 'InvalidAccessKeyId']);
    assert.deepEqual(xmlCode(await get({ authorization: `OBS ${arts.pair.ak}:aaaa` })), [403, 'SignatureDoesNotMatch']);
    assert.equal((await get({ 'x-auth-token': await arts.token() })).status, 400);
    assert.equal((await arts.signed('GET', '/acme-vision/sum')).status, 400);
    const old = { 'x-obs-date': new Date(Date.now() - 16 * 60_000).toUTCString() };
    assert.deepEqual(xmlCode(await arts.obs('GET', '/acme-vision/sum', undefined, old)), [403, 'RequestTimeTooSkewed']);
    const fresh = { 'x-obs-date': date };
    assert.equal((await arts.obs('GET', '/acme-vision/sum', undefined, fresh)).status, 200);
  });

  it('takes a signed query until it ends, with the type that was signed', async () => {
    const expires = Math.floor(Date.now() / 1000) + 300;
    const sts = `PUT\n\nimage/png\n${expires}\n/acme-vision/q.png`;
    const query = new URLSearchParams({
      AccessKeyId: arts.pair.ak,
      Expires: String(expires),
      Signature: createHmac('sha1', arts.pair.sk).update(sts).digest('base64'),
    });
    const url = `${arts.server.origin}/acme-vision/q.png?${query.toString()}`;
    assert.equal((await send('PUT', url, 'x', { 'content-type': 'image/png' })).status, 200);
    assert.equal((await send('PUT', url, 'x', { 'content-type': 'image/jpeg' })).status, 403);
    assert.equal((await send('PUT', url, 'x')).status, 403);
    await arts.server.control('POST', '/clock', { skewSeconds: 301 });
    assert.equal((await send('PUT', url, 'x', { 'content-type': 'image/png' })).status, 403);
  });

  it('lists a bucket in pages, by prefix and folder', async () => {
    for (const key of ['l/a.txt', 'l/b&c.txt', 'l/sub/d.txt', 'l/sub/e.txt', 'l/z.txt'])
      await arts.obs('PUT', `/acme-vision/${encodeURI(key)}`, key);
    const list = async (query: string): Promise<{ keys: string[]; text: string }> => {
      const { text } = await arts.obs('GET', `/acme-vision/?${query}`);
      return { keys: [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key!), text };
    };
    assert.deepEqual((await list('prefix=l/')).keys, [
      'l/a.txt',
      'l/b&#38;c.txt',
      'l/sub/d.txt',
      'l/sub/e.txt',
      'l/z.txt',
    ]);
    const page = await list('prefix=l/&max-keys=2');
    assert.deepEqual(page.keys.length, 2);
    assert.match(page.text, /<NextMarker>l\/b&#38;c.txt<\/NextMarker>.*<IsTruncated>true</);
    assert.deepEqual((await list('prefix=l/&marker=l/sub/d.txt')).keys, ['l/sub/e.txt', 'l/z.txt']);
    const folders = await list('prefix=l/&delimiter=/');
    assert.deepEqual(folders.keys, ['l/a.txt', 'l/b&#38;c.txt', 'l/z.txt']);
    assert.match(folders.text, /<CommonPrefixes><Prefix>l\/sub\/<\/Prefix><\/CommonPrefixes>/);
  });
});
