import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { captured } from './pictures';
import { endAll, send, start, until, type Server } from './harness';

const helloPath = '/user/logged';
const bytes = captured('cat.jpg');

describe('the control API', function () {
  this.timeout(60_000);
  let server: Server;
  const faults = (...rules: object[]): Promise<unknown> => server.control('PUT', '/faults', rules);
  const hello = (): Promise<{ status: number; text: string }> => server.call('GET', helloPath);

  before(async () => {
    server = await start('--empty');
  });
  after(endAll);
  afterEach(async () => {
    await server.control('DELETE', '/faults');
    await server.control('DELETE', '/log');
  });

  it('wants the token, and says what it does not understand', async () => {
    assert.equal((await send('GET', `${server.origin}/sandbox/log`)).status, 401);
    assert.equal(
      (await send('GET', `${server.origin}/sandbox/log`, undefined, { authorization: 'Bearer x' })).status,
      401,
    );
    await assert.rejects(faults({ match: '.', action: { type: 'delay' } }), /not an action/);
    await assert.rejects(server.rows('secrets'), /no table/);
  });

  it('acts after `skip` and for `times`', async () => {
    await faults({ match: 'GET /api/user', skip: 1, times: 2, action: { type: 'status', status: 503 } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await hello()).status);
    assert.deepEqual(statuses, [200, 503, 503, 200]);
  });

  it('answers what it is told', async () => {
    const action = {
      type: 'status',
      status: 429,
      body: '{"slow":true}',
      contentType: 'application/json',
      headers: { 'retry-after': '3' },
    };
    await faults({ match: helloPath, action });
    const reply = await server.call('GET', helloPath);
    assert.deepEqual(
      [reply.status, reply.text, reply.headers['content-type'], reply.headers['retry-after']],
      [429, '{"slow":true}', 'application/json', '3'],
    );
    await faults({ match: helloPath, action: { type: 'status', status: 502 } });
    assert.match((await server.call('GET', helloPath)).text, /<h1>502/);
  });

  it('delays', async () => {
    await faults({ match: helloPath, action: { type: 'delay', ms: 120 } });
    const from = performance.now();
    assert.equal((await hello()).status, 200);
    assert.ok(performance.now() - from >= 115);
  });

  it('drips', async () => {
    await faults({ match: helloPath, action: { type: 'drip', bytesPerSecond: 1000 } });
    const from = performance.now();
    const { text } = await hello();
    assert.equal(JSON.parse(text).code, 'OK');
    assert.ok(performance.now() - from >= text.length * 0.8);
  });

  it('cuts before the answer and in the middle of it', async () => {
    await faults({ match: helloPath, times: 1, action: { type: 'cut', afterBytes: 0 } });
    await assert.rejects(hello(), { code: 'ECONNRESET' });
    await faults({ match: helloPath, times: 1, action: { type: 'cut', afterBytes: 20 } });
    await assert.rejects(hello(), { code: 'ECONNRESET' });
    assert.equal((await hello()).status, 200);
  });

  it('resets while a body comes', async () => {
    const { presignedUrl } = await server.presign(1, 'big.bin');
    await faults({ match: 'PUT /minio', times: 1, action: { type: 'cutRequest', afterBytes: 100_000 } });
    await assert.rejects(send('PUT', presignedUrl, Buffer.alloc(4_000_000)), /ECONNRESET|EPIPE/);
    assert.deepEqual(
      (await server.rows('object')).filter(({ key }) => key.endsWith('big.bin')),
      [],
    );
    assert.equal((await send('PUT', presignedUrl, bytes)).status, 200);
  });

  it('lies about the length', async () => {
    await faults({ match: helloPath, times: 1, action: { type: 'wrongLength', add: 10 } });
    await assert.rejects(hello());
    await faults({ match: helloPath, times: 1, action: { type: 'wrongLength', add: -10 } });
    await assert.rejects(hello().then(({ text }) => JSON.parse(text)));
  });

  it('lies about the ETag, and lets a link expire', async () => {
    const { presignedUrl } = await server.presign(1, 'tag.bin');
    const good = (await send('PUT', presignedUrl, bytes)).headers.etag;
    await faults({ match: 'PUT /minio', times: 1, action: { type: 'wrongEtag' } });
    assert.notEqual((await send('PUT', presignedUrl, bytes)).headers.etag, good);
    await faults({ match: 'PUT /minio', times: 1, action: { type: 'expired' } });
    const reply = await send('PUT', presignedUrl, bytes);
    assert.deepEqual([reply.status, reply.text.includes('Request has expired')], [403, true]);
  });

  it('answers twice', async () => {
    await faults({ match: helloPath, action: { type: 'duplicate' } });
    const text = await new Promise<string>((resolve, reject) => {
      let got = '';
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(
          `GET /api${helloPath} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token}\r\n\r\n`,
        ),
      );
      socket.on('data', (chunk) => (got += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(got);
      });
    });
    assert.equal(text.split('HTTP/1.1 200 OK').length, 3);
  });

  it('never answers', async () => {
    await faults({ match: helloPath, action: { type: 'hang' } });
    const agent = new Agent();
    const hanging = request(`${server.url}${helloPath}`, {
      agent,
      headers: { authorization: `Bearer ${server.token}` },
    });
    const ended = new Promise<Error>((resolve) => hanging.on('error', resolve));
    hanging.end();
    const seen = await until(async () =>
      (await server.control('GET', '/log')).entries.find(
        (entry: { path: string }) => entry.path === `/api${helloPath}`,
      ),
    );
    assert.equal(seen.status, 0);
    hanging.destroy(new Error('given up'));
    assert.equal((await ended).message, 'given up');
  });

  for (const status of ['UNSTARTED', 'DOWNLOADING', 'DOWNLOAD_COMPLETED', 'PARSING'])
    it(`keeps a record ${status}`, async () => {
      const id = await server.dataset(`stuck ${status}`);
      await faults({ match: 'POST /api/data/upload', times: 1, action: { type: 'stuck', status } });
      const held = await server.start(id, 'image-basic.zip', captured('image-basic.zip'));
      await server.upload(id, 'cat.jpg', bytes);
      await until(async () => ((await server.record(held)).status === status ? true : undefined));
      assert.equal((await server.list(id)).length, status === 'PARSING' ? 4 : 1);
    });

  it('logs names and never a value', async () => {
    await server.control('DELETE', '/log');
    await server.call('GET', `${helloPath}?token=secret-in-query`);
    const { presignedUrl } = await server.presign(1, 'log.bin');
    await send('PUT', presignedUrl, bytes);
    const log = await server.control('GET', '/log');
    const [first, , put] = log.entries;
    assert.deepEqual(
      [first.method, first.path, first.query, first.authorization, first.status],
      ['GET', `/api${helloPath}`, ['token'], true, 200],
    );
    assert.ok(first.headers.includes('accept'));
    assert.deepEqual([put.method, put.authorization, put.bytesIn, put.status], ['PUT', false, bytes.length, 200]);
    assert.ok(put.query.includes('X-Amz-Signature'));
    assert.ok(put.connection > first.connection);
    assert.ok(!JSON.stringify(log).includes('secret-in-query') && !JSON.stringify(log).includes(server.token));
  });

  it('counts connections', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = (await server.control('GET', '/log')).connections;
    for (let i = 0; i < 3; i++)
      await new Promise((resolve, reject) => {
        request(
          `${server.url}${helloPath}`,
          { agent, headers: { authorization: `Bearer ${server.token}` } },
          (response) => {
            response.resume().on('end', resolve);
          },
        )
          .on('error', reject)
          .end();
      });
    agent.destroy();
    const log = await server.control('GET', '/log');
    assert.equal(log.connections - before, 2, 'one for the three calls, one for this look');
    assert.equal(new Set(log.entries.map((entry: { connection: number }) => entry.connection)).size, 1);
  });
});
