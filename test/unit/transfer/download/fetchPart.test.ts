import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from '../../../../src/core/model/text';
import { isCancelled, PlatformError } from '../../../../src/core/net/errors';
import { fetchPart, unfinishedPath } from '../../../../src/core/transfer/download/fetchPart';
import { reported } from '../../../support/errors';
import { never, TestContext } from '../../../support/context';
import { FakePart, md5 } from '../../../support/parts';

describe('fetching a file', () => {
  let home: string;
  let target: string;
  const context = new TestContext();
  const bytes = Buffer.from('0123456789'.repeat(100));
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'fetch-'));
    target = join(home, 'a.jpg');
  });
  afterEach(() => rm(home, { recursive: true }));
  let moved = 0;
  const run = (part: FakePart, signal = never) => {
    moved = 0;
    return fetchPart(part, target, context, (n) => (moved += n), signal);
  };

  it('gives it its name when all of it is there, and tells its length and checksum', async () => {
    const part = new FakePart('a.jpg', bytes);
    part.before = () => undefined;
    assert.deepEqual(await run(part), { size: 1000, md5: md5(bytes) });
    assert.deepEqual(await readdir(home), ['a.jpg']);
    assert.deepEqual(await readFile(target), bytes);
    assert.equal(moved, 1000);
  });

  it('continues where it was cut, by a range, and does not count bytes twice', async () => {
    const part = new FakePart('a.jpg', bytes);
    part.breakAfter = 300;
    await run(part);
    assert.deepEqual(part.asked, [0, 300]);
    assert.deepEqual(await readFile(target), bytes);
    assert.equal(moved, 1000);
  });

  /** What an earlier run left, with the version that it was told. */
  const leave = async (part: FakePart, left: Buffer | string, version = 'v1') => {
    await writeFile(unfinishedPath(part, target), left);
    await writeFile(`${unfinishedPath(part, target)}.version`, version);
  };

  it('continues one version only: what changed meanwhile, or has no version, is begun anew', async () => {
    const part = new FakePart('a.jpg', bytes);
    part.reported = undefined; // no checksum would show the mixture
    part.breakAfter = 300;
    part.before = (from) => {
      if (from > 0 && part.version !== 'v2') part.version = 'v2';
    };
    part.answer = (from) => (part.version === 'v2' ? Buffer.alloc(1000, 'B') : bytes).subarray(from);
    const answered = part.open.bind(part);
    part.open = async (from: number, _signal?: AbortSignal, version?: string) => {
      const found = await answered(from);
      if (from > 0 && version !== found.version)
        throw new PlatformError('protocol', text('changed'), { retryable: true });
      return found;
    };
    await run(part);
    assert.deepEqual(part.asked, [0, 300, 0]);
    assert.deepEqual(await readFile(target), Buffer.alloc(1000, 'B'));
    const nameless = new FakePart('a.jpg', bytes);
    nameless.version = undefined;
    nameless.breakAfter = 300;
    await run(nameless);
    assert.deepEqual(nameless.asked, [0, 0]);
    assert.deepEqual(await readdir(home), ['a.jpg']);
  });

  it('continues in a later run; asks for at least one byte, so that the checksum is told', async () => {
    const part = new FakePart('a.jpg', bytes);
    await leave(part, bytes);
    await run(part);
    assert.deepEqual(part.asked, [999]);
    assert.deepEqual(await readFile(target), bytes);
  });

  it('never continues what belongs to another file or another length', async () => {
    await writeFile(unfinishedPath(new FakePart('a.jpg', bytes, 'file/other'), target), 'xxxxx');
    await writeFile(unfinishedPath(new FakePart('a.jpg', bytes.subarray(1)), target), 'yyyyy');
    const part = new FakePart('a.jpg', bytes);
    await run(part);
    assert.deepEqual(part.asked, [0]);
    assert.deepEqual(await readFile(target), bytes);
  });

  it('begins anew when what was there does not fit the checksum', async () => {
    const part = new FakePart('a.jpg', bytes);
    await leave(part, 'wrong');
    await run(part);
    assert.deepEqual(part.asked, [5, 0]);
    assert.deepEqual(await readFile(target), bytes);
  });

  it('begins anew when the server does not continue', async () => {
    const part = new FakePart('a.jpg', bytes);
    await leave(part, bytes.subarray(0, 10));
    part.before = (from) => {
      if (from > 0) throw new PlatformError('protocol', text('no ranges'), { retryable: true });
    };
    await run(part);
    assert.deepEqual(part.asked, [10, 0]);
    assert.deepEqual(await readFile(target), bytes);
  });

  const wrongs: [what: string, spoil: (part: FakePart) => void, said: RegExp][] = [
    ['too short', (part) => (part.answer = () => bytes.subarray(0, 999)), /arrived with 999 bytes instead of 1000/],
    ['too long', (part) => (part.answer = () => Buffer.concat([bytes, bytes])), /more than 1000 bytes/],
    ['damaged', (part) => (part.answer = () => Buffer.alloc(1000)), /arrived damaged/],
  ];
  for (const [what, spoil, message] of wrongs)
    it(`gives no name to what is ${what}, and keeps nothing of it`, async () => {
      const part = new FakePart('a.jpg', bytes);
      spoil(part);
      await assert.rejects(run(part), reported('protocol', message));
      assert.deepEqual(await readdir(home), []);
      assert.equal(moved, 0);
    });

  it('refuses more than is allowed where the length is not known', async () => {
    const part = Object.assign(new FakePart('a.zip', bytes, 'export/1', false), { most: 500 });
    await assert.rejects(run(part), reported('protocol', /more than 500 bytes/));
  });

  it('keeps what arrived when it is cancelled', async () => {
    const controller = new AbortController();
    const part = new FakePart('a.jpg', bytes);
    part.breakAfter = 400;
    part.before = (from) => from > 0 && controller.abort();
    await assert.rejects(run(part, controller.signal), isCancelled);
    assert.deepEqual(await readFile(unfinishedPath(part, target)), bytes.subarray(0, 400));
  });

  it('never writes through a link that stands where its unfinished bytes would', async () => {
    const outside = join(home, 'outside');
    await writeFile(outside, 'precious');
    const part = new FakePart('a.jpg', bytes);
    await symlink(outside, unfinishedPath(part, target));
    await run(part);
    assert.equal(await readFile(outside, 'utf8'), 'precious');
    assert.deepEqual(await readFile(target), bytes);
  });
});
