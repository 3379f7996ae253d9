import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { withReader } from '../../../src/core/transfer/check/location';
import { openArchive } from '../../../src/core/transfer/zip/archive';
import type { FileLocation } from '../../../src/core/contract';
import { never } from '../../support/context';
import { hostileZip } from '../../support/hostileZip';

/** More than three windows of a reader; no two places are alike. */
const bytes = Buffer.alloc(1_000_000);
for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);

describe('a reader gives the bytes', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reader-'));
    await writeFile(join(folder, 'a.bin'), bytes);
    for (const deflate of [false, true])
      await writeFile(
        join(folder, `${deflate ? 'packed' : 'stored'}.zip`),
        hostileZip([
          { name: 'first', bytes: Buffer.alloc(999) },
          { name: 'a.bin', bytes, deflate },
        ]),
      );
  });
  after(() => rm(folder, { recursive: true }));

  const inZip = async (name: string): Promise<FileLocation> => {
    const path = join(folder, name);
    const archive = await openArchive(path);
    await archive.close();
    const entry = archive.entries.find((one) => one.path === 'a.bin');
    assert.ok(entry);
    return { path, zip: entry.location };
  };
  const places: Readonly<Record<string, () => Promise<FileLocation>>> = {
    'a file': () => Promise.resolve({ path: join(folder, 'a.bin') }),
    'a stored entry': () => inZip('stored.zip'),
    'a packed entry': () => inZip('packed.zip'),
  };
  const stretch = fc.tuple(fc.nat(bytes.length + 10), fc.oneof(fc.nat(100), fc.nat(400_000)));

  for (const [what, place] of Object.entries(places))
    it(`of ${what} in any order, near and far, and none behind its end`, async () => {
      const location = await place();
      const read = (reads: readonly (readonly [number, number])[]) =>
        withReader(
          location,
          (reader) =>
            Promise.resolve(
              reads.every(([at, length]) =>
                Buffer.from(reader.read(at, length)).equals(bytes.subarray(at, Math.min(at + length, bytes.length))),
              ),
            ),
          never,
        ).catch(String);
      await fc.assert(
        fc.asyncProperty(fc.array(stretch, { maxLength: 20 }), async (reads) => assert.equal(await read(reads), true)),
        { numRuns: 15 },
      );
    });
});
