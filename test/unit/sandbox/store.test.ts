import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { captured } from './pictures';
import { endAll, send, start, type Server } from './harness';

const bytes = captured('cat.jpg');
const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
const weekS = 604_800;

function code(text: string): string | undefined {
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1];
}

describe('the object store', function () {
  this.timeout(60_000);
  let server: Server;
  let put: string;
  let get: string;

  before(async () => {
    server = await start('--empty');
    const id = await server.dataset('store');
    const urls = await server.presign(id, 'cat.jpg');
    put = urls.presignedUrl;
    await send('PUT', put, bytes, { 'content-type': 'image/jpeg' });
    const serial = await server.ok('POST', '/data/upload', { fileUrl: urls.accessUrl, datasetId: id, source: 'LOCAL' });
    await server.finished(serial);
    get = (await server.list(id))[0].content[0].files[0].file.url;
  });
  after(endAll);
  afterEach(() => server.control('POST', '/clock', { skewSeconds: 0 }));

  it('answers the link as it was signed, whatever Host comes', async () => {
    for (const host of ['localhost:9999', `127.0.0.1:${server.port}`, '127.3.2.1']) {
      const reply = await send('GET', get, undefined, { host });
      assert.deepEqual([reply.status, reply.headers.etag, reply.bytes.equals(bytes)], [200, etag, true]);
    }
  });

  it('signs for the host inside the deployment, for a week', async () => {
    const { accessUrl } = await server.presign(1, 'x y.zip');
    const url = new URL(accessUrl);
    assert.deepEqual(
      [url.host, url.searchParams.get('X-Amz-Expires'), url.searchParams.get('X-Amz-SignedHeaders')],
      ['minio:9000', String(weekS), 'host'],
    );
    assert.equal((await send('GET', accessUrl.replace('http://minio:9000', `${server.origin}/minio`))).status, 404);
  });

  const tampered: [string, (url: string) => string][] = [
    ['another key', (url) => url.replace('cat.jpg', 'dog.jpg')],
    ['another bucket folder', (url) => url.replace(/xtreme1\/\d+/, 'xtreme1/9')],
    ['a longer life', (url) => url.replace(`X-Amz-Expires=${weekS}`, 'X-Amz-Expires=604799')],
    ['another date', (url) => url.replace(/X-Amz-Date=(\d{8})T\d{6}Z/, 'X-Amz-Date=$1T000000Z')],
    ['one more parameter', (url) => `${url}&response-content-type=text%2Fhtml`],
    [
      'another signature',
      (url) => url.replace(/Signature=./, (found) => (found.endsWith('0') ? 'Signature=1' : 'Signature=0')),
    ],
  ];
  for (const [what, change] of tampered)
    it(`refuses ${what}`, async () => {
      assert.notEqual(change(get), get);
      const reply = await send('GET', change(get));
      assert.deepEqual([reply.status, code(reply.text)], [403, 'SignatureDoesNotMatch']);
    });

  it('refuses another method, an unknown key pair, no signature, and a life over a week', async () => {
    assert.equal(code((await send('GET', put)).text), 'SignatureDoesNotMatch');
    assert.equal(code((await send('PUT', get, bytes)).text), 'SignatureDoesNotMatch');
    assert.equal((await send('HEAD', get)).status, 403);
    const foreign = await send('GET', get.replace(/Credential=[^%]+/, 'Credential=someone'));
    assert.deepEqual([foreign.status, code(foreign.text)], [403, 'InvalidAccessKeyId']);
    const anonymous = await send('GET', get.replace(/\?.*/, ''));
    assert.deepEqual([anonymous.status, code(anonymous.text)], [403, 'AccessDenied']);
    const long = await send('GET', get.replace(`Expires=${weekS}`, `Expires=${weekS + 1}`));
    assert.equal(long.status, 400);
  });

  it('refuses a link when its week is over, and one of a clock that is far ahead', async () => {
    await server.control('POST', '/clock', { skewSeconds: weekS - 60 });
    assert.equal((await send('GET', get)).status, 200);
    await server.control('POST', '/clock', { skewSeconds: weekS + 60 });
    const late = await send('GET', get);
    assert.deepEqual(
      [late.status, code(late.text), late.text.includes('Request has expired')],
      [403, 'AccessDenied', true],
    );
    assert.equal((await send('PUT', put, bytes)).status, 403);
    await server.control('POST', '/clock', { skewSeconds: -3600 });
    assert.equal((await send('GET', get)).status, 403);
  });

  it('shows its clock, so that a client can tell who is wrong', async () => {
    await server.control('POST', '/clock', { skewSeconds: 86_400 });
    const { headers } = await send('GET', get);
    assert.ok(Math.abs(Date.parse(headers.date!) - Date.now() - 86_400_000) < 10_000);
  });

  it('refuses the API token beside a signature', async () => {
    const reply = await send('GET', get, undefined, { authorization: `Bearer ${server.token}` });
    assert.deepEqual([reply.status, code(reply.text)], [400, 'InvalidRequest']);
  });

  it('compares Content-MD5 and leaves what was there', async () => {
    const { presignedUrl, accessUrl } = await server.presign(1, 'sum.bin');
    const good = createHash('md5').update('one').digest('base64');
    assert.equal((await send('PUT', presignedUrl, 'one', { 'content-md5': good })).status, 200);
    assert.equal(code((await send('PUT', presignedUrl, 'two', { 'content-md5': good })).text), 'BadDigest');
    assert.equal(code((await send('PUT', presignedUrl, 'two', { 'content-md5': 'eA==' })).text), 'InvalidDigest');
    const inside = accessUrl.replace('http://minio:9000', `${server.origin}/minio`);
    assert.equal((await send('GET', inside)).text, 'one');
  });

  it('takes a body in chunks, and If-None-Match only when there is nothing', async () => {
    const { presignedUrl } = await server.presign(1, 'once.bin');
    const chunked = { 'transfer-encoding': 'chunked', 'if-none-match': '*' };
    assert.equal((await send('PUT', presignedUrl, bytes, chunked)).headers.etag, etag);
    const again = await send('PUT', presignedUrl, bytes, chunked);
    assert.deepEqual([again.status, again.headers.etag], [412, etag]);
    assert.equal((await send('PUT', presignedUrl, 'over it')).status, 200);
  });

  it('gives ranges', async () => {
    const ranges: [string, number, string | undefined][] = [
      ['bytes=0-9', 206, `bytes 0-9/${bytes.length}`],
      [`bytes=${bytes.length - 4}-`, 206, `bytes ${bytes.length - 4}-${bytes.length - 1}/${bytes.length}`],
      ['bytes=-5', 206, `bytes ${bytes.length - 5}-${bytes.length - 1}/${bytes.length}`],
      [`bytes=10-${bytes.length * 2}`, 206, `bytes 10-${bytes.length - 1}/${bytes.length}`],
      [`bytes=${bytes.length}-`, 416, undefined],
      ['lines=1-2', 200, undefined],
    ];
    for (const [range, status, shown] of ranges) {
      const reply = await send('GET', get, undefined, { range });
      assert.deepEqual([reply.status, reply.headers['content-range']], [status, shown], range);
      const [, from, to] = /(\d+)-(\d+)/.exec(shown ?? '') ?? [];
      if (shown) assert.ok(reply.bytes.equals(bytes.subarray(Number(from), Number(to) + 1)), range);
    }
    assert.equal((await send('GET', get, undefined, { 'if-none-match': etag })).status, 304);
  });
});
