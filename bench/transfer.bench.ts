import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { createHttp } from '../src/core/net/http';
import { isCancelled } from '../src/core/net/errors';
import { putObject } from '../src/core/net/store/put';
import { localSource } from '../src/core/transfer/localSource';
import { packZip } from '../src/core/transfer/zip/pack';
import { TestContext } from '../test/support/context';
import { figure, need, program, ratio } from './support/figures';
import { type Sink, startSink } from './support/sink';

const never = new AbortController().signal;
const files = 400;
const fileSize = 256 * 1024;
const largeSize = 512 * 1024 * 1024;

describe('budget: transfers', function () {
  this.timeout(180_000);
  const home = mkdtempSync(join(tmpdir(), 'transfer-'));
  const folder = join(home, 'pictures');
  const large = join(home, 'large.bin');
  const context = new TestContext(createHttp('bench'));
  let sink: Sink;

  before(async () => {
    need('zip', 'curl');
    sink = await startSink(home);
    mkdirSync(folder);
    const bytes = Buffer.alloc(fileSize);
    for (let n = 0; n < files; n++) writeFileSync(join(folder, `p${n}.jpg`), randomFillSync(bytes));
  });
  after(() => {
    context.http.close();
    sink.stop();
    rmSync(home, { recursive: true });
  });

  const sendArchive = async () => {
    const sources = await Promise.all(readdirSync(folder).map((name) => localSource(join(folder, name))));
    const entries = sources.map((one) => ({ path: `image_0/${one.name}`, size: one.size, open: () => one.open() }));
    await putObject(context, `${sink.url}/a.zip`, 'application/zip', packZip(entries), never);
  };

  it('writes an archive into its request within 1.3 times of `zip -0` followed by `curl -T`', async () => {
    await sendArchive();
    const found = await ratio(5, 1.3, sendArchive, async () => {
      await program('zip', ['-0', '-q', '-r', join(home, 'b.zip'), '.'], folder);
      await program('curl', ['-s', '-S', '-o', '/dev/null', '-T', join(home, 'b.zip'), `${sink.url}/b.zip`]);
      rmSync(join(home, 'b.zip'));
    });
    figure('archive on the fly, 400 × 256 KiB, to zip -0; curl -T', found, '×', 1.3);
    assert.ok(found <= 1.3, `${found} times`);
  });

  it('sends 10,000 pictures as one archive within 1.6 times of `zip -0` followed by `curl -T`', async () => {
    const many = join(home, 'many');
    mkdirSync(many);
    const bytes = randomFillSync(Buffer.alloc(10_000));
    for (let n = 0; n < 10_000; n++) writeFileSync(join(many, `picture_${n}.jpg`), bytes);
    const sources = await Promise.all(readdirSync(many).map((name) => localSource(join(many, name))));
    const ours = async () => {
      const archive = packZip(
        sources.map((one) => ({
          path: `image_0/${one.name}`,
          size: one.size,
          open: () => one.open(),
          read: () => one.read(undefined),
        })),
      );
      const { confirmed } = await putObject(context, `${sink.url}/m.zip`, 'application/zip', archive, never);
      assert.ok(confirmed, 'the store has every byte that was announced');
    };
    const found = await ratio(3, 1.6, ours, async () => {
      await program('zip', ['-0', '-q', '-r', join(home, 'm.zip'), '.'], many);
      await program('curl', ['-s', '-S', '-o', '/dev/null', '-T', join(home, 'm.zip'), `${sink.url}/m.zip`]);
      rmSync(join(home, 'm.zip'));
    });
    figure('archive of 10,000 pictures of 10 kB, to zip -0; curl -T', found, '×', 1.6);
    assert.ok(found <= 1.6, `${found} times`);
  });

  it('sends one large file within 1.15 times of `curl -T` followed by `md5sum`, in flat memory', async () => {
    const piece = randomFillSync(Buffer.alloc(1024 * 1024));
    for (let n = 0; n < largeSize / piece.length; n++) writeFileSync(large, piece, { flag: 'a' });
    const source = await localSource(large);
    let peak = 0;
    const before = process.memoryUsage().rss;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before)), 20);
    const send = () => putObject(context, `${sink.url}/l.bin`, 'application/zip', source, never);
    const found = await ratio(4, 1.15, send, async () => {
      await program('curl', ['-s', '-S', '-o', '/dev/null', '-T', large, `${sink.url}/l.bin`]);
      await program('md5sum', [large]);
    }).finally(() => clearInterval(watch));
    figure('one file of 512 MiB with its MD5, to curl -T; md5sum', found, '×', 1.15);
    figure('one file of 512 MiB: memory growth', peak / 1e6, 'MB', 64);
    assert.ok(found <= 1.15, `${found} times`);
    assert.ok(peak < 64e6, `${peak} bytes`);
  });

  it('opens at most one connection more than it has requests under way', async () => {
    const before = sink.connections();
    const limit = pLimit(8);
    const piece = Buffer.alloc(20_000);
    const send = (n: number) =>
      context.http.send({ method: 'PUT', url: `${sink.url}/${n}`, body: piece.toString('latin1') }, never);
    const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => limit(() => send(n))));
    assert.ok(answers.every((answer) => answer.status === 200));
    const opened = sink.connections() - before;
    figure('connections for 300 requests, 8 at once (plain node)', opened, '', 9);
    assert.ok(opened <= 9, `${opened} connections`);
  });

  it('when cancelled sends no new request after 100 ms and holds no socket after 1 s', async () => {
    const open = new Set<Socket>();
    const arrivals: number[] = [];
    const slow = createServer((request) => {
      arrivals.push(performance.now());
      request.resume().socket.setTimeout(0);
    });
    slow.on('connection', (socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/x`;
    const controller = new AbortController();
    const limit = pLimit(5);
    const source = await localSource(join(folder, 'p0.jpg'));
    const sends = Array.from({ length: 50 }, () =>
      limit(() => putObject(context, url, 'image/jpeg', source, controller.signal)),
    );
    const settled = Promise.allSettled(sends);
    await until(() => arrivals.length === 5);
    const stopped = performance.now();
    controller.abort();
    const results = await settled;
    await until(() => open.size === 0);
    const closed = performance.now() - stopped;
    slow.close();
    assert.ok(results.every((result) => result.status === 'rejected' && isCancelled(result.reason)));
    assert.ok(
      arrivals.every((at) => at < stopped + 100),
      'a request arrived after the cancellation',
    );
    figure('cancel: until every socket is closed', closed, 'ms', 1000);
    assert.ok(closed < 1000, `${closed} ms`);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
