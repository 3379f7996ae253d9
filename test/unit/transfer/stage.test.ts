import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Node } from '../../../src/core/model/node';
import type { Download, DownloadPart, DownloadRoot, UploadRules } from '../../../src/core/contract';
import { asSelection, stage } from '../../../src/core/transfer/stage';
import { dataNode } from '../../support/nodes';
import { never, TestContext } from '../../support/context';

const part = (item: string, path: string, content = path): DownloadPart => {
  const bytes = Buffer.from(content);
  return {
    path,
    item: { ref: `data/1/${item}`, id: item, name: item },
    key: `${item}/${path}`,
    size: bytes.length,
    open: async (from) => ({
      body: Readable.from([bytes.subarray(from)], { objectMode: false }),
      md5: createHash('md5').update(bytes).digest('hex'),
    }),
  };
};
const broken = (item: string, path: string): DownloadPart => ({
  ...part(item, path),
  open: async () => ({ body: Readable.from([Buffer.from('other')], { objectMode: false }), md5: 'f'.repeat(32) }),
});
const store = (
  folders: Download['folders'],
  parts: readonly DownloadPart[],
  nodes: readonly Node[] | undefined,
): Download => ({
  folders,
  roots: async (): Promise<DownloadRoot[]> => [{ ref: 'dataset/1', name: 'Quay', ...(nodes && { nodes }) }],
  plan: async function* () {
    yield { parts };
  },
});
const chosen = [dataNode(1)];
const pictures: Pick<UploadRules, 'singleFiles' | 'archives' | 'looseFiles'> = {
  singleFiles: new Set(['.jpg']),
  archives: new Set(['.zip']),
  looseFiles: new Set(['.jpg', '.pcd']),
};

describe('what is brought from one platform on its way to another', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spool-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const bring = (download: Download) =>
    stage(
      { platform: 'p', server: 's', download, nodes: chosen, results: true },
      folder,
      new TestContext(),
      () => undefined,
      never,
    );
  const paths = async (download: Download) => (await bring(download)).files.map(({ path }) => path).sort();

  it('has the bytes of each file, checked against their sum', async () => {
    const { files, left } = await bring(
      store('kept', [part('1', 'a.jpg', 'one'), part('2', 'b/c.jpg', 'two')], chosen),
    );
    assert.deepEqual(left, []);
    const read = await Promise.all(
      files.map(async ({ path, source }) => [path, Buffer.from(await source.read(never)).toString()]),
    );
    assert.deepEqual(
      new Map(read as [string, string][]),
      new Map([
        ['a.jpg', 'one'],
        ['b/c.jpg', 'two'],
      ]),
    );
  });

  it('keeps the folders that people made', async () => {
    assert.deepEqual(await paths(store('kept', [part('1', 'night/a.jpg'), part('2', 'b.jpg')], chosen)), [
      'b.jpg',
      'night/a.jpg',
    ]);
  });

  it('leaves the layout of a platform behind where every item is one file', async () => {
    assert.deepEqual(await paths(store('layout', [part('1', 'image_0/a.jpg'), part('2', 'image_0/b.jpg')], chosen)), [
      'a.jpg',
      'b.jpg',
    ]);
  });

  it('keeps the layout where an item has several files, so that it can go back', async () => {
    const parts = [part('1', 'image_0/a.jpg'), part('1', 'result/a.json')];
    assert.deepEqual(await paths(store('layout', parts, chosen)), ['image_0/a.jpg', 'result/a.json']);
  });

  it('keeps the layout where names alone would not tell files apart', async () => {
    const parts = [part('1', 'scene_a/image_0/a.jpg'), part('2', 'scene_b/image_0/A.jpg')];
    assert.deepEqual(await paths(store('layout', parts, chosen)), ['scene_a/image_0/a.jpg', 'scene_b/image_0/A.jpg']);
  });

  it('has a folder of its own for a whole container', async () => {
    assert.deepEqual(await paths(store('kept', [part('1', 'a.jpg')], undefined)), ['Quay/a.jpg']);
  });

  it('leaves out an item of which a file did not come whole, and says so', async () => {
    const { files, left } = await bring(
      store('kept', [part('1', 'a.jpg'), broken('1', 'a.json'), part('2', 'b.jpg')], chosen),
    );
    assert.deepEqual(
      files.map(({ path }) => path),
      ['b.jpg'],
    );
    assert.deepEqual(
      left.map(({ name, status }) => [name, status]),
      [['1', 'failed']],
    );
  });

  it('is sent file by file, or as a tree where folders matter to the target', async () => {
    const { files } = await bring(
      store(
        'kept',
        [part('1', 'a.jpg'), part('2', 'street/lidar_point_cloud_0/b.pcd'), part('3', 'c.pcd'), part('4', 'd.txt')],
        chosen,
      ),
    );
    const selection = asSelection(files, 'Quay', pictures as UploadRules);
    assert.deepEqual(
      selection.sources.map(({ name }) => name).sort(),
      ['a.jpg', 'd.txt'],
      'what is not taken is named by the upload',
    );
    assert.deepEqual([...selection.trees[0]!.files.keys()].sort(), ['c.pcd', 'street/lidar_point_cloud_0/b.pcd']);
  });

  it('lies in the folder that it was given, and nowhere else', async () => {
    await bring(store('kept', [part('1', '../../evil.jpg')], chosen)).catch(() => undefined);
    assert.deepEqual(await readdir(folder), ['0']);
  });
});
