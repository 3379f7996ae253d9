import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isCancelled, isPlatformError } from '../../../src/core/net/errors';
import { unpack } from '../../../src/core/transfer/unpack/unpack';
import { type UnpackLimits, usualLimits } from '../../../src/core/transfer/unpack/unpackPlan';
import { reported } from '../../support/errors';
import { hostileZip, type Lie } from '../../support/hostileZip';
import { never } from '../../support/context';

const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
    .sort();

describe('unpacking', () => {
  let home: string;
  let archive: string;
  let folder: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'unpack-'));
    archive = join(home, 'a.zip');
    folder = join(home, 'into');
  });
  afterEach(() => rm(home, { recursive: true }));

  const run = async (zip: Buffer, limits: Partial<UnpackLimits> = {}, signal = never) => {
    await writeFile(archive, zip);
    return unpack(archive, folder, { limits: { ...usualLimits, ...limits }, platform: 'linux' }, signal);
  };
  const refused = async (zip: Buffer, notice: RegExp, limits: Partial<UnpackLimits> = {}) => {
    await assert.rejects(run(zip, limits), (error) => {
      assert.ok(isPlatformError(error), String(error));
      assert.match(error.message, notice);
      return true;
    });
    assert.deepEqual(await readdir(home), ['a.zip'], 'nothing is left');
  };

  it('gives every file with its bytes, packed or not, small or large', async () => {
    const large = Buffer.alloc(900_000, 'large ');
    const found = await run(
      hostileZip([
        { name: 'root/', bytes: Buffer.alloc(0) },
        { name: 'root/data/图.json', bytes: Buffer.from('{}') },
        { name: 'root/data/b.json', bytes: Buffer.from('packed '.repeat(100)), deflate: true },
        { name: 'root/empty', bytes: Buffer.alloc(0), deflate: true },
        { name: 'root/large', bytes: large, deflate: true },
        { name: 'root/plain', bytes: large },
      ]),
    );
    assert.deepEqual(files(folder), [
      'root/data/b.json',
      'root/data/图.json',
      'root/empty',
      'root/large',
      'root/plain',
    ]);
    assert.deepEqual(readFileSync(join(folder, 'root/large')), large);
    assert.deepEqual(readFileSync(join(folder, 'root/plain')), large);
    assert.equal(readFileSync(join(folder, 'root/data/b.json'), 'utf8'), 'packed '.repeat(100));
    assert.equal(found.bytes, 2 + 700 + 2 * large.length);
    assert.deepEqual(found.changes, []);
  });

  it('gives archives of other writers, streamed ones too', async () => {
    for (const name of ['image-stream.zip', 'image-two-views.zip', 'image-scene.zip', 'image-names.zip', 'empty.zip']) {
      await run(readFileSync(join('test/captures/files', name)));
      await rm(folder, { recursive: true });
    }
  });

  it('names files so that the system can hold them, and says which', async () => {
    await writeFile(archive, hostileZip([{ name: 'data/a?.json' }, { name: 'result/a?.json' }]));
    const found = await unpack(archive, folder, { platform: 'win32' }, never);
    assert.deepEqual(files(folder), ['data/a_.json', 'result/a_.json']);
    assert.deepEqual(found.changes, [
      { from: 'data/a?.json', to: 'data/a_.json' },
      { from: 'result/a?.json', to: 'result/a_.json' },
    ]);
  });

  const hostile: [what: string, lies: Lie[], said: RegExp][] = [
    ['a path upwards', [{ name: '../evil' }], /one that means another folder/],
    ['a path upwards behind a folder', [{ name: 'a/../../evil' }], /one that means another folder/],
    ['a path upwards with backslashes', [{ name: 'a\\..\\..\\evil' }], /one that means another folder/],
    ['an absolute path', [{ name: '/evil' }], /absolute path/],
    ['a drive', [{ name: 'C:/evil' }], /absolute path/],
    ['a symbolic link', [{ name: 'link', bytes: Buffer.from('/etc'), mode: 0o120777 }], /link is a link or a device/],
    ['a pipe', [{ name: 'pipe', mode: 0o010644 }], /pipe is a link or a device/],
    ['the same name twice', [{ name: 'good' }, { name: 'a/x' }, { name: 'a/x' }], /a\/x and a\/x would be one file/],
    ['names that differ by case only', [{ name: 'a/x' }, { name: 'A/y' }], /a and A would be one file/],
    ['names that differ by an accent’s form only', [{ name: 'é' }, { name: 'e\u0301' }], /would be one file/],
    ['a file where a folder must be', [{ name: 'a' }, { name: 'a/b' }], /a and a would be one file/],
    ['a wrong checksum', [{ name: 'fine' }, { name: 'bad', crc: 1 }], /bad is damaged inside the archive \(checksum\)/],
    [
      'a wrong checksum of a large file',
      [{ name: 'bad', bytes: Buffer.alloc(400_000), crc: 1, deflate: true }],
      /bad is damaged .*checksum/,
    ],
    ['a length too small', [{ name: 'bad', bytes: Buffer.alloc(100), deflate: true, size: 10 }], /bad is damaged/],
    ['a length too great', [{ name: 'bad', bytes: Buffer.alloc(100), deflate: true, size: 1000 }], /bad is damaged/],
    [
      'entries that share bytes',
      [
        { name: 'a', bytes: Buffer.alloc(50) },
        { name: 'b', bytes: Buffer.alloc(50), shared: true },
      ],
      /a and b overlap/,
    ],
    ['another name before the bytes', [{ name: 'a/good', localName: 'a/evil' }], /a\/good is damaged .*differ/],
    ['a name that turns its direction', [{ name: 'photo\u202Egpj.exe' }], /photo\?gpj\.exe: the name holds characters/],
    ['a zero in a name', [{ name: 'a\0.jpg' }], /a\?\.jpg: the name holds/],
    ['a name that is no text', [{ name: Buffer.from([0x61, 0xff, 0xfe]), flags: 0x0800 }], /the name holds/],
    ['an empty part of a path', [{ name: 'a//b' }], /a\/\/b: the path has an empty part/],
    ['an endless path', [{ name: 'a/'.repeat(40) + 'b' }], /too long or too deep/],
    ['an encrypted entry', [{ name: 'secret', flags: 0x0801, deflate: true }], /secret is encrypted/],
  ];
  for (const [what, lies, notice] of hostile)
    it(`refuses ${what}, and leaves nothing`, () => refused(hostileZip(lies), notice));

  it('refuses a file that grows out of measure, and many that do so together', async () => {
    const bomb = Buffer.alloc(20_000_000);
    await refused(hostileZip([{ name: 'bomb', bytes: bomb, deflate: true }]), /bomb would expand from \d+ to 20000000/);
    const parts = Array.from({ length: 20 }, (_, n) => ({
      name: `b${n}`,
      bytes: bomb.subarray(0, 1_000_000),
      deflate: true,
    }));
    await refused(hostileZip(parts), /The archive would expand/);
  });

  it('refuses more bytes or more entries than are allowed, before it writes', async () => {
    const zip = hostileZip([
      { name: 'a', bytes: Buffer.alloc(600) },
      { name: 'b', bytes: Buffer.alloc(600) },
    ]);
    await refused(zip, /expands to 1200 bytes \(limit 1000/, { bytes: 1000 });
    await refused(zip, /contains 2 entries; at most 1/, { entries: 1 });
    await refused(
      hostileZip(
        Array.from({ length: 3 }, (_, n) => ({ name: `${n}` })),
        { count: 1 },
      ),
      /its list/,
    );
  });

  it('refuses a million entries by their number alone', async function () {
    this.timeout(20_000);
    const end = Buffer.from(hostileZip([{ name: 'a' }]));
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(1_000_000n, 32);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(end.length - 6)), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(end.length - 22), 8);
    const zip = Buffer.concat([end.subarray(0, -22), record, locator, end.subarray(-22)]);
    await refused(zip, /contains 1000000 entries; at most 200000/);
  });

  it('refuses bytes cut anywhere', async () => {
    const zip = hostileZip([{ name: 'a', bytes: Buffer.from('some bytes '.repeat(9)), deflate: true }]);
    for (let end = 0; end < zip.length; end += 3) await refused(zip.subarray(0, end), /a\.zip|damaged/);
  });

  it('never writes outside its folder, whatever byte of an archive is changed', async function () {
    this.timeout(20_000);
    const zip = hostileZip([{ name: 'ab/cd' }, { name: 'ab/ef', bytes: Buffer.from('123456'), deflate: true }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), async (at, byte) => {
        const spoilt = Buffer.from(zip);
        spoilt[at] = byte;
        await run(spoilt).catch((error: unknown) => assert.ok(isPlatformError(error), String(error)));
        assert.deepEqual(
          (await readdir(home)).filter((name) => name !== 'a.zip' && name !== 'into'),
          [],
        );
        await rm(folder, { recursive: true, force: true });
      }),
      { numRuns: 150 },
    );
  });

  it('never touches a folder that is there', async () => {
    await run(hostileZip([{ name: 'a' }]));
    await assert.rejects(run(hostileZip([{ name: 'b' }])), reported('invalid', /exists already/));
    assert.deepEqual(files(folder), ['a']);
  });

  it('stops when it is cancelled, and leaves nothing', async () => {
    const controller = new AbortController();
    const large = { bytes: Buffer.alloc(300_000), deflate: true };
    await writeFile(
      archive,
      hostileZip([
        { name: 'a', ...large },
        { name: 'b', ...large },
        { name: 'c', ...large },
      ]),
    );
    const seen: number[] = [];
    const report = (done: number) => {
      seen.push(done);
      controller.abort();
    };
    const unpacking = unpack(archive, folder, { report }, controller.signal);
    setImmediate(() => controller.abort());
    await assert.rejects(unpacking, isCancelled);
    assert.ok(!seen.includes(3));
    assert.deepEqual(await readdir(home), ['a.zip']);
  });
});
