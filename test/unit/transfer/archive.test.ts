import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZipFile } from 'yazl';
import { englishText } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import { openArchive } from '../../../src/core/transfer/zip/archive';
import { reported } from '../../support/errors';

async function zip(files: Record<string, Buffer>, compress = false): Promise<Buffer> {
  const made = new ZipFile();
  for (const [path, bytes] of Object.entries(files)) made.addBuffer(bytes, path, { compress });
  made.end();
  const parts: Buffer[] = [];
  for await (const part of made.outputStream as unknown as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

describe('archives', () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archive-'));
    path = join(folder, 'a.zip');
  });
  after(() => rm(folder, { recursive: true }));
  const open = async (bytes: Buffer) => {
    await writeFile(path, bytes);
    return openArchive(path);
  };

  it('list files and folders in their order, and give the bytes, one by one or all at once', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`image_0/${n}.bin`, Buffer.alloc(400_000 + n, n)]),
    );
    for (const compress of [false, true]) {
      const archive = await open(await zip(files, compress));
      assert.deepEqual(
        archive.entries.map(({ path: name, size }) => [name, size]),
        Object.entries(files).map(([name, bytes]) => [name, bytes.length]),
      );
      const all = await Promise.all(archive.entries.map((entry) => entry.read()));
      assert.deepEqual(
        all.map((bytes) => Buffer.from(bytes)),
        Object.values(files),
      );
      await archive.close();
    }
  });

  it('are read as others wrote them: as a stream, with two views, with scenes', async () => {
    for (const name of ['image-stream.zip', 'image-two-views.zip', 'image-scene.zip', 'image-names.zip', 'empty.zip']) {
      const archive = await openArchive(join('test/captures/files', name));
      for (const entry of archive.entries) assert.equal((await entry.read()).length, entry.size, entry.path);
      await archive.close();
    }
  });

  it('a flipped byte is told by the checksum, with the name of the entry', async () => {
    const bytes = await zip({ 'image_0/a.bin': Buffer.from('untouched'), 'image_0/b.bin': Buffer.from('flip me') });
    bytes[bytes.indexOf('flip me')]! ^= 1;
    const archive = await open(bytes);
    const [a, b] = archive.entries;
    assert.equal(Buffer.from(await a!.read()).toString(), 'untouched', 'the others are whole');
    await assert.rejects(b!.read(), reported('invalid', /image_0\/b\.bin is damaged inside the archive \(checksum\)/));
    await archive.close();
  });

  it('that are cut anywhere are refused, and named', async function () {
    this.timeout(20_000);
    const bytes = await zip({ 'image_0/a.bin': Buffer.alloc(50, 1) });
    for (let end = 0; end < bytes.length; end++)
      await assert.rejects(open(bytes.subarray(0, end)), reported('invalid', /Cannot read archive .*a\.zip/));
  });

  it('tell names that leave the folder, entry by entry; the others can be read', async () => {
    for (const evil of ['../evil.bin', '/evil.bin', 'C:/evi.bin', 'a/../../e.b']) {
      const harmless = 'h'.repeat(Buffer.byteLength(evil));
      const bytes = await zip({ [harmless]: Buffer.from('x'), good: Buffer.from('y') });
      const spoilt = Buffer.from(bytes.toString('latin1').replaceAll(harmless, evil), 'latin1');
      const archive = await open(spoilt).catch((error: unknown) => assert.fail(String(error)));
      const [bad, good] = archive.entries;
      assert.match(englishText(bad!.problem!), /another folder|absolute path/, evil);
      assert.equal(good!.problem, undefined);
      assert.equal((await good!.read()).toString(), 'y');
      await archive.close();
    }
  });

  it('with encrypted entries are refused', async () => {
    const bytes = await zip({ 'image_0/a.bin': Buffer.from('secret') });
    for (const at of [bytes.indexOf('PK\u0003\u0004') + 6, bytes.indexOf('PK\u0001\u0002') + 8]) bytes[at]! |= 1;
    await assert.rejects(open(bytes), reported('invalid', /Cannot read archive/));
  });

  it('whose entry is larger than told are refused while they are unpacked', async () => {
    const bytes = await zip({ 'image_0/a.bin': Buffer.alloc(100_000, 1) }, true);
    bytes.writeUInt32LE(99, bytes.indexOf('PK\u0001\u0002') + 24);
    const archive = await open(bytes);
    await assert.rejects(archive.entries[0]!.read(), reported('invalid', /damaged inside the archive/));
    await archive.close();
  });

  it('other files are told apart', async () => {
    for (const name of ['fake.zip', 'notes.txt', 'empty.bin', 'cat.jpg'])
      await assert.rejects(openArchive(join('test/captures/files', name)), reported('invalid', /Cannot read archive/));
    await assert.rejects(openArchive(join(folder, 'absent.zip')), reported('invalid', /Cannot read archive .*ENOENT/));
  });

  it('a cancelled reading is cancelled, not a broken archive', async () => {
    await writeFile(path, await zip({ a: Buffer.from('a'), b: Buffer.from('b') }));
    await assert.rejects(openArchive(path, AbortSignal.abort()), isCancelled);
    const archive = await openArchive(path);
    await assert.rejects(archive.entries[0]!.read(AbortSignal.abort()), isCancelled);
    await archive.close();
  });
});
