import assert from 'node:assert/strict';
import { createReadStream, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { isCancelled, isPlatformError } from '../../../src/core/net/errors';
import { type ByteSource, createHttp, type Http, type HttpRequest } from '../../../src/core/net/http';
import { refused } from '../../support/errors';
import { closeAll, httpServer, tcpServer, until } from '../../support/loopback';

const size = 8 * 1024 * 1024;

/** A PUT that fails must leave nothing open: neither the stream nor the file behind it. */
describe('http: PUT of a file', () => {
  let http: Http;
  let folder: string;
  let path: string;
  let opened: Readable[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'put-'));
    path = join(folder, 'big.bin');
    await writeFile(path, Buffer.alloc(size, 1));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    http = createHttp('test/1');
    opened = [];
  });
  afterEach(async () => {
    http.close();
    await closeAll();
  });

  const put = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => {
    const open = () => {
      const stream = createReadStream(path);
      opened.push(stream);
      return stream;
    };
    return { method: 'PUT', url, body: { size, open }, ...more };
  };
  const nothingOpen = async () => {
    assert.ok(opened.length > 0);
    await until(() => opened.every((stream) => stream.destroyed && stream.closed), 1_000);
    if (process.platform === 'linux')
      assert.deepEqual(
        handles().filter((name) => name === path),
        [],
      );
  };

  it('arrives whole with its exact length, and leaves nothing open', async () => {
    let arrived = 0;
    const server = await httpServer((request, response) => {
      request.on('data', (part: Buffer) => (arrived += part.length)).on('end', () => response.end('ok'));
    });
    let moved = 0;
    const request = put(server.url);
    const body = { ...(request.body as ByteSource), moved: (bytes: number) => void (moved += bytes) };
    const answer = await http.send({ ...request, body });
    assert.equal(answer.status, 200);
    assert.equal(server.arrivals[0]?.headers['content-length'], String(size));
    assert.equal(server.arrivals[0].headers['transfer-encoding'], undefined);
    assert.deepEqual([arrived, moved], [size, size]);
    await nothingOpen();
  });

  it('refused connection', async () => {
    const server = await httpServer(() => undefined);
    await closeAll();
    assert.equal((await refused(http.send(put(server.url)))).kind, 'network');
    await nothingOpen();
  });

  it('connection reset in the middle of the body', async () => {
    const server = await tcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const error = await refused(http.send(put(server.url)));
    assert.match(error.message, /was cut/);
    assert.equal(error.facts.retryable, true);
    await nothingOpen();
  });

  it('cancelled in the middle of the body: socket and file are closed within a second', async () => {
    const stop = new AbortController();
    const server = await tcpServer((socket) => void socket.once('data', () => stop.abort()));
    await assert.rejects(http.send(put(server.url), stop.signal), isCancelled);
    await until(() => server.open() === 0, 1_000);
    await nothingOpen();
  });

  it('a server that stops reading', async () => {
    const held: Socket[] = [];
    const server = await tcpServer((socket) => void held.push(socket.pause()));
    const error = await refused(http.send(put(server.url, { limits: { idle: 100 } })));
    assert.match(error.message, /did not respond for 0.1 seconds/);
    for (const socket of held) socket.resume();
    await until(() => server.open() === 0, 1_000);
    await nothingOpen();
  });

  it('an early 403: its words arrive, instead of "the connection was cut"', async () => {
    const xml = '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';
    const server = await httpServer((request, response) => {
      response.writeHead(403, { 'content-type': 'application/xml' }).end(xml);
      request.resume();
    });
    const answer = await http.send(put(server.url));
    assert.deepEqual([answer.status, answer.body.toString()], [403, xml]);
    await nothingOpen();
  });

  it('an early 403 whose server does not read on', async () => {
    const held: Socket[] = [];
    const server = await tcpServer((socket) => {
      held.push(socket);
      socket.once('data', () => {
        socket.pause();
        socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nearly');
      });
    });
    const answer = await http.send(put(server.url));
    assert.deepEqual([answer.status, answer.body.toString()], [403, 'early']);
    await nothingOpen();
    for (const socket of held) socket.resume();
    await until(() => server.open() === 0, 1_000);
  });

  it('a source that fails: its own error arrives, and the server is not left waiting', async () => {
    const server = await httpServer(() => undefined);
    const broken = () => {
      const stream = new Readable({
        read() {
          this.destroy(Object.assign(new Error('disk at /secret/place'), { code: 'EIO' }));
        },
      });
      opened.push(stream);
      return stream;
    };
    const error = await refused(http.send({ method: 'PUT', url: server.url, body: { size, open: broken } }));
    assert.equal(error.facts.code, 'EIO');
    assert.equal(error.message, 'Cannot read the file to upload (EIO).');
    await until(() => server.open() === 0, 1_000);
    await nothingOpen();
  });

  it('a source that is shorter than announced', async () => {
    const server = await httpServer((request) => void request.resume());
    const open = () => Readable.from([Buffer.alloc(10)], { objectMode: false });
    await assert.rejects(
      http.send({ method: 'PUT', url: server.url, body: { size: 20, open }, limits: { idle: 200 } }),
      isPlatformError,
    );
    await until(() => server.open() === 0, 1_000);
  });
});

function handles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return [];
    }
  });
}
