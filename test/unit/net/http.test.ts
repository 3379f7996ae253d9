import assert from 'node:assert/strict';
import nodeHttp, { type IncomingMessage, type RequestOptions } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { isCancelled } from '../../../src/core/net/errors';
import { createHttp, type Http, type HttpRequest } from '../../../src/core/net/http';
import { refused, reported } from '../../support/errors';
import { closeAll, httpServer, tcpServer, until, within } from '../../support/loopback';

describe('http', () => {
  let http: Http;
  beforeEach(() => {
    http = createHttp('test/1');
  });
  afterEach(async () => {
    http.close();
    await closeAll();
  });

  it('never follows a redirect: nothing arrives at the other host', async () => {
    const other = await httpServer((_, response) => response.end('stolen'));
    const server = await httpServer((_, response) =>
      response.writeHead(307, { location: `${other.url}/take` }).end('moved'),
    );
    const answer = await http.send({ method: 'POST', url: server.url, body: '{}', headers: { Authorization: 'k' } });
    assert.equal(answer.status, 307);
    assert.equal(answer.headers.location, `${other.url}/take`);
    assert.equal(other.made(), 0);
  });

  it('asks no proxy of the environment', async () => {
    const proxy = await httpServer((_, response) => response.end('proxied'));
    const server = await httpServer((_, response) => response.end('direct'));
    const before = process.env.http_proxy;
    process.env.http_proxy = proxy.url;
    try {
      assert.equal((await http.send({ method: 'GET', url: server.url })).body.toString(), 'direct');
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
    assert.equal(proxy.made(), 0);
  });

  it('keeps its connection from request to request, and says so to the server', async () => {
    const server = await httpServer((_, response) => response.end('x'));
    for (let n = 0; n < 20; n++) await http.send({ method: 'GET', url: server.url });
    assert.equal(server.made(), 1);
    assert.equal(server.arrivals[0]?.headers.connection, 'keep-alive');
    assert.equal(server.arrivals[0].headers['user-agent'], 'test/1');
  });

  it('asks to keep the connection under an agent that would close it, as the one of the editor', async () => {
    const server = await httpServer((_, response) => response.end('x'));
    const { request } = nodeHttp;
    const patched = (options: RequestOptions, done: (answer: IncomingMessage) => void) =>
      request({ ...options, agent: new nodeHttp.Agent({ keepAlive: false }) }, done);
    Object.assign(nodeHttp, { request: patched });
    try {
      await http.send({ method: 'GET', url: server.url });
    } finally {
      Object.assign(nodeHttp, { request });
    }
    assert.equal(server.arrivals[0]?.headers.connection, 'keep-alive');
  });

  it('makes no more connections than requests run at once', async () => {
    const server = await httpServer((_, response) => setImmediate(() => response.end('x')));
    const worker = async () => {
      for (let n = 0; n < 10; n++) await http.send({ method: 'GET', url: server.url });
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    assert.equal(server.arrivals.length, 40);
    assert.ok(server.made() <= 4, `${server.made()} connections`);
  });

  it('works with a server of HTTP/1.0 that ends every connection', async () => {
    const server = await tcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold'));
    });
    for (let n = 0; n < 3; n++)
      assert.equal((await http.send({ method: 'GET', url: server.url })).body.toString(), 'old');
  });

  it('takes any status as an answer, with its headers in lower case', async () => {
    const server = await httpServer((_, response) =>
      response.writeHead(418, { 'X-Odd': 'a', 'Set-Cookie': ['b', 'c'] }).end('tea'),
    );
    const answer = await http.send({ method: 'GET', url: server.url });
    assert.deepEqual(
      [answer.status, answer.headers['x-odd'], answer.headers['set-cookie'], answer.body.toString()],
      [418, 'a', 'b, c', 'tea'],
    );
  });

  describe('answers that must not be taken', () => {
    it('refuses one that is longer than allowed, and closes its connection', async () => {
      const server = await httpServer((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
        };
        response.on('drain', more);
        more();
      });
      await assert.rejects(
        http.send({ method: 'GET', url: server.url, maxBytes: 1_000_000 }),
        reported('limit', /more than 1 MB/),
      );
      await until(() => server.open() === 0, 1_000);
    });

    it('counts what a gzip bomb becomes, not what it weighs', async () => {
      const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
      assert.ok(bomb.length < 200_000);
      const server = await httpServer((_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      );
      const before = process.memoryUsage.rss();
      await assert.rejects(http.send({ method: 'GET', url: server.url }), reported('limit', /more than 67 MB/));
      assert.ok(process.memoryUsage.rss() - before < 200 * 1024 * 1024);
    });

    it('takes a body that is shorter than announced for cut, and worth another try', async () => {
      const server = await tcpServer((socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive5'));
      });
      const error = await refused(http.send({ method: 'GET', url: server.url }));
      assert.deepEqual([error.kind, error.facts.retryable], ['network', true]);
      assert.match(error.message, new RegExp(`The connection to ${server.host} was cut`));
    });

    it('names a server that speaks something else', async () => {
      const server = await tcpServer((socket) => void socket.once('data', () => socket.end('SSH-2.0-x\r\n')));
      await assert.rejects(
        http.send({ method: 'GET', url: server.url }),
        reported('network', /did not return a valid HTTP response/),
      );
    });
  });

  describe('limits', () => {
    it('ends a request that takes too long as a whole, although bytes trickle', async () => {
      const server = await httpServer((_, response) => {
        const timer = setInterval(() => response.write('x'), 10);
        response.on('close', () => clearInterval(timer));
      });
      const limits = { whole: 150, idle: 5_000 };
      const error = await refused(within(1_500, http.send({ method: 'GET', url: server.url, limits })));
      assert.match(error.message, /did not finish within 0.15 s/);
      assert.equal(error.facts.retryable, true);
      await until(() => server.open() === 0, 1_000);
    });

    it('ends a request that is silent, before its answer and within it', async () => {
      const silent = await httpServer(() => undefined);
      const limits = { idle: 60 };
      await assert.rejects(
        http.send({ method: 'GET', url: silent.url, limits }),
        reported('network', /did not respond for 0.06 seconds/),
      );
      const stuck = await httpServer((_, response) => void response.writeHead(200, { 'content-length': 9 }).write('x'));
      await assert.rejects(
        http.send({ method: 'GET', url: stuck.url, limits }),
        reported('network', /did not respond/),
      );
      await until(() => silent.open() + stuck.open() === 0, 1_000);
    });

    it('tells a refused connection', async () => {
      const server = await httpServer(() => undefined);
      await closeAll();
      const error = await refused(http.send({ method: 'GET', url: server.url }));
      assert.match(error.message, new RegExp(`${server.host} refused the connection`));
      assert.equal(error.facts.code, 'ECONNREFUSED');
    });
  });

  describe('cancelling', () => {
    const cancelled = (error: unknown) => isCancelled(error) && (error as Error).name === 'Cancelled';

    it('throws Cancelled and closes the connection within a second', async () => {
      const server = await httpServer((_, response) => void response.writeHead(200).write('x'));
      const stop = new AbortController();
      const asked = http.send({ method: 'GET', url: server.url }, stop.signal);
      await until(() => server.arrivals.length === 1);
      stop.abort();
      await assert.rejects(asked, cancelled);
      await until(() => server.open() === 0, 1_000);
    });

    it('sends nothing when it was cancelled before', async () => {
      const server = await httpServer((_, response) => response.end());
      await assert.rejects(http.send({ method: 'GET', url: server.url }, AbortSignal.abort()), cancelled);
      assert.equal(server.arrivals.length, 0);
    });

    it('ends a stream that is being read', async () => {
      const server = await httpServer((_, response) => void response.writeHead(200).write('x'));
      const stop = new AbortController();
      const { body } = await http.stream({ method: 'GET', url: server.url }, stop.signal);
      const reading = (async () => {
        for await (const _ of body) stop.abort();
      })();
      await assert.rejects(reading, cancelled);
      await until(() => server.open() === 0, 1_000);
    });
  });

  it('lets no key and no signature out with an error, however a request ends', async () => {
    const canary = 'canary0123456789';
    const request = (url: string): HttpRequest => ({
      method: 'POST',
      url: `${url}/x?X-Amz-Signature=${canary}`,
      headers: { Authorization: `Bearer ${canary}` },
      body: `{"password":"${canary}"}`,
      limits: { idle: 80, whole: 500 },
      maxBytes: 100,
    });
    const servers = [
      await tcpServer((socket) => void socket.resetAndDestroy()),
      await tcpServer((socket) => void socket.once('data', () => socket.end('nonsense'))),
      await tcpServer(
        (socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n')),
      ),
      await httpServer(() => undefined),
      await httpServer((_, response) => response.end('x'.repeat(200))),
      await httpServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip')),
    ];
    const urls = [...servers.map(({ url }) => url), 'http://127.0.0.1:1', 'http://['];
    for (const url of urls) {
      const error = await refused(http.send(request(url)));
      const notice = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.message].join();
      assert.ok(!notice.includes(canary), notice);
      assert.ok(!('config' in error) && error.cause === undefined, url);
    }
  });

  it('tells a stream that is cut as a failure of the network', async () => {
    const server = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
      });
    });
    const { body } = await http.stream({ method: 'GET', url: server.url });
    const error = await refused(
      (async () => {
        for await (const _ of body);
      })(),
    );
    assert.deepEqual([error.kind, error.facts.retryable], ['network', true]);
  });

  it('streams bytes as they come, and ends the connection when the reader turns away', async () => {
    const server = await httpServer((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 7)));
      };
      response.on('drain', more);
      more();
    });
    const { status, body } = await http.stream({ method: 'GET', url: server.url });
    assert.equal(status, 200);
    let seen = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      assert.equal(part[0], 7);
      seen += part.length;
      if (seen > 500_000) break;
    }
    await until(() => server.open() === 0, 1_000);
  });
});
