import assert from 'node:assert/strict';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import type { UploadSource, UnitItem } from '../../../src/core/contract';
import { uploadRulesOf } from '../../../src/core/platforms/basicai-ce/layout/rules';
import { BasicAiCeSession } from '../../../src/core/platforms/basicai-ce/session';
import { unitsAtOnce, unitsOf } from '../../../src/core/platforms/basicai-ce/upload/units';
import { FakeServer, lists, row, type Row } from '../../support/fakeServer';
import { credentials, never } from '../../support/context';
import { memory } from '../../support/upload';

const sized = (name: string, size: number): UploadSource => ({ ...memory(name, Buffer.alloc(0)), size });
const picture = (name: string, size: number): UnitItem => ({
  name,
  fileName: `${name}.jpg`,
  size,
  source: sized(`${name}.jpg`, size),
  path: `image_0/${name}.jpg`,
});
const line = (id: string, parentId: string | null, message: string) => ({
  id,
  parentId,
  text: message,
  role: 'prompter',
});
const dialogueFile = (name: string, ...answers: string[]): UnitItem[] => {
  const lines = [line('1', null, `${name} asks`), ...answers.map((message, n) => line(`${n + 2}`, '1', message))];
  const source = memory(`${name}.json`, Buffer.from(JSON.stringify(lines)));
  return answers.map((_, n) => ({
    name: `${name}_${n + 1}`,
    fileName: source.name,
    size: source.size,
    source,
    path: `text/${source.name}`,
  }));
};

describe('what travels together to BasicAI CE', () => {
  it('dialogues one file an archive, with all that its file gives', () => {
    const items = [...dialogueFile('a', 'x', 'y'), ...dialogueFile('b', 'x'), ...dialogueFile('c', 'x')];
    assert.deepEqual(
      unitsOf('dataset/1', items, undefined).map((unit) => unit.items.map(({ name }) => name)),
      [['a_1', 'a_2'], ['b_1'], ['c_1']],
    );
  });

  it('an archive of several dialogues is written anew, one of pictures or of one dialogue goes as it is', () => {
    const repacks = (type: string, paths: string[]) => {
      const rules = uploadRulesOf(type, async () => new Set())!;
      return rules.repacks!(rules.layout(paths, 'as-is').files);
    };
    assert.ok(repacks('TEXT', ['text/a.json', 'text/b.json']));
    assert.ok(!repacks('TEXT', ['text/a.json']));
    assert.ok(!repacks('IMAGE', ['image_0/a.jpg', 'image_0/b.jpg']));
  });

  it('archives of 256 MiB at most, or as the person chose, and of five hundred items', () => {
    const mib = 1024 * 1024;
    const items = Array.from({ length: 30 }, (_, n) => picture(`p${n}`, 20 * mib));
    const bytesOf = (most?: number) => unitsOf('dataset/1', items, undefined, most).map(({ bytes }) => bytes / mib);
    assert.deepEqual(bytesOf(), [240, 240, 120]);
    assert.deepEqual(bytesOf(100 * mib), [100, 100, 100, 100, 100, 100]);
    assert.deepEqual(bytesOf(mib), Array(30).fill(20), 'what is larger than all that goes alone');
  });

  it('never a scene in two archives, whatever the sizes; everything once', () => {
    const scenes = fc.array(fc.tuple(fc.constantFrom('scene_a', 'scene_b', 'scene_c', ''), fc.nat(40)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(scenes, fc.integer({ min: 1, max: 100 }), (plan, most) => {
        const items = plan.map(([scene, size], n) => picture(scene === '' ? `p${n}` : `${scene}/${n}`, size));
        const units = unitsOf('dataset/1', [...items, picture('last', 1)], undefined, most);
        for (const scene of ['scene_a', 'scene_b', 'scene_c'])
          assert.ok(units.filter((unit) => unit.items.some(({ name }) => name.startsWith(scene))).length <= 1);
        const sent = units.flatMap((unit) => unit.items.map(({ name }) => name)).sort();
        assert.deepEqual(sent, [...items.map(({ name }) => name), 'last'].sort());
      }),
    );
  });

  it('two archives at once, and small things five', () => {
    assert.equal(unitsAtOnce(unitsOf('d', [picture('a', 1), picture('b', 1)], undefined)), 2);
    assert.equal(unitsAtOnce(unitsOf('d', dialogueFile('a', 'x'), undefined)), 5);
  });
});

describe('what is listed under a name, compared with what was sent', () => {
  const written = (...lines: ReturnType<typeof line>[]) =>
    Buffer.from(
      JSON.stringify(lines.map(({ parentId, ...rest }) => (parentId === null ? rest : { ...rest, parentId }))),
    );
  const settle = async (items: readonly UnitItem[], rows: readonly Row[], stored: Record<string, Buffer> = {}) => {
    const server = new FakeServer(lists(() => rows));
    server.stored = (path) => stored[path.split('/').at(-1)!];
    const connection = { id: 'c', platform: 'basicai-ce', name: 'c', url: 'http://fake.test/api' };
    const { upload } = new BasicAiCeSession(connection, credentials('key'), server.context);
    const unit = { id: 'u', target: 'dataset/1', kind: 'pack', fileName: 'x.zip', items, bytes: 1 } as const;
    const found = await upload.verify(unit, new Set(), never);
    return found.map(({ item, ref, reason }) => [item.name, ref ?? (reason && englishText(reason))]);
  };
  const textRow = (id: number, name: string) =>
    row(id, {
      name,
      content: [
        { name: `${name}.json`, file: { id, name: `${name}.json`, url: `http://m/b/${name}.json`, size: 112 } },
      ],
    });
  const asks = (name: string) => line('1', null, `${name} asks`);

  it('a dialogue has arrived when its own lines are listed, in files of the server', async () => {
    const items = dialogueFile('a', 'x', 'y');
    const stored = {
      'a_1.json': written(asks('a'), line('2', '1', 'x')),
      'a_2.json': written(asks('a'), line('3', '1', 'y')),
    };
    assert.deepEqual(await settle(items, [textRow(1, 'a_1'), textRow(2, 'a_2')], stored), [
      ['a_1', 'data/1/1'],
      ['a_2', 'data/1/2'],
    ]);
  });

  it('a dialogue under another one’s name is not done, although it is listed with the same size', async () => {
    const items = [...dialogueFile('a', 'x'), ...dialogueFile('b', 'x')];
    const stored = {
      'a_1.json': written(asks('b'), line('2', '1', 'x')),
      'b_1.json': written(asks('a'), line('2', '1', 'x')),
    };
    for (const [, reported] of await settle(items, [textRow(1, 'a_1'), textRow(2, 'b_1')], stored))
      assert.match(reported!, /content of another dialogue/);
  });

  it('pictures and clouds are told by their sizes and files', async () => {
    const content = (folder: string, name: string, size: number) => [
      { name: folder, files: [{ name, file: { id: 1, name, url: 'http://m/x', size } }] },
    ];
    const cloud: UnitItem = { ...picture('c', 50), fileName: 'c.pcd', path: 'lidar_point_cloud_0/c.pcd' };
    const rows = [
      row(1, { name: 'a', content: content('image_0', 'a.jpg', 5) }),
      row(2, { name: 'b', content: content('image_0', 'b.jpg', 6) }),
      row(3, { name: 'CAFE', content: content('image_0', 'CAFE.jpg', 5) }),
      row(4, { name: 'c', content: content('lidar_point_cloud_0', 'c.pcd', 51) }),
    ];
    assert.deepEqual(await settle([picture('a', 5), picture('b', 5), picture('café', 5), cloud], rows), [
      ['a', 'data/1/1'],
      ['b', '5 bytes were sent, the server lists 6.'],
      ['café', 'The server lists another file under this name: image_0/cafe.jpg'],
      ['c', '50 bytes were sent, the server lists 51.'],
    ]);
  });
});
