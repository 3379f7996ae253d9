import assert from 'node:assert/strict';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { ZipFile } from 'yazl';
import { openArchive } from '../../../src/core/transfer/zip/archive';
import { packZip, type PackEntry } from '../../../src/core/transfer/zip/pack';
import { until } from '../../support/loopback';

const packed = (path: string, bytes: Uint8Array): PackEntry => ({
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
        const source = packZip(all.map(([one, bytes]) => packed(`image_0/${one}`, bytes)));
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

  /** Bytes that are really written, counted and not kept. */
  const written = async (source: { open(): Readable }): Promise<number> => {
    let length = 0;
    for await (const part of source.open() as AsyncIterable<Buffer>) length += part.length;
    return length;
  };
  const piece = Buffer.alloc(1024 * 1024);
  const zeros = (length: number): Readable => {
    function* pieces(): Generator<Buffer> {
      for (let left = length; left > 0; left -= piece.length) yield piece.subarray(0, left);
    }
    return Readable.from(pieces(), { objectMode: false });
  };
  /** Names of `length` bytes that differ. */
  const named = (count: number, length: number, size: number): PackEntry[] =>
    Array.from({ length: count }, (_, n) => ({
      path: n.toString(36).padStart(length, '_').slice(-length),
      size,
      open: () => zeros(size),
    }));

  it('is as long as announced where the list passes 65,535 bytes', async function () {
    this.timeout(60_000);
    // A record of the list has 46 bytes and the name.
    for (const length of [4, 8, 20, 60, 200, 250]) {
      const border = Math.floor(0xffff / (46 + length));
      for (const count of [border - 1, border, border + 1, border + 2]) {
        const source = packZip(named(count, length, 1));
        assert.equal(await written(source), source.size, `${count} names of ${length} bytes`);
      }
    }
  });

  it('is as long as announced for any number of files, names and sizes', async function () {
    this.timeout(120_000);
    const any = fc.record({
      count: fc.integer({ min: 1, max: 3_000 }),
      length: fc.integer({ min: 4, max: 250 }),
      size: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ count, length, size }) => {
        const source = packZip(named(count, length, size));
        assert.equal(await written(source), source.size);
      }),
      {
        numRuns: 20,
        examples: [65_534, 65_535, 65_536, 100_000].map((count): [{ count: number; length: number; size: number }] => [
          { count, length: 8, size: 1 },
        ]),
      },
    );
  });

  it('is as long as announced around 4 GiB, in a file and in an offset', async function () {
    this.timeout(300_000);
    const border = 0xffffffff;
    const header = 30 + 'a'.length + 16;
    for (const first of [border, border - header]) {
      const two: PackEntry[] = [
        { path: 'a', size: first, open: () => zeros(first) },
        { path: 'b', size: 1, open: () => zeros(1) },
      ];
      const source = packZip(two);
      assert.equal(await written(source), source.size, `first file of ${first} bytes`);
    }
  });

  it('is listed whole by another reader past 65,535 entries', async function () {
    this.timeout(60_000);
    const path = join(folder, 'many.zip');
    const entries = named(70_000, 8, 1);
    await pipeline(packZip(entries).open(), createWriteStream(path));
    const archive = await openArchive(path).catch((error: unknown) => assert.fail(String(error)));
    assert.deepEqual(
      archive.entries.map((entry) => entry.path),
      entries.map((entry) => entry.path),
    );
    await archive.close();
  });

  it('has the records of another writer, but for its time and its checksums', async () => {
    const files = ['a.jpg', 'image_0/你 😀.png', 'x'.repeat(250)].map((path) => packed(path, Buffer.from(path)));
    const other = new ZipFile();
    for (const file of files)
      other.addReadStreamLazy(
        file.path,
        { compress: false, size: file.size, mtime: new Date(1980, 0, 1, 12), mode: 0o100644, forceDosTimestamp: true },
        (give) => give(null, file.open()),
      );
    other.end();
    const theirs: Buffer[] = [];
    for await (const part of other.outputStream as unknown as AsyncIterable<Buffer>) theirs.push(part);
    assert.deepEqual(await collect(packZip(files).open()), Buffer.concat(theirs));
  });

  it('stores and does not compress, so that its length is known before the first byte', async () => {
    const bytes = Buffer.alloc(100_000);
    const source = packZip([packed('image_0/zeros.bmp', bytes)]);
    assert.ok(source.size > bytes.length && source.size < bytes.length + 1_000, `${source.size}`);
    assert.ok((await collect(source.open())).includes(bytes));
  });

  it('is the same bytes every time', async () => {
    const source = packZip([packed('image_0/a.jpg', Buffer.from('a')), packed('image_0/b.jpg', Buffer.from('b'))]);
    assert.deepEqual(await collect(source.open()), await collect(source.open()));
  });

  it('opens its files one after the other, and none to learn the length', async () => {
    const path = join(folder, 'small.bin');
    await writeFile(path, Buffer.alloc(1_000));
    const count = { open: 0, most: 0 };
    const most = () => count.most;
    const entries = Array.from({ length: 60 }, (_, n): PackEntry => ({
      path: `image_0/${n}.jpg`,
      size: 1_000,
      open: () => {
        count.most = Math.max(count.most, ++count.open);
        return createReadStream(path).once('close', () => count.open--);
      },
    }));
    const source = packZip(entries);
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
    const source = packZip([
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
      const source = packZip([
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
    const out = packZip([{ path: 'image_0/a.jpg', size: 1e9, open: () => file }]).open();
    for await (const _ of out) break;
    await until(() => file.destroyed);
  });

  it('needs no memory for what it carries', async function () {
    this.timeout(20_000);
    const megabyte = 1024 * 1024;
    const entries = Array.from({ length: 200 }, (_, n): PackEntry => ({
      path: `image_0/${n}.jpg`,
      size: megabyte,
      open: () => Readable.from(parts(n), { objectMode: false }),
    }));
    const source = packZip(entries);
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
