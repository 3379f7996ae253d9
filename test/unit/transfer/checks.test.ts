import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { englishText } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import type { FileChecks, UploadSource } from '../../../src/core/contract';
import { openArchive } from '../../../src/core/transfer/zip/archive';
import { inlineChecks } from '../../../src/core/transfer/check/fileChecks';
import { ThreadedChecks } from '../../../src/core/transfer/check/threads';
import { localSource } from '../../../src/core/transfer/localSource';
import { openArchiveTree } from '../../../src/core/transfer/plan/tree';
import { reported } from '../../support/errors';
import { hostileZip, type Lie } from '../../support/hostileZip';
import { never } from '../../support/context';
import { memory } from '../../support/upload';

const picture = join('test', 'fixtures', 'pictures', 'rgb.png');
const cloud = join('media', 'samples', 'street', 'lidar_point_cloud_0', 'parking_a.pcd');

describe('checks of files', () => {
  const threads = new ThreadedChecks(resolve('dist', 'checker.js'), 2);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'checks-'));
  });
  after(async () => {
    threads.dispose();
    await rm(folder, { recursive: true });
  });
  const both: readonly (readonly [where: string, checks: FileChecks])[] = [
    ['in this thread', inlineChecks],
    ['in threads', threads],
  ];
  let zips = 0;
  const inZip = async (lie: Partial<Lie>): Promise<UploadSource> => {
    const path = join(folder, `${++zips}.zip`);
    const bytes = await readFile(picture);
    await writeFile(
      path,
      hostileZip([
        { name: 'first', bytes: Buffer.alloc(500) },
        { name: 'a.png', bytes, ...lie },
      ]),
    );
    const tree = await openArchiveTree(await localSource(path), never);
    await tree.close(); // a check opens the file itself
    return tree.files.get('a.png')!;
  };

  for (const [where, checks] of both) {
    it(`${where}: tell the same of files, of entries of zips and of bytes in memory`, async () => {
      const bytes = await readFile(picture);
      const sources = [
        await localSource(picture),
        await inZip({}),
        await inZip({ deflate: true }),
        memory('a.png', bytes),
      ];
      for (const source of sources) assert.deepEqual(await checks.check('picture', source, never), {});
      const cut = join(folder, 'cut.png');
      await writeFile(cut, bytes.subarray(0, 1_000));
      const { problem } = await checks.check('picture', await localSource(cut), never);
      assert.equal(englishText(problem!), 'The picture is cut at byte 1000.');
      assert.deepEqual(await checks.check('cloud', await localSource(cloud), never), {});
    });

    for (const deflate of [false, true])
      it(`${where}: the sum of a ${deflate ? 'packed' : 'stored'} entry is compared, and its header with the list`, async () => {
        const wrong = reported('invalid', /a\.png is damaged inside the archive \(checksum\)/);
        await assert.rejects(checks.check('picture', await inZip({ deflate, crc: 7 }), never), wrong);
        const other = reported('invalid', /its header and the list differ/);
        await assert.rejects(checks.check('picture', await inZip({ deflate, localName: 'b.png' }), never), other);
        if (!deflate) return;
        const longer = reported('invalid', /a\.png is damaged inside the archive \(length\)/);
        await assert.rejects(checks.check('picture', await inZip({ deflate, size: 100 }), never), longer);
      });

    it(`${where}: a file that is gone is named`, async () => {
      const path = join(folder, 'gone.png');
      await writeFile(path, 'x');
      const source = await localSource(path);
      await rm(path);
      await assert.rejects(
        checks.check('picture', source, never),
        reported('invalid', /gone\.png cannot be read \(ENOENT\)/),
      );
    });

    it(`${where}: a check that is cancelled is cancelled, and others go on`, async () => {
      const controller = new AbortController();
      const source = await localSource(picture);
      const one = checks.check('picture', source, controller.signal);
      const two = checks.check('picture', source, never);
      controller.abort();
      await one.then(
        () => undefined,
        (error: unknown) => assert.ok(isCancelled(error)),
      );
      await assert.rejects(checks.check('picture', source, AbortSignal.abort()), isCancelled);
      assert.deepEqual(await two, {});
    });
  }

  it('of entries leave nothing on the disk', async () => {
    const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('datasets-check-'));
    const before = await left();
    await inlineChecks.check('picture', await inZip({ deflate: true }), never);
    assert.deepEqual(await left(), before);
  });

  it('do not grow with what they look at', async function () {
    this.timeout(60_000);
    const large = join(folder, 'large.tif');
    // A TIFF of one strip of 1.5 GB, as its directory tells; all of it is there, in a file with a hole.
    const head = Buffer.alloc(200);
    head.write('II*\0', 'latin1');
    head.writeUInt32LE(8, 4);
    const fields = [
      [256, 4, 40_000],
      [257, 4, 40_000],
      [258, 3, 8],
      [273, 4, 200],
      [278, 4, 40_000],
      [279, 4, 1_600_000_000],
    ] as const;
    head.writeUInt16LE(fields.length, 8);
    for (const [n, [tag, type, value]] of fields.entries()) {
      head.writeUInt16LE(tag, 10 + n * 12);
      head.writeUInt16LE(type, 12 + n * 12);
      head.writeUInt32LE(1, 14 + n * 12);
      head.writeUInt32LE(value, 18 + n * 12);
    }
    await writeFile(large, head);
    await truncate(large, 200 + 1_600_000_000);
    const source = await localSource(large);
    const before = process.memoryUsage.rss();
    assert.deepEqual(await threads.check('picture', source, never), {});
    const grown = process.memoryUsage.rss() - before;
    assert.ok(grown < 64e6, `${grown} bytes`);
  });

  it('an archive that would grow without end is refused by its list', async () => {
    const path = join(folder, 'bomb.zip');
    const zeros = Buffer.alloc(64 * 1024 ** 2);
    const lies = Array.from({ length: 3 }, (_, n): Lie => ({ name: `${n}.png`, bytes: zeros, deflate: true }));
    await writeFile(path, hostileZip(lies));
    await assert.rejects(openArchive(path), reported('limit', /would expand from \d+ to \d+ bytes/));
    const mixed = hostileZip([{ name: 'good.bin', bytes: randomFillSync(Buffer.alloc(4e6)) }, lies[0]!]);
    await writeFile(path, mixed);
    const archive = await openArchive(path);
    assert.deepEqual(
      archive.entries.map(({ problem }) => problem && englishText(problem).replace(/\d+/g, '#')),
      [undefined, '#.png would expand from # to # bytes; it was rejected.'],
    );
    await archive.close();
  });
});
