import assert from 'node:assert/strict';
import { endAll, send, start, type Server } from './harness';

describe('who is let in', function () {
  this.timeout(60_000);
  let server: Server;
  before(async () => {
    server = await start('--empty');
  });
  after(endAll);

  const ask = async (headers: Record<string, string>, path = '/api/user/logged'): Promise<number> =>
    (await send('GET', server.origin + path, undefined, { authorization: `Bearer ${server.token}`, ...headers }))
      .status;

  it('only loopback names as Host', async () => {
    for (const host of [
      ...['localhost', 'localhost:1', 'LOCALHOST:80', 'localhost.', 'localhost.:7', 'a.b.localhost', 'x.localhost.:9'],
      ...['127.0.0.1:5', '127.9.8.7', '127.0.0.1.', '127.1', '2130706433', '0x7f.1', '[::1]:8080', '[0:0:0:0:0:0:0:1]'],
      ...[
        '[::ffff:127.0.0.1]:8080',
        '[::ffff:7f00:1]',
        '[::127.0.0.1]',
        '[::ffff:0:127.0.0.1]',
        '[64:ff9b::127.0.0.1]',
      ],
      '[64:ff9b:1::127.0.0.1]:1',
    ])
      assert.equal(await ask({ host }), 200, host);
    for (const host of [
      'example.com',
      'localhost.example.com',
      '127.0.0.1.example.com',
      'minio:9000',
      '10.0.0.1',
      'localhost.example.com.',
      'notlocalhost',
      '.localhost@x',
      '[::ffff:10.0.0.1]',
      '[64:ff9b::8.8.8.8]',
      '[::2]',
      '[::7f00:1',
      '128.0.0.1',
      '127.0.0.1.example.com.',
      '127.0.0.1@x',
    ])
      assert.equal(await ask({ host }), 403, host);
  });

  it('no page of another origin, on either of its two APIs', async () => {
    const own = { host: 'localhost:7', origin: 'http://localhost:7' };
    assert.equal(await ask(own), 200);
    for (const origin of [
      'http://example.com',
      'http://localhost:8',
      'https://localhost:7',
      'null',
      'vscode-webview://x',
    ])
      for (const path of ['/api/user/logged', '/sandbox/log', '/minio/xtreme1/x'])
        assert.equal(await ask({ ...own, origin }, path), 403, origin);
  });

  it('builds links from the Host that was asked for', async () => {
    const reply = await send('GET', `${server.url}/data/generatePresignedUrl?fileName=a&datasetId=1`, undefined, {
      host: 'localhost:1234',
      authorization: `Bearer ${server.token}`,
    });
    assert.match(JSON.parse(reply.text).data.presignedUrl, /^http:\/\/localhost:1234\/minio\/xtreme1\//);
  });

  it('refuses a request line over 8 KiB as the proxy does', async () => {
    assert.equal((await server.call('GET', `/data/listByIds?dataIds=${'1,'.repeat(3000)}1`)).status, 200);
    assert.equal((await server.call('GET', `/data/listByIds?dataIds=${'1,'.repeat(4200)}1`)).status, 414);
  });

  it('answers the proxy’s page outside of the API', async () => {
    const reply = await send('GET', `${server.origin}/elsewhere`);
    assert.deepEqual([reply.status, reply.headers['content-type']], [404, 'text/html']);
  });

  it('takes a token out of service in the middle of a list', async () => {
    const token = (await server.ok('POST', '/user/api/token/create', { expireAt: '2090-01-01T00:00:00Z' })).token;
    const page = (n: number): Promise<{ status: number }> =>
      server.call('GET', `/dataset/findByPage?pageNo=${n}&pageSize=1`, undefined, token);
    assert.equal((await page(1)).status, 200);
    await server.control('POST', '/revoke', { token });
    assert.equal((await page(2)).status, 401);
    assert.equal((await server.call('GET', '/user/logged')).status, 200);
  });

  it('lets a token end when its time has come', async () => {
    const token = await server.user('short');
    await server.control('POST', '/clock', { skewSeconds: 119 * 3600 });
    assert.equal((await server.call('GET', '/user/logged', undefined, token)).status, 200);
    await server.control('POST', '/clock', { skewSeconds: 121 * 3600 });
    assert.equal((await server.call('GET', '/user/logged', undefined, token)).status, 401);
    await server.control('POST', '/clock', { skewSeconds: 0 });
  });

  it('makes twins of two tokens without an end, but none of the one that it prints', async () => {
    const [first, second] = [
      await server.ok('POST', '/user/api/token/create', {}),
      await server.ok('POST', '/user/api/token/create', {}),
    ];
    assert.equal(first.token, second.token);
    assert.notEqual(first.token, server.token);
  });
});
