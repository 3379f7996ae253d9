import assert from 'node:assert/strict';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { readDialogue } from '../../../src/core/platforms/basicai-ce/layout/dialogue';
import { readResults } from '../../../src/core/platforms/basicai-ce/layout/results';
import { importableOf } from '../../../src/core/platforms/basicai-ce/restore/importable';
import { scanDeleted } from '../../../src/core/platforms/basicai-ce/restore/scan';
import { splitAgain } from '../../../src/core/platforms/basicai-ce/restore/split';
import { storedData } from '../../../src/core/platforms/basicai-ce/restore/stored';
import { mergedTexts, namesBetween, parseNumberedName } from '../../../src/core/platforms/basicai-ce/restore/texts';
import type { DeletionSnapshot } from '../../../src/core/contract';
import { FakeServer, lists, Refusal, row, type Row } from '../../support/fakeServer';
import { never } from '../../support/context';

const snapshot = (id: number, more: Partial<DeletionSnapshot> = {}): DeletionSnapshot => ({
  ref: `data/1/${id}`,
  parent: 'dataset/1',
  name: `r${id}`,
  fileName: `r${id}.jpg`,
  size: 1,
  annotated: false,
  results: [],
  ...more,
});

describe('results that are written back', () => {
  const corners = {
    points: [
      { x: 1, y: 2 },
      { x: 9, y: 8 },
    ],
  };
  const truth = (...objects: unknown[]) => [{ dataId: '1', sourceName: 'Ground Truth', objects }];
  const written = (results: unknown[], known: string[] = [], flat = false) => {
    const { file, objects, losses } = importableOf(results, new Set(known), flat);
    return {
      objects: file === undefined ? [] : JSON.parse(file)[0].objects,
      count: objects,
      losses: losses.map(englishText),
    };
  };

  it('a rectangle is a box of the same corners, in point clouds a flat one', () => {
    const rectangle = { id: 'x', type: 'RECTANGLE', contour: corners, trackId: 't', version: 3 };
    assert.deepEqual(written(truth(rectangle)).objects, [{ type: 'BOUNDING_BOX', contour: corners, trackId: 't' }]);
    assert.deepEqual(written(truth(rectangle), [], true).objects[0].type, '2D_RECT');
  });

  it('what has no form that the import takes is counted, not dropped in silence', () => {
    const { objects, losses } = written([
      ...truth({ type: 'KEY_POINT', contour: corners }, { type: 'POLYGON' }, { type: 'POLYGON', contour: corners }),
      { sourceName: 'run-7', objects: [{ type: '3D_BOX' }] },
      { sourceName: 'Ground Truth', classificationValues: [{ id: '7' }], objects: [] },
    ]);
    assert.equal(objects.length, 1);
    assert.deepEqual(losses, [
      'Objects that cannot be imported: 2',
      'The results of the run "run-7"',
      'Classification values',
    ]);
  });

  it('an object of a class that is gone comes restored without it, so that it costs no other (CE-52)', () => {
    const { objects, losses } = written(
      truth(
        { type: 'POLYGON', contour: corners, classId: 5, className: 'Cat' },
        { type: 'POLYGON', contour: corners, classId: 9, className: 'Dog' },
        { type: 'POLYGON', contour: corners },
      ),
      ['5'],
    );
    assert.deepEqual(
      objects.map((one: { classId?: number; className?: string }) => [one.classId, one.className]),
      [
        [5, 'Cat'],
        [undefined, 'Dog'],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(losses, ['Objects whose class no longer exists: 1']);
  });

  it('all that is written is taken by the import, whatever was stored', () => {
    const object = fc.record(
      {
        type: fc.constantFrom('RECTANGLE', 'KEY_POINT', 'POLYGON', '3D_BOX', 'BOUNDING_BOX', 7),
        contour: fc.constantFrom(corners, undefined, null, 'x'),
        classId: fc.constantFrom(undefined, null, 5, '5', 9),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(object), (objects) => {
        const { file, objects: count } = importableOf(truth(...objects), new Set(['5']), false);
        if (file === undefined) return assert.equal(count, 0);
        const { objects: arrives, remarks } = readResults(JSON.parse(file), new Set(['5']));
        assert.deepEqual([arrives, remarks], [count, []]);
      }),
    );
  });
});

describe('dialogues that come back', () => {
  const entry = (id: string, parentId: string | null) => ({ id, parentId, text: `t${id}`, role: 'prompter' });
  const pathsOf = (entries: readonly unknown[]) => readDialogue(entries)!.paths;
  const trip = pathsOf([entry('1', null), entry('2', '1'), entry('3', '1'), entry('4', '2'), entry('5', '2')]);
  const kept = (n: number, name = `trip_${n}`) => ({ snapshot: snapshot(n, { name }), lines: trip[n - 1]! });
  const contentOf = async (plan: { items: readonly { source?: { read(s: undefined): Promise<Uint8Array> } }[] }) =>
    JSON.parse(Buffer.from(await plan.items[0]!.source!.read(undefined)).toString()) as unknown[];

  it('are told by their file and their number in it', () => {
    assert.deepEqual(parseNumberedName('a_b_12'), { base: 'a_b', number: 12 });
    for (const name of ['a', 'a_0', '_1', 'a_1x', 'a_01']) assert.equal(parseNumberedName(name), undefined, name);
    assert.deepEqual(namesBetween([kept(3), kept(1)]), ['trip_2']);
  });

  it('are merged into one file that gives the same paths again, living ones included', async () => {
    const found = mergedTexts([kept(3), kept(1)], new Map([['trip_2', trip[1]!]]));
    const [first, third] = ['data/1/1', 'data/1/3'].map((ref) => found.get(ref)!);
    assert.deepEqual([first!.items[0]!.name, third!.items[0]!.name], ['trip_1', 'trip_3']);
    assert.equal(first!.items[0]!.path, 'text/trip.json');
    assert.equal(first!.items[0]!.source, third!.items[0]!.source, 'one file');
    assert.deepEqual(pathsOf(await contentOf(first!)), trip);
  });

  it('whose number cannot be had again get a file of their own, and that is said', async () => {
    const found = mergedTexts([kept(1), kept(3)], new Map());
    assert.deepEqual(found.get('data/1/1')!.losses, []);
    const third = found.get('data/1/3')!;
    assert.deepEqual([third.items[0]!.name, third.items[0]!.path], ['trip_3_1', 'text/trip_3.json']);
    assert.deepEqual(third.losses.map(englishText), ['Its name: it comes back as "trip_3_1"']);
    assert.deepEqual(pathsOf(await contentOf(third)), [trip[2]]);
  });

  it('that contradict each other are not merged', () => {
    const other = [{ ...trip[0]![0]!, text: 'something else' }, ...trip[1]!.slice(1)];
    const found = mergedTexts([kept(1), { ...kept(2), lines: other }], new Map());
    assert.deepEqual(
      [...found.values()].map(({ items }) => items[0]!.name),
      ['trip_1_1', 'trip_2_1'],
    );
  });

  it('any dialogue that is deleted whole comes back as it was', async () => {
    const tree = fc
      .array(fc.nat(30), { minLength: 1, maxLength: 12 })
      .map((above) =>
        above.map((n, at) => entry(String(at), at === 0 ? null : n % (at + 1) === at ? null : String(n % at))),
      );
    await fc.assert(
      fc.asyncProperty(tree, async (entries) => {
        const paths = pathsOf(entries);
        const all = paths.map((lines, n) => ({ snapshot: snapshot(n + 1, { name: `x_${n + 1}` }), lines }));
        const found = [...mergedTexts(all, new Map()).values()];
        assert.deepEqual(
          found.map(({ items }) => items[0]!.name),
          all.map((one) => one.snapshot.name),
        );
        assert.deepEqual(pathsOf(await contentOf(found[0]!)), paths);
      }),
    );
  });
});

describe('splits that are set again', () => {
  it('a scene first, since it sets its frames, then the frames that differ', async () => {
    const server = new FakeServer(() => null);
    const frames = [
      snapshot(11, { name: '0', scene: 'scene_a', split: 'TEST' }),
      snapshot(12, { name: '1', scene: 'scene_a', split: 'NOT_SPLIT' }),
    ];
    const scene = snapshot(10, { ref: 'scene/1/10', name: 'scene_a', split: 'TEST', frames });
    const refs = new Map([
      ['scene_a/0', 'frame/1/50/51'],
      ['scene_a/1', 'frame/1/50/52'],
    ]);
    const single = { snapshot: snapshot(1, { split: 'TRAINING' }), refs: new Map([['r1', 'data/1/60']]) };
    const unsplit = { snapshot: snapshot(2, { split: 'NOT_SPLIT' }), refs: new Map([['r2', 'data/1/61']]) };
    await splitAgain(server.client, [{ snapshot: scene, refs }, single, unsplit], never);
    assert.deepEqual(
      server.calls.map(({ body }) => [body.splitType, body.dataIds]),
      [
        ['TEST', ['50']],
        ['NOT_SPLIT', ['52']],
        ['TRAINING', ['60']],
      ],
    );
  });
});

describe('deleted data', () => {
  const hex = '0ae6bdc3f6fc4f06bf25201912d2b7f1';
  const link = (path: string, dataset = 1) => `http://m:9000/minio/x/2/${dataset}/${hex}/${path}?X-Amz-Signature=s`;
  /** A server that lists `rows`, still stores `stored`, and fails on any call with one of `bad`. */
  const serving = (rows: Row[], stored: ReadonlyMap<number, string>, bad: ReadonlySet<number> = new Set()) => {
    const listed = lists(() => rows);
    return new FakeServer((call) => {
      if (call.path !== '/data/getDataAndResult') return listed(call);
      const ids = call.query.dataIds!.split(',').map(Number);
      if (ids.some((id) => bad.has(id))) return new Refusal('UNKNOWN', 500);
      const known = ids.filter((id) => stored.has(id));
      return {
        data: known.map((dataId) => ({
          dataId,
          name: `d${dataId}`,
          images: [{ filename: 'a.jpg', url: stored.get(dataId)! }],
        })),
        results: [],
      };
    });
  };
  const scan = (server: FakeServer, signal = never) =>
    scanDeleted(server.client, '1', () => undefined, signal).then(({ found }) =>
      found.map((one) => Number(one.id)).sort((a, b) => a - b),
    );

  it('are those that are stored and no longer listed, of this dataset only', async () => {
    const rows = [row(1_000), row(1_003), row(1_004, { datasetId: 2 })];
    const stored = new Map([
      [1_000, link('image_0/a.jpg')],
      [1_001, link('image_0/a.jpg')],
      [1_002, link('image_0/a.jpg', 2)],
      [990, link('image_0/a.jpg')],
      [1_900, link('image_0/a.jpg')],
    ]);
    assert.deepEqual(await scan(serving(rows, stored)), [990, 1_001, 1_900]);
  });

  it('are found among ids that make the server fail, by halving (CE-54)', async () => {
    const stored = new Map([
      [1_001, link('a.jpg')],
      [1_250, link('a.jpg')],
    ]);
    const server = serving([row(1_000)], stored, new Set([1_002, 1_251]));
    assert.deepEqual(await scan(server), [1_001, 1_250]);
    assert.ok(server.to('/data/getDataAndResult').length < 100);
  });

  it('are looked for with no more than four questions at once, and until the person stops it', async () => {
    let [running, peak] = [0, 0];
    const server = serving([row(1_000)], new Map());
    const send = server.send.bind(server);
    server.send = async (request, signal) => {
      peak = Math.max(peak, ++running);
      return send(request, signal).finally(() => running--);
    };
    await scan(server);
    assert.ok(peak <= 4, `${peak} at once`);
    const stop = new AbortController();
    const stopped = serving([row(1_000)], new Map());
    await assert.rejects(scanDeleted(stopped.client, '1', () => stop.abort(), stop.signal));
    assert.ok(stopped.calls.length < 20, `${stopped.calls.length} calls`);
  });

  it('tell their folder, scene and dataset by the link alone', async () => {
    const stored = new Map([
      [1, link('wrap/scene_%E5%9B%BE/image_1/a.jpg')],
      [2, link('a.jpg')],
    ]);
    const { found } = await storedData(serving([], stored).client, '1', ['1', '2', '3'], never);
    assert.deepEqual(
      found.map(({ datasetId, scene, files }) => [datasetId, scene?.split('/').at(-1), files[0]!.path]),
      [
        ['1', 'scene_图', 'image_1/a.jpg'],
        ['1', undefined, 'image_0/a.jpg'],
      ],
    );
  });
});
