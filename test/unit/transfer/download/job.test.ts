import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from '../../../../src/core/model/text';
import { PlatformError } from '../../../../src/core/net/errors';
import type { DownloadBatch } from '../../../../src/core/contract';
import { folderFor } from '../../../../src/core/transfer/download/folder';
import { download, type DownloadResult } from '../../../../src/core/transfer/download/job';
import { reported } from '../../../support/errors';
import { never, TestContext } from '../../../support/context';
import { FakePart, md5, plan } from '../../../support/parts';

const origin = { platform: 'lab', server: 'http://lab.test', ref: 'dataset/1', name: 'cats' };

/** In the order of the paths, whichever ended first. */
const statuses = ({ outcomes }: DownloadResult) =>
  [...outcomes].sort((a, b) => (a.ref < b.ref ? -1 : 1)).map(({ status, reason }) => [status, reason?.template]);

describe('downloading', () => {
  let home: string;
  beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'download-'))));
  afterEach(() => rm(home, { recursive: true }));
  const context = new TestContext();
  const run = (batches: AsyncIterable<DownloadBatch>, signal = never, report = () => undefined) =>
    download(batches, home, origin, context, { progress: report }, signal);
  const some = () =>
    ['image_0/a.jpg', 'image_0/b.jpg', 'result/a.json'].map(
      (path) => new FakePart(path, Buffer.from(`bytes of ${path}`)),
    );
  const manifest = async () => JSON.parse(await readFile(join(home, 'manifest.json'), 'utf8'));

  it('puts every file where the platform has it, and writes down what came from where', async () => {
    const parts = some();
    const done = await run(plan(parts.slice(0, 2), parts.slice(2)));
    for (const part of parts) assert.deepEqual(await readFile(join(home, part.path)), part.bytes);
    assert.deepEqual(
      statuses(done).map(([status]) => status),
      ['done', 'done', 'done'],
    );
    const written = await manifest();
    assert.deepEqual(written.source, origin);
    assert.deepEqual(
      written.files.sort((a: any, b: any) => (a.path < b.path ? -1 : 1)),
      parts.map((part) => ({
        id: part.item.id,
        name: part.item.name,
        path: part.path,
        key: part.key,
        size: part.size,
        md5: md5(part.bytes),
      })),
    );
    assert.deepEqual((await readdir(home)).sort(), ['image_0', 'manifest.json', 'result']);
  });

  it('keeps what is here whole, and fetches only what is missing or has other bytes now', async () => {
    await run(plan(some()));
    await rm(join(home, 'image_0/b.jpg'));
    const parts = some();
    parts[2] = new FakePart('result/a.json', Buffer.from('newer'), 'made/2');
    const done = await run(plan(parts));
    assert.deepEqual(
      parts.map((part) => part.asked.length),
      [0, 1, 1],
    );
    assert.equal(await readFile(join(home, 'result/a.json'), 'utf8'), 'newer');
    assert.deepEqual([done.fetched, done.kept], [2, 1]);
    assert.equal((await manifest()).files.length, 3);
  });

  it('leaves alone what was changed here, and what is not its own', async () => {
    await run(plan(some()));
    await writeFile(join(home, 'result/a.json'), 'BYTES of result/a.json');
    await writeFile(join(home, 'image_0/c.jpg'), 'mine');
    const done = await run(plan([...some(), new FakePart('image_0/c.jpg', Buffer.from('theirs'))]));
    assert.equal(await readFile(join(home, 'result/a.json'), 'utf8'), 'BYTES of result/a.json');
    assert.equal(await readFile(join(home, 'image_0/c.jpg'), 'utf8'), 'mine');
    assert.deepEqual(
      statuses(done).map(([status]) => status),
      ['done', 'done', 'skipped', 'skipped'],
    );
  });

  it('remembers what was done when a run never came to its end', async () => {
    await run(plan(some()));
    const files = (await manifest()).files.map((file: unknown) => JSON.stringify(file));
    const empty = { ...(await manifest()), files: [] };
    await writeFile(join(home, 'manifest.json'), JSON.stringify(empty));
    await writeFile(join(home, '.manifest.jsonl'), `${files.join('\n')}\n{"id":"cut of`);
    const parts = some();
    await run(plan(parts));
    assert.deepEqual(
      parts.map((part) => part.asked.length),
      [0, 0, 0],
    );
  });

  it('is not stopped by a file that fails; its item is told with the reason', async () => {
    const parts = some();
    parts[1]!.before = () => {
      throw new PlatformError('not-found', text('gone'));
    };
    const done = await run(plan(parts));
    assert.deepEqual(statuses(done), [
      ['done', undefined],
      ['failed', 'gone'],
      ['done', undefined],
    ]);
    const again = some();
    await run(plan(again));
    assert.deepEqual(
      again.map((part) => part.asked.length),
      [0, 1, 0],
      'a second run brings what is missing',
    );
  });

  it('that is cancelled tells what was not begun, and keeps what was done', async () => {
    const controller = new AbortController();
    const parts = Array.from({ length: 200 }, (_, n) => new FakePart(`image_0/${n}.jpg`, Buffer.from(`${n}`)));
    parts[30]!.before = () => controller.abort();
    const done = await run(plan(parts), controller.signal);
    const count = (status: string) => done.outcomes.filter((one) => one.status === status).length;
    assert.equal(count('done') + count('not-started'), 200);
    assert.ok(count('not-started') >= 50);
    assert.equal((await manifest()).files.length, count('done'));
  });

  it('changes names that the system cannot hold, the same way in every run', async () => {
    const parts = () =>
      ['../evil.jpg', 'image_0/A.jpg', 'image_0/a.jpg'].map((path) => new FakePart(path, Buffer.from(path)));
    const done = await run(plan(parts()));
    assert.deepEqual(
      done.changes.map((one) => one.to),
      ['__/evil.jpg', 'image_0/a (2).jpg'],
    );
    const again = parts();
    await run(plan(again));
    assert.deepEqual(
      again.map((part) => part.asked.length),
      [0, 0, 0],
    );
    assert.deepEqual((await readdir(home)).sort(), ['__', 'image_0', 'manifest.json']);
  });

  it('never follows a link out of the folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await symlink(outside, join(home, 'image_0'));
    const done = await run(plan(some()));
    assert.deepEqual(await readdir(outside), []);
    assert.deepEqual(
      statuses(done).map(([status]) => status),
      ['failed', 'failed', 'done'],
    );
    await rm(outside, { recursive: true });
  });

  it('never goes where a manifest that somebody wrote would lead it', async () => {
    const evil = { id: '1', name: 'a', path: '../evil.jpg', from: 'image_0/a.jpg', key: 'k', size: 1, md5: 'x' };
    await writeFile(join(home, 'manifest.json'), JSON.stringify({ format: 1, source: origin, files: [evil] }));
    await run(plan(some()));
    assert.deepEqual((await readdir(home)).sort(), ['image_0', 'manifest.json', 'result']);
  });

  it('brings what was listed before the list broke off, and tells that it did', async () => {
    async function* breaking(parts: FakePart[]): AsyncGenerator<DownloadBatch> {
      yield { parts };
      throw new PlatformError('conflict', text('the list changed'));
    }
    const done = await run(breaking(some()));
    assert.deepEqual(
      statuses(done).map(([status, reason]) => reason ?? status),
      ['done', 'done', 'done', 'the list changed'],
    );
    await assert.rejects(run(breaking([])), reported('conflict', /the list changed/));
  });

  it('refuses before the first byte what the disk cannot hold', async () => {
    const part = Object.assign(new FakePart('a.jpg', Buffer.from('x')), { size: 2 ** 60 });
    await assert.rejects(run(plan([part])), reported('limit', /MB are needed/));
    assert.deepEqual(part.asked, []);
  });

  it('counts every byte once', async () => {
    let last = { files: 0, filesOf: 0, bytes: 0, bytesOf: 0 };
    const parts = some();
    parts[0]!.breakAfter = 3;
    await download(plan(parts), home, origin, context, { progress: (now) => (last = { ...now }) }, never);
    const bytes = parts.reduce((sum, part) => sum + part.bytes.length, 0);
    assert.deepEqual(last, { files: 3, filesOf: 3, bytes, bytesOf: bytes });
  });

  it('goes on in the folder of an earlier run of the same, and takes a fresh one beside anything else', async () => {
    const first = await folderFor(home, origin);
    assert.equal(first, join(home, 'cats'));
    await download(plan(some()), first, origin, context, { progress: () => undefined }, never);
    assert.equal(await folderFor(home, origin), first);
    assert.equal(await folderFor(home, { ...origin, ref: 'dataset/2' }), join(home, 'cats (2)'));
    await mkdir(join(home, 'dogs'));
    await writeFile(join(home, 'dogs', 'mine.txt'), '');
    assert.equal(await folderFor(home, { ...origin, name: 'dogs' }), join(home, 'dogs (2)'));
    assert.equal(await folderFor(home, { ...origin, name: '../up' }), join(home, '_._up'));
    await assert.rejects(
      download(plan(some()), first, { ...origin, ref: 'dataset/2' }, context, { progress: () => undefined }, never),
      reported('conflict', /a different download/),
    );
    await rename(first, join(home, 'moved'));
    await symlink(join(home, 'moved'), first);
    assert.equal(await folderFor(home, origin), join(home, 'cats (2)'), 'never through a link');
  });
});
