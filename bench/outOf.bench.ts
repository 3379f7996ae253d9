import assert from 'node:assert/strict';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { createHttp } from '../src/core/net/http';
import { openLink } from '../src/core/net/store/open';
import type { DownloadBatch, DownloadPart } from '../src/core/contract';
import { download } from '../src/core/transfer/download/job';
import { unpack } from '../src/core/transfer/unpack/unpack';
import { TestContext } from '../test/support/context';
import { figure, need, program, ratio } from './support/figures';
import { startStore } from './support/store';

const never = new AbortController().signal;
const files = 2_000;
const fileSize = 20_000;
const entries = 10_000;

describe('budget: out of the platform', function () {
  this.timeout(180_000);
  // In memory where that is offered: a disk that is busy with others takes ten times as long for either side.
  const home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'out-of-'));
  const context = new TestContext(createHttp('bench'));
  let store: { url: string; stop(): void };
  let turn = 0;
  const fresh = () => {
    const folder = join(home, String(++turn));
    mkdirSync(folder);
    return folder;
  };
  before(async () => {
    need('curl', 'unzip');
    store = await startStore(home, fileSize, 50);
  });
  after(() => {
    context.http.close();
    store.stop();
    rmSync(home, { recursive: true });
  });

  /** Growth of the resident set while some work runs, in bytes. */
  const growth = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before)), 20);
    await work().finally(() => clearInterval(watch));
    return peak;
  };

  async function* plan(): AsyncGenerator<DownloadBatch> {
    const parts = Array.from({ length: files }, (_, n): DownloadPart => ({
      path: `image_0/${n}.jpg`,
      item: { ref: `data/${n}`, id: String(n), name: String(n) },
      key: `file/${n}`,
      size: fileSize,
      open: (from, signal) => openLink(context, `${store.url}/${n}`, from > 0 ? { from } : undefined, signal),
    }));
    yield { parts };
  }

  it('fetches 2,000 files of 20 kB at 50 ms a request within 1.8 times of `curl --parallel`', async () => {
    const origin = { platform: 'bench', server: store.url, ref: 'dataset/1', name: 'bench' };
    const ours = async () => {
      const folder = fresh();
      const done = await download(plan(), folder, origin, context, { progress: () => undefined }, never);
      assert.equal(done.fetched, files);
      rmSync(folder, { recursive: true });
    };
    const theirs = async () => {
      const folder = fresh();
      await program('curl', ['-s', '-S', '--parallel', '-o', '#1.jpg', `${store.url}/[0-${files - 1}]`], folder);
      assert.equal(readdirSync(folder).length, files);
      rmSync(folder, { recursive: true });
    };
    let found = 0;
    const peak = await growth(async () => (found = await ratio(1, 1.8, ours, theirs)));
    figure('2,000 files of 20 kB at 50 ms, checked, to curl --parallel', found, '×', 1.8);
    figure('2,000 files: memory growth', peak / 1e6, 'MB', 128);
    assert.ok(found <= 1.8, `${found} times`);
    assert.ok(peak < 128e6, `${peak} bytes`);
  });

  it('unpacks 10,000 entries, all judged beforehand, within 1.5 times of `unzip`', async () => {
    const archive = join(home, 'a.zip');
    const zip = new ZipFile();
    const bytes = Buffer.from(
      JSON.stringify({ objects: Array(20).fill({ type: 'POLYGON', contour: { points: [] } }) }),
    );
    for (let n = 0; n < entries; n++) zip.addBuffer(bytes, `cats-20260101000000/data/${n}.json`);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(archive));
    const ours = async () => {
      const folder = join(home, 'ours');
      assert.equal((await unpack(archive, folder, {}, never)).files.length, entries);
      rmSync(folder, { recursive: true });
    };
    const theirs = async () => {
      const folder = fresh();
      await program('unzip', ['-q', archive, '-d', folder]);
      rmSync(folder, { recursive: true });
    };
    let found = 0;
    const peak = await growth(async () => (found = await ratio(3, 1.5, ours, theirs)));
    figure('10,000 entries unpacked, to unzip', found, '×', 1.5);
    figure('10,000 entries: memory growth', peak / 1e6, 'MB', 128);
    assert.ok(found <= 1.5, `${found} times`);
    assert.ok(peak < 128e6, `${peak} bytes`);
  });

  it('refuses a million entries by their number, in no time', async () => {
    const archive = join(home, 'million.zip');
    const end = Buffer.alloc(56 + 20 + 22);
    end.writeUInt32LE(0x06064b50, 0);
    end.writeBigUInt64LE(1_000_000n, 32);
    end.writeUInt32LE(0x07064b50, 56);
    end.writeUInt32LE(0x06054b50, 76);
    writeFileSync(archive, end);
    const start = performance.now();
    await assert.rejects(unpack(archive, join(home, 'million'), {}, never), /1000000 entries/);
    const took = performance.now() - start;
    figure('a million entries refused', took, 'ms', 1000);
    assert.ok(took < 1000, `${took} ms`);
  });
});
