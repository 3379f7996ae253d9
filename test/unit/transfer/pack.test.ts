import assert from 'node:assert/strict';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { openArchive } from '../../../src/core/transfer/archive';
import { pack, type Packed } from '../../../src/core/transfer/pack';
import { until } from '../../support/loopback';

const packed = (path: string, bytes: Uint8Array): Packed => ({
  path,
  size: bytes.length,
  open: () => Readable.from([bytes], { objectMode: false }),
});
const collect = async (stream: Readable): Promise<Buffer> => Buffer.concat(await stream.toArray());

describe('pack', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pack-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Characters that a file may be named with, and that archives of others are known to spoil. */
  const name = fc
    .string({
      unit: fc.constantFrom('a', 'B', '9', ' ', '.', '#', '%', '?', '+', '&', "'", 'é', 'é', '你', '😀', '\u202e'),
      minLength: 1,
      maxLength: 60,
    })
    .filter((one) => !/^\.+$/.test(one));
  const files = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 3_000 })), {
    selector: ([one]) => one,
    minLength: 1,
    maxLength: 12,
  });

  it('is as long as announced, and gives back the same bytes under the same names', async () => {
    const path = join(folder, 'any.zip');
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        const source = await pack(all.map(([one, bytes]) => packed(`image_0/${one}`, bytes)));
        await pipeline(source.open(), createWriteStream(path));
        const archive = await openArchive(path);
        try {
          assert.deepEqual(
            archive.entries.map((entry) => entry.path),
            all.map(([one]) => `image_0/${one}`),
          );
          for (const [n, entry] of archive.entries.entries())
            assert.deepEqual(Buffer.from(await entry.read()), Buffer.from(all[n]![1]));
        } finally {
          await archive.close();
        }
        assert.equal((await collect(source.open())).length, source.size);
      }),
      { numRuns: 60 },
    );
  });

  it('stores and does not compress, so that its length is known before the first byte', async () => {
    const bytes = Buffer.alloc(100_000);
    const source = await pack([packed('image_0/zeros.bmp', bytes)]);
    assert.ok(source.size > bytes.length && source.size < bytes.length + 1_000, `${source.size}`);
    assert.ok((await collect(source.open())).includes(bytes));
  });

  it('is the same bytes every time', async () => {
    const source = await pack([packed('image_0/a.jpg', Buffer.from('a')), packed('image_0/b.jpg', Buffer.from('b'))]);
    assert.deepEqual(await collect(source.open()), await collect(source.open()));
  });

  it('opens its files one after the other, and none to learn the length', async () => {
    const path = join(folder, 'small.bin');
    await writeFile(path, Buffer.alloc(1_000));
    const count = { open: 0, most: 0 };
    const most = () => count.most;
    const entries = Array.from({ length: 60 }, (_, n): Packed => ({
      path: `image_0/${n}.jpg`,
      size: 1_000,
      open: () => {
        count.most = Math.max(count.most, ++count.open);
        return createReadStream(path).once('close', () => count.open--);
      },
    }));
    const source = await pack(entries);
    assert.equal(most(), 0);
    await collect(source.open());
    assert.ok(most() <= 2, `${most()} files at once`); // one may still be closing
    await until(() => count.open === 0);
  });

  it('fails as a whole when one of its files fails, and closes what it opened', async () => {
    const opened: Readable[] = [];
    const keep = (stream: Readable) => {
      opened.push(stream);
      return stream;
    };
    const endless = new Error('the disk is gone');
    const source = await pack([
      {
        path: 'image_0/a.jpg',
        size: 5,
        open: () => keep(Readable.from([Buffer.from('aaaaa')], { objectMode: false })),
      },
      {
        path: 'image_0/b.jpg',
        size: 9,
        open: () =>
          keep(
            new Readable({
              read() {
                this.destroy(endless);
              },
            }),
          ),
      },
      {
        path: 'image_0/c.jpg',
        size: 5,
        open: () => keep(Readable.from([Buffer.from('ccccc')], { objectMode: false })),
      },
    ]);
    await assert.rejects(collect(source.open()), (error) => error === endless);
    assert.equal(opened.length, 2, 'nothing is opened behind the failure');
    await until(() => opened.every((stream) => stream.destroyed));
  });

  it('fails when a file has fewer or more bytes than announced', async () => {
    for (const size of [4, 6]) {
      const source = await pack([
        { path: 'image_0/a.jpg', size, open: () => Readable.from([Buffer.from('aaaaa')], { objectMode: false }) },
      ]);
      await assert.rejects(collect(source.open()), Error);
    }
  });

  it('closes the file that it reads when it is stopped', async () => {
    const file = new Readable({
      read() {
        setImmediate(() => this.push(Buffer.alloc(1_000)));
      },
    });
    const out = (await pack([{ path: 'image_0/a.jpg', size: 1e9, open: () => file }])).open();
    for await (const _ of out) break;
    await until(() => file.destroyed);
  });

  it('needs no memory for what it carries', async function () {
    this.timeout(20_000);
    const megabyte = 1024 * 1024;
    const entries = Array.from({ length: 200 }, (_, n): Packed => ({
      path: `image_0/${n}.jpg`,
      size: megabyte,
      open: () => Readable.from(parts(n), { objectMode: false }),
    }));
    const source = await pack(entries);
    const before = process.memoryUsage.rss();
    let [length, most] = [0, 0];
    for await (const part of source.open() as AsyncIterable<Buffer>) {
      length += part.length;
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    assert.equal(length, source.size);
    assert.ok(most < 64 * megabyte, `${Math.round(most / megabyte)} MB more`);
  });
});

function* parts(n: number): Generator<Buffer> {
  for (let at = 0; at < 16; at++) yield Buffer.alloc(64 * 1024, n);
}
