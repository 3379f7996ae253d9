import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { localSource } from '../../../src/core/transfer/localSource';
import { reported } from '../../support/errors';

const collect = async (stream: Readable): Promise<Buffer> => Buffer.concat(await stream.toArray());

describe('a file of this machine', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'source-'));
    path = join(folder, 'cat #1 你.jpg');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives its bytes, its name and its size', async () => {
    const bytes = Buffer.alloc(700_000, 'abc');
    await writeFile(path, bytes);
    const source = await localSource(path);
    assert.deepEqual([source.name, source.size], ['cat #1 你.jpg', 700_000]);
    assert.deepEqual(await collect(source.open()), bytes);
    assert.deepEqual(Buffer.from(await source.read(undefined)), bytes);
  });

  it('sends the bytes that were planned when it grew meanwhile', async () => {
    for (const planned of ['', 'planned']) {
      await writeFile(path, planned);
      const source = await localSource(path);
      await appendFile(path, ' and more');
      const sent = await collect(source.open()).catch(String);
      assert.equal(sent.toString(), planned);
    }
  });

  it('fails when it shrank: a request with a wrong length hangs', async () => {
    await writeFile(path, Buffer.alloc(600_000));
    const source = await localSource(path);
    await truncate(path, 300_000);
    await assert.rejects(collect(source.open()), reported('invalid', /changed while it was sent/));
    await truncate(path, 0);
    await assert.rejects(collect(source.open()), reported('invalid', /changed while it was sent/));
  });

  it('fails when it is gone or became a folder, empty or not', async () => {
    for (const planned of ['', 'planned']) {
      await writeFile(path, planned);
      const source = await localSource(path);
      await rm(path);
      await assert.rejects(collect(source.open()), reported('invalid', /cannot be read \(ENOENT\)/));
      await assert.rejects(source.read(undefined), reported('invalid', /cannot be read \(ENOENT\)/));
      await mkdir(path);
      await assert.rejects(collect(source.open()), reported('invalid', /cannot be read \(EISDIR\)/));
      await rm(path, { recursive: true });
    }
  });

  it('is refused when it is a folder or is not there', async () => {
    await assert.rejects(localSource(folder), reported('invalid', /is not a file/));
    await assert.rejects(localSource(path), reported('invalid', /cannot be read \(ENOENT\)/));
    if (process.platform === 'linux')
      await assert.rejects(localSource('/dev/zero'), reported('invalid', /is not a file/));
  });
});
