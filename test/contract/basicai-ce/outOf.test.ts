import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from '../../../src/core/model/node';
import { emptyQuery, type Query } from '../../../src/core/model/page';
import { isPlatformError } from '../../../src/core/net/errors';
import type { DownloadPart, DownloadRoot } from '../../../src/core/contract';
import { download } from '../../../src/core/transfer/download/job';
import { packZip } from '../../../src/core/transfer/zip/pack';
import { receive } from '../../../src/core/transfer/download/receive';
import { Bench, bytesOf, fixture, itemOf, lines, pictures, longest, signal, sourceOf } from './bench';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

describe('contract: BasicAI CE, out of the platform', function () {
  this.timeout(longest);
  const bench = new Bench('basicai-ce');
  const { session, context } = bench;
  let home: string;
  before(async () => (home = await mkdtemp(join(tmpdir(), 'out-of-'))));
  after(async () => {
    await bench.clean();
    await rm(home, { recursive: true });
  });

  /** Sends an archive as it is, which is also how types other than pictures come in. */
  const send = (dataset: Node, file: string) => sendBytes(dataset, file, fixture(file));
  const sendBytes = async (dataset: Node, file: string, bytes: Buffer) => {
    const unit = {
      id: file,
      target: dataset.ref,
      kind: 'archive' as const,
      fileName: file,
      items: [],
      bytes: bytes.length,
      archive: sourceOf(file, bytes),
    };
    await bench.upload(dataset, [], [unit]);
  };
  const rootOf = async (...nodes: Node[]): Promise<DownloadRoot> => {
    const [root] = await session.download!.roots(nodes, signal());
    return root!;
  };
  const fetchAll = async (root: DownloadRoot, folder: string, query: Query = emptyQuery) => {
    const plan = session.download!.plan(root, query, { results: true }, signal());
    const origin = { platform: 'basicai-ce', server: bench.connection.url, ref: root.ref, name: root.name };
    return download(plan, folder, origin, context, { progress: () => undefined }, signal());
  };
  const fresh = (name: string) => mkdtemp(join(home, `${name}-`));
  const filesIn = async (folder: string) =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
      .sort();
  /** Hashes of all files of a dataset, as the listing leads to them. */
  const listed = async (dataset: Node) => {
    const hashes: string[] = [];
    const collect = async (nodes: readonly Node[]): Promise<void> => {
      for (const node of nodes) {
        if (node.expandable) await collect(await bench.children(node));
        for (const file of node.files ?? []) {
          const hash = createHash('md5');
          for await (const part of await session.open(file, undefined, signal())) hash.update(part as Buffer);
          hashes.push(hash.digest('hex'));
        }
      }
    };
    await collect(await bench.children(dataset));
    return hashes.sort();
  };
  const names = async (dataset: Node) => {
    const rows = await bench.children(dataset);
    const frames = await Promise.all(rows.filter((row) => row.expandable).map((row) => bench.children(row)));
    return [...rows, ...frames.flat()].map((row) => row.name).sort();
  };
  const annotate = async (dataset: Node, node: Node, objects: unknown[]) => {
    const lock = await bench.raw('POST', '/data/annotate', {
      datasetId: Number(dataset.id),
      operateItemType: 'SINGLE_DATA',
      dataIds: [Number(node.id)],
    });
    const saved = await bench.raw('POST', '/annotate/data/save', {
      datasetId: Number(dataset.id),
      dataInfos: [{ dataId: Number(node.id), objects: objects.map((classAttributes) => ({ classAttributes })) }],
    });
    assert.equal(saved.code, 'OK');
    await bench.raw('POST', `/data/unLock/${lock.data}`);
  };
  const polygon = {
    type: 'POLYGON',
    contour: {
      points: [
        { x: 1, y: 1 },
        { x: 5, y: 1 },
        { x: 3, y: 5 },
      ],
    },
  };
  const keyPoint = { type: 'KEY_POINT', contour: { points: [{ x: 1, y: 1 }] } };

  describe('download', () => {
    for (const [type, archive, folders] of [
      ['IMAGE', 'image-two-views.zip', /^image_\d\/[^/]+$/],
      ['IMAGE', 'image-scene.zip', /^(scene_[^/]+\/)?image_0\/[^/]+$/i],
      ['LIDAR_BASIC', 'lidar-basic.zip', /^(scene_[^/]+\/)?lidar_point_cloud_0\/[^/]+\.pcd$/i],
      [
        'LIDAR_FUSION',
        'lidar-fusion.zip',
        /^(scene_[^/]+\/)?(lidar_point_cloud_0|camera_image_\d|camera_config)\/[^/]+$/i,
      ],
    ] as const)
      it(`of ${type} (${archive}) brings the listed bytes in the layout of an upload`, async () => {
        const dataset = await bench.dataset(`whole ${archive}`, type);
        await send(dataset, archive);
        const folder = await fresh('whole');
        const done = await fetchAll(await rootOf(dataset), folder);
        assert.ok(done.outcomes.length > 0 && done.outcomes.every((one) => one.status === 'done'));
        const files = (await filesIn(folder)).filter((name) => name !== 'manifest.json' && !/(^|\/)result/.test(name));
        for (const file of files) assert.match(file, folders);
        const hashes = await Promise.all(files.map(async (file) => md5(await readFile(join(folder, file)))));
        assert.deepEqual(hashes.sort(), await listed(dataset));
      });

    it('of texts puts the dialogues of a file together, each line once', async () => {
      const dataset = await bench.dataset('texts', 'TEXT');
      await send(dataset, 'text.zip');
      const before = await bench.children(dataset);
      const folder = await fresh('texts');
      await fetchAll(await rootOf(dataset), folder);
      const files = (await filesIn(folder)).filter((name) => name !== 'manifest.json');
      assert.ok(files.length > 0 && files.length < before.length && files.every((name) => name.startsWith('text/')));
      const written = JSON.parse(await readFile(join(folder, files[0]!), 'utf8')) as { id: string }[];
      assert.equal(new Set(written.map((line) => line.id)).size, written.length);
    });

    for (const [type, archive] of [
      ['IMAGE', 'image-two-views.zip'],
      ['IMAGE', 'image-scene.zip'],
      ['LIDAR_FUSION', 'lidar-fusion.zip'],
      ['TEXT', 'text.zip'],
    ] as const)
      it(`of ${type} (${archive}) can be uploaded again as it is`, async () => {
        const dataset = await bench.dataset(`there ${archive}`, type);
        await send(dataset, archive);
        const folder = await fresh('back');
        await fetchAll(await rootOf(dataset), folder);
        const paths = await filesIn(folder);
        const sizes = new Map(
          await Promise.all(paths.map(async (path) => [path, (await stat(join(folder, path))).size] as const)),
        );
        const source = packZip(
          paths.map((path) => ({ path, size: sizes.get(path)!, open: () => createReadStream(join(folder, path)) })),
        );
        const again = await bench.dataset(`and back ${archive}`, type);
        await sendBytes(again, archive, await bytesOf(source.open()));
        assert.deepEqual(await listed(again), await listed(dataset));
        assert.deepEqual(await names(again), await names(dataset));
      });

    it('goes on where it was cut, and asks again for nothing that is whole', async () => {
      const dataset = await bench.dataset('resume');
      await bench.upload(
        dataset,
        [...pictures()].slice(0, 3).map(([name, bytes]) => itemOf(name, bytes)),
      );
      const folder = await fresh('resume');
      const root = await rootOf(dataset);
      await fetchAll(root, folder);
      const [first] = await filesIn(join(folder, 'image_0'));
      await rm(join(folder, 'image_0', first!));
      const again = await fetchAll(root, folder);
      assert.deepEqual([again.fetched, again.kept], [1, 2]);
      const parts: DownloadPart[] = [];
      for await (const batch of session.download!.plan(root, emptyQuery, { results: false }, signal()))
        parts.push(...batch.parts);
      const part = parts.find((one) => one.path.endsWith(first!))!;
      const rest = await part.open(1000, signal());
      let length = 0;
      for await (const bytes of rest.body) length += (bytes as Buffer).length;
      assert.equal(length, part.size! - 1000);
      assert.equal(
        rest.md5,
        md5(await readFile(join(folder, 'image_0', first!))),
        'the store tells the checksum of the whole',
      );
    });

    it('of a selection brings its results: what an import takes, and apart from it what it would not', async () => {
      const dataset = await bench.dataset('results');
      await bench.upload(
        dataset,
        ['a', 'b'].map((name) => itemOf(`${name}.jpg`, fixture('cat.jpg'))),
      );
      const [a] = await bench.children(dataset);
      await annotate(dataset, a!, [polygon, keyPoint]);
      const folder = await fresh('results');
      await fetchAll(await rootOf(a!), folder);
      assert.deepEqual(await filesIn(folder), [
        'image_0/a.jpg',
        'manifest.json',
        'result-other/a.json',
        'result/a.json',
      ]);
      assert.deepEqual(JSON.parse(await readFile(join(folder, 'result/a.json'), 'utf8')), { objects: [polygon] });
      const other = JSON.parse(await readFile(join(folder, 'result-other/a.json'), 'utf8'));
      assert.equal(other.objects[0].classAttributes.type, 'KEY_POINT');
    });

    it('of a filter brings what fits it', async () => {
      const dataset = await bench.dataset('filtered');
      await bench.upload(
        dataset,
        ['yes1', 'yes2', 'no'].map((name) => itemOf(`${name}.jpg`, fixture('cat.jpg'))),
      );
      const folder = await fresh('filtered');
      await fetchAll(await rootOf(dataset), folder, { name: 'yes' });
      assert.deepEqual(await filesIn(join(folder, 'image_0')), ['yes1.jpg', 'yes2.jpg']);
    });
  });

  describe('export', () => {
    const silently = { generated: () => undefined };
    const selection = (root: DownloadRoot, query: Query = emptyQuery, format = 'XTREME1') => ({
      root,
      query,
      description: query.name ?? '',
      format,
      sources: ['-1'],
    });

    it('with ground truth holds every listed item, and the results of the annotated', async () => {
      const dataset = await bench.dataset('export');
      await send(dataset, 'image-scene.zip');
      await bench.upload(dataset, [itemOf('single.jpg', fixture('cat.jpg'))]);
      const single = (await bench.children(dataset)).find((node) => node.name === 'single')!;
      await annotate(dataset, single, [polygon]);
      const root = await rootOf(dataset);
      assert.deepEqual(
        (await session.exports!.sources(root, signal())).map((one) => one.id),
        ['-1'],
      );
      const exported = await session.exports!.run(selection(root), silently, signal());
      const found = await receive(
        exported.archives,
        home,
        context,
        { fetched: () => undefined, unpacked: () => undefined },
        signal(),
      );
      assert.deepEqual(exported.compare(found.paths), { missing: [], unexpected: [], results: 1 });
      const files = await filesIn(found.folder);
      assert.equal(files.filter((name) => /(^|\/)data\/[^/]+\.json$/.test(name)).length, exported.items);
      const [result] = JSON.parse(await readFile(join(found.folder, 'result/single.json'), 'utf8'));
      assert.equal(result.sourceName, 'Ground Truth');
      assert.equal(result.objects[0].type, 'POLYGON');
    });

    it('of a scene and of single frames holds those frames, twice in a row', async () => {
      const dataset = await bench.dataset('export scenes');
      await send(dataset, 'image-scene.zip');
      const scene = (await bench.children(dataset)).find((node) => node.kind === 'scene')!;
      const frames = await bench.children(scene);
      for (const nodes of [[scene], frames.slice(0, 1)]) {
        const exported = await session.exports!.run(selection(await rootOf(...nodes)), silently, signal());
        const found = await receive(
          exported.archives,
          home,
          context,
          { fetched: () => undefined, unpacked: () => undefined },
          signal(),
        );
        assert.equal(exported.items, nodes[0] === scene ? frames.length : 1);
        const verdict = exported.compare(found.paths.map((path) => path));
        assert.deepEqual(verdict.missing, []);
      }
    });

    it('of nothing is refused before it is sent', async () => {
      const dataset = await bench.dataset('export nothing');
      const before = lines.length;
      for (const query of [emptyQuery, { name: 'nobody' }])
        await assert.rejects(
          session.exports!.run(selection(await rootOf(dataset), query), silently, signal()),
          (error) => isPlatformError(error) && error.kind === 'invalid',
        );
      assert.ok(!lines.slice(before).some((line) => line.includes('/data/export')));
    });
  });
});
