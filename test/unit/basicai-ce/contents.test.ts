import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { validate } from '../../../src/core/platforms/basicai-ce/layout/check';
import { readDialogue } from '../../../src/core/platforms/basicai-ce/layout/dialogue';
import { readResults } from '../../../src/core/platforms/basicai-ce/layout/results';
import { openArchive } from '../../../src/core/transfer/zip/archive';
import type { ClassifiedKind } from '../../../src/core/contract';
import { inlineChecks } from '../../../src/core/transfer/check/fileChecks';
import { never } from '../../support/context';
import { memory } from '../../support/upload';

const judged = async (kind: ClassifiedKind, bytes: Uint8Array | string, to = 'camera_image_0/a.jpg') => {
  const file = { path: to, to, item: 'a', kind, lead: kind === 'dialogue' };
  const source = memory('a', Buffer.from(bytes));
  const verdict = await validate(file, source, { checks: inlineChecks, classIds: async () => new Set(['5']) }, never);
  return {
    ...verdict,
    problem: verdict.problem && englishText(verdict.problem),
    remarks: verdict.remarks?.map(englishText) ?? [],
    opened: source.opened.length,
  };
};
const sample = (...path: string[]) => readFileSync(join('media', 'samples', ...path));

describe('the content of uploads', () => {
  it('samples of every kind are sound', async () => {
    const street = join('street', 'scene_street');
    for (const [kind, path] of [
      ['point-cloud', join(street, 'lidar_point_cloud_0', '000.pcd')],
      ['picture', join(street, 'camera_image_0', '000.jpg')],
      ['camera-config', join(street, 'camera_config', '000.json')],
      ['results', join(street, 'result', '000.json')],
      ['dialogue', join('dialogue', 'text', 'trip_to_hangzhou.json')],
    ] as const) {
      const { problem, remarks } = await judged(kind, sample(path));
      assert.deepEqual([problem, remarks], [undefined, []], path);
    }
  });

  it('a point cloud that is cut is told, by its header and its length', async () => {
    const bytes = sample('street', 'lidar_point_cloud_0', 'parking_a.pcd');
    assert.equal((await judged('point-cloud', bytes)).problem, undefined);
    assert.match((await judged('point-cloud', bytes.subarray(0, 2_000))).problem ?? '', /is cut/);
    assert.match((await judged('point-cloud', 'hello')).problem ?? '', /no DATA line/);
  });

  it('a camera folder without a number is told: the viewer needs it', async () => {
    const { remarks } = await judged('picture', sample('pictures', 'cat.jpg'), 'camera_image_front/a.jpg');
    assert.match(remarks.join(), /ends in a number/);
  });

  it('a camera config must be JSON; what the viewer ignores is told', async () => {
    assert.match((await judged('camera-config', '{')).problem ?? '', /Invalid JSON/);
    assert.match((await judged('camera-config', '{}')).remarks.join(), /must be an array of cameras/);
    const matrix = JSON.stringify([{ cameraExternal: Array(16).fill(0) }, { camera_external: [1] }]);
    assert.match((await judged('camera-config', matrix)).remarks.join(), /^1 of 2 cameras have no matrix/);
  });

  it('a dialogue names its items by its paths, and what is dropped is told', async () => {
    const entries = [
      { id: '1', parentId: null, text: 'hi', role: 'prompter' },
      { id: '2', parentId: '1', text: 'hello', role: 'assistant' },
      { id: '3', parentId: '1', text: '你好', role: 'assistant' },
      { id: '4', parentId: '2', text: 'bye', role: 'prompter' },
      { id: '5', parentId: '1' },
      { id: '6', parentId: '77', text: 'lost', role: 'prompter' },
    ];
    const { items, remarks } = await judged('dialogue', JSON.stringify(entries));
    assert.deepEqual(items, ['a_1', 'a_2'], 'as the real server names them');
    assert.deepEqual(remarks, [
      'Entry 5 has no text, role; the server skips it.',
      'Entry "6" is skipped: its parent "77" has no root.',
    ]);
  });

  it('a dialogue that would give nothing is not sent', async () => {
    for (const [message, reason] of [
      ['{bad', /Invalid JSON/],
      ['{}', /must be an array of entries/],
      ['[]', /nothing would be listed/],
      ['[{"id":"1","parentId":"1","text":"x","role":"prompter"}]', /nothing would be listed/],
    ] as const)
      assert.match((await judged('dialogue', message)).problem ?? '', reason, message);
  });

  it('the paths of a dialogue reach every entry once for each leaf, whatever the tree', () => {
    const entry = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      parentId: fc.constantFrom(null, 'a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.id }), (entries) => {
        const dialogue = readDialogue(entries.map((one) => ({ ...one, text: 't', role: 'prompter' })))!;
        const reached = new Set(dialogue.paths.flat().map((line) => line.id));
        assert.equal(reached.size + dialogue.dropped.length, entries.length);
        for (const path of dialogue.paths) {
          assert.equal(path[0]!.parentId, undefined);
          for (const [n, line] of path.entries()) if (n > 0) assert.equal(line.parentId, path[n - 1]!.id);
        }
      }),
    );
  });
});

describe('result files', () => {
  const object = (more: object = {}) => ({ type: 'POLYGON', contour: { points: [] }, ...more });
  const read = (objects: unknown[], known = ['5']) => {
    const found = readResults([{ objects }], new Set(known));
    return [found.objects, ...found.remarks.map(englishText)];
  };

  it('count what arrives', () => {
    assert.deepEqual(read([object(), object({ classId: 5 })]), [2]);
    assert.deepEqual(readResults({ objects: [object()] }, new Set()).objects, 1, 'one object instead of a list');
    for (const odd of [null, 7, [], {}, [{ objects: 'x' }]]) assert.equal(readResults(odd, new Set()).objects, 0);
  });

  it('name the types that cannot be imported, and objects without a contour (CE-51)', () => {
    assert.deepEqual(
      read([
        object({ type: 'KEY_POINT' }),
        object({ type: 'KEY_POINT' }),
        object({ type: 'RECTANGLE' }),
        { type: 'POLYGON' },
      ]),
      [
        0,
        'Skipped by the server: 2 of type "KEY_POINT", which cannot be imported.',
        'Skipped by the server: 1 of type "RECTANGLE", which cannot be imported.',
        'Skipped by the server: 1 without a contour.',
      ],
    );
  });

  it('an unknown class costs everything from the first object without a class on (CE-52)', () => {
    const [arrives, ...remarks] = read([
      object({ classId: 9 }),
      object({ classId: 5 }),
      object(),
      object({ classId: 5 }),
    ]);
    assert.equal(arrives, 2);
    assert.match(remarks.join(), /Imported without their class, which the dataset does not have: 1\./);
    assert.match(remarks.join(), /Skipped by the server: 2, from the first without a class on/);
    assert.deepEqual(read([object({ classId: 9 })]).length, 2, 'alone it only loses its class');
  });

  it('the recorded import of a real server is foretold: one object of image-result.zip arrived', async () => {
    const archive = await openArchive(join('test', 'captures', 'files', 'image-result.zip'));
    const bytes = await archive.entries.find(({ path }) => path === 'result/a.json')!.read();
    await archive.close();
    assert.equal(readResults(JSON.parse(Buffer.from(bytes).toString()), new Set()).objects, 1);
  });
});
