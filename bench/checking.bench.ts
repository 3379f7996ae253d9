import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { crc32, deflateSync } from 'node:zlib';
import pLimit from 'p-limit';
import { Crc64 } from '../src/core/formats/crc64';
import { parseExact } from '../src/core/net/json';
import { openArchive } from '../src/core/transfer/zip/archive';
import { ThreadedChecks } from '../src/core/transfer/check/threads';
import { localSource } from '../src/core/transfer/localSource';
import { listOnly } from '../test/support/listOnly';
import { fastest, figure, need, program, ratio } from './support/figures';

const never = new AbortController().signal;
const pictures = 200;
const [width, height] = [950, 900];

describe('budget: checking and reading', function () {
  this.timeout(240_000);
  const home = mkdtempSync(join(tmpdir(), 'checking-'));
  const folder = join(home, 'pictures');
  const checks = new ThreadedChecks(resolve('dist', 'checker.js'));
  before(() => need('md5sum'));
  after(() => {
    checks.dispose();
    rmSync(home, { recursive: true });
  });

  /** A picture of noise of some depth: what photographs cost, packed as writers pack it. */
  const png = (bits: number): Buffer => {
    const rows = randomFillSync(Buffer.alloc((width * 3 + 1) * height)).map((byte) => byte & ((1 << bits) - 1));
    for (let row = 0; row < height; row++) rows[row * (width * 3 + 1)] = 0;
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const chunks = [
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows, { level: 6 })),
      chunk('IEND', Buffer.alloc(0)),
    ];
    return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
  };

  it('checks 500 MB in 200 pictures within 1.5 times of `md5sum`, and leaves the host and its memory alone', async () => {
    mkdirSync(folder);
    const jpeg = jpegOf(readFileSync(join('media', 'samples', 'pictures', 'coffee.jpg')), 2.5e6);
    const kinds = [png(8), png(7), jpeg, jpeg];
    for (let n = 0; n < pictures; n++)
      writeFileSync(join(folder, `${n}.${n % 4 < 2 ? 'png' : 'jpg'}`), kinds[n % 4] ?? '');
    const names = Array.from({ length: pictures }, (_, n) => join(folder, `${n}.${n % 4 < 2 ? 'png' : 'jpg'}`));
    const sources = await Promise.all(names.map(localSource));
    const total = sources.reduce((sum, { size }) => sum + size, 0);
    assert.ok(total > 450e6, `${total} bytes`);
    let longest = Infinity;
    let peak = 0;
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() - before)), 20);
    const check = async () => {
      const limit = pLimit(4);
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const validations = await Promise.all(sources.map((one) => limit(() => checks.check('picture', one, never))));
      delay.disable();
      // What the check does to the loop it does in each run; the rest is other programs.
      longest = Math.min(longest, delay.max / 1e6);
      assert.ok(validations.every(({ problem }) => problem === undefined));
    };
    const found = await ratio(3, 1.5, check, () => program('md5sum', names)).finally(() => clearInterval(watch));
    figure('checking 200 pictures of 2.5 MB, to md5sum', found, '×', 1.5);
    figure('checking: longest wait of the event loop', longest, 'ms', 50);
    figure('checking: memory growth', peak / 1e6, 'MB', 128);
    assert.ok(found <= 1.5, `${found} times`);
    assert.ok(longest <= 50, `${longest} ms`);
    assert.ok(peak < 128e6, `${peak} bytes`);
  });

  it('lists 100,000 entries of a zip within 2 seconds', async () => {
    const path = join(home, 'many.zip');
    writeFileSync(path, listOnly(Array.from({ length: 100_000 }, (_, n) => `image_0/${n}.jpg`)));
    const found = await fastest(5, 2_000, async () => {
      const archive = await openArchive(path);
      assert.equal(archive.entries.length, 100_000);
      await archive.close();
    });
    figure('listing 100,000 entries of a zip', found, 'ms', 2_000);
    assert.ok(found < 2_000, `${found} ms`);
  });

  it('reads at least 40 MB of exact JSON in a second', async () => {
    const row = (n: number) =>
      `{"id":${n},"name":"cat.${n}","file":{"size":${n * 7},"pathHash":-53806142090${String(n).padStart(8, '0')},` +
      `"url":"http://localhost:8190/minio/xtreme1/2/12/${n}.jpg?X-Amz-Signature=${'ab12'.repeat(16)}"},"split":null}`;
    const json = `[${Array.from({ length: 90_000 }, (_, n) => row(n)).join(',')}]`;
    const budget = json.length / 1e6 / (40 / 1000);
    const speed = json.length / 1e6 / ((await fastest(5, budget, () => assert.ok(parseExact(json)))) / 1000);
    figure('exact JSON', speed, 'MB/s', 40);
    assert.ok(speed >= 40, `${speed.toFixed(0)} MB/s`);
  });

  it('takes the sum of SMH faster than files are sent', async () => {
    const bytes = new Uint8Array(64 * 1024 * 1024).fill(7);
    const budget = bytes.length / 1e6 / (100 / 1000);
    const speed = bytes.length / 1e6 / ((await fastest(3, budget, () => new Crc64().update(bytes))) / 1000);
    figure('CRC-64', speed, 'MB/s', 100);
    assert.ok(speed > 100, `${speed.toFixed(0)} MB/s`);
  });
});

function chunk(type: string, content: Buffer): Buffer {
  const whole = Buffer.concat([Buffer.from(type), content]);
  const [head, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(whole));
  return Buffer.concat([head, whole, sum]);
}

/** A JPEG with so many coded bytes: those of its scan, over and over, with the marks that real ones have. */
function jpegOf(small: Buffer, length: number): Buffer {
  const scan = small.indexOf(Buffer.from([0xff, 0xda]));
  const from = scan + 2 + small.readUInt16BE(scan + 2);
  const coded = small.subarray(from, small.length - 2);
  const parts = Array.from({ length: Math.ceil(length / coded.length) }, () => coded);
  return Buffer.concat([small.subarray(0, from), ...parts, small.subarray(small.length - 2)]);
}
