import assert from 'node:assert/strict';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { classifyFiles } from '../../../src/core/platforms/basicai-ce/layout/layout';
import { typeLayouts } from '../../../src/core/platforms/basicai-ce/layout/types';
import { uploadRulesOf } from '../../../src/core/platforms/basicai-ce/layout/rules';
import type { LayoutRemark } from '../../../src/core/contract';
import { nameAlike } from '../../../src/core/transfer/plan/alike';

const reported = (remarks: readonly LayoutRemark[]) =>
  remarks.map(({ path, message }) => `${path}: ${englishText(message)}`);
const classified = (type: string, paths: readonly string[], how: 'written' | 'as-is' = 'written') => {
  const { files, problems, left } = classifyFiles(typeLayouts[type]!, paths, how);
  return {
    items: [...new Set(files.filter((file) => file.lead).map((file) => file.item))],
    files: files.map(({ to, item, kind }) => `${to} ${kind} of ${item}`),
    problems: reported(problems),
    left: reported(left),
  };
};
const frame = (scene: string, n: string) => [
  `${scene}lidar_point_cloud_0/${n}.pcd`,
  `${scene}camera_image_0/${n}.jpg`,
  `${scene}camera_config/${n}.json`,
  `${scene}result/${n}.json`,
];

describe('the layout of an upload', () => {
  it('joins what has one base name: cloud, cameras, config and results', () => {
    const found = classified('LIDAR_FUSION', [
      ...frame('', 'a'),
      'camera_image_1/a.jpg',
      ...frame('any/Scene_x/', '0'),
    ]);
    assert.deepEqual(found.items, ['a', 'Scene_x/0']);
    assert.deepEqual(found.files.slice(0, 5), [
      'lidar_point_cloud_0/a.pcd point-cloud of a',
      'camera_image_0/a.jpg picture of a',
      'camera_config/a.json camera-config of a',
      'result/a.json results of a',
      'camera_image_1/a.jpg picture of a',
    ]);
    assert.deepEqual([found.problems, found.left], [[], []]);
  });

  it('a cloud needs no partner; a picture, config or result without its cloud is named', () => {
    const found = classified('LIDAR_FUSION', [
      'lidar_point_cloud_0/a.pcd',
      'camera_image_0/b.jpg',
      'camera_config/A.json',
      'result/zzz.json',
    ]);
    assert.deepEqual(found.items, ['a']);
    const lost = 'There is no .pcd with this name: the server ignores it.';
    assert.deepEqual(found.left, [
      `camera_image_0/b.jpg: ${lost}`,
      `camera_config/A.json: ${lost}`,
      `result/zzz.json: ${lost}`,
    ]);
  });

  const misspelt: readonly (readonly [type: string, path: string, folder: string, remedy: string])[] = [
    ['IMAGE', 'x/image0/a.jpg', 'x/image0', 'image_0'],
    ['IMAGE', 'image_10/a.jpg', 'image_10', 'image_0'],
    ['IMAGE', 'scene1/image_0/a.jpg', 'scene1', 'scene_…'],
    ['IMAGE', 'scene/image_0/a.jpg', 'scene', 'scene_…'],
    ['IMAGE', 'scene-1/image_0/a.jpg', 'scene-1', 'scene_…'],
    ['IMAGE', 'scenes_1/image_0/a.jpg', 'scenes_1', 'scene_…'],
    ['LIDAR_BASIC', 'point_cloud/a.pcd', 'point_cloud', 'lidar_point_cloud_0'],
    ['LIDAR_BASIC', 'lidar_point_cloud_10/a.pcd', 'lidar_point_cloud_10', 'lidar_point_cloud_0'],
    ['LIDAR_FUSION', 'image0/a.jpg', 'image0', 'camera_image_0'],
    ['LIDAR_FUSION', 'camera_image/a.jpg', 'camera_image', 'camera_image_0'],
    ['LIDAR_FUSION', 'calib/a.json', 'calib', 'camera_config'],
    ['LIDAR_FUSION', 'results/a.json', 'results', 'result'],
    ['TEXT', 'test/a.json', 'test', 'text'],
  ];
  for (const [type, path, folder, remedy] of misspelt)
    for (const how of ['written', 'as-is'] as const)
      it(`${type} ${how}: "${folder}" is named with its remedy "${remedy}"`, () => {
        const good = { IMAGE: 'image_0/ok.jpg', TEXT: 'text/ok.json' }[type] ?? 'lidar_point_cloud_0/ok.pcd';
        const { problems, items } = classified(type, [path, good], how);
        assert.deepEqual(problems, [`${folder}: The server would not know this folder. Name it "${remedy}".`]);
        assert.deepEqual(items, []);
      });

  it('words that only begin alike are no misspelling', () => {
    for (const wrapper of ['scenery', 'my scene_ry', 'imagery', 'testing'])
      assert.deepEqual(classified('IMAGE', [`${wrapper}/image_0/a.jpg`]).problems, [], wrapper);
  });

  it('folders are matched without case and with exactly one digit; macOS folders do not count', () => {
    for (const path of ['IMAGE_3/a.jpg', 'deep/down/Image_0/a.jpg'])
      assert.deepEqual(classified('IMAGE', [path]).items, ['a']);
    assert.deepEqual(classified('IMAGE', ['deep/SCENE_x/Image_0/a.b.jpg'], 'as-is').items, ['SCENE_x/a.b']);
    const { items, left } = classified('IMAGE', [
      'image_0/ok.jpg',
      '__MACOSX/image_0/._ok.jpg',
      'image_0/sub/b.jpg',
      'image_0/a.txt',
      'c.jpg',
      'd.jpg',
    ]);
    assert.deepEqual(items, ['ok']);
    assert.deepEqual(left, [
      'image_0/sub/b.jpg: It is not part of the layout.',
      'image_0/a.txt: It is not part of the layout.',
      ': 2 files in it are not part of the layout.',
      '__MACOSX/image_0/._ok.jpg: System files are skipped: 1',
    ]);
  });

  it('loose files get their folder when the archive is written here; one that is sent as it is needs it', () => {
    for (const [type, path, to] of [
      ['IMAGE', 'trip/day 1/a.jpg', 'image_0/a.jpg picture of a'],
      ['LIDAR_BASIC', 'a.pcd', 'lidar_point_cloud_0/a.pcd point-cloud of a'],
      ['TEXT', 'talks/a.json', 'text/a.json dialogue of a'],
    ] as const) {
      assert.deepEqual(classified(type, [path]).files, [to]);
      const refused = classified(type, [path], 'as-is');
      assert.deepEqual(refused.files, []);
      assert.match(refused.problems[0]!, / only in a folder named "/);
    }
  });

  const twins: readonly (readonly string[])[] = [
    ['x/image_0/a.jpg', 'x/image_0/A.png'],
    ['x/image_0/a.jpg', 'y/image_0/a.jpg'],
    ['scene_1/left/image_0/a.jpg', 'scene_1/right/image_0/a.jpg'],
  ];

  it('two files of one name without case are named: the server would drop one without a word', () => {
    const scenes = ['x/scene_1/image_0/a.jpg', 'y/Scene_1/image_0/b.jpg'];
    for (const [paths, how] of [...twins.map((one) => [one, 'as-is'] as const), [scenes, 'written'] as const]) {
      const { problems, items } = classified('IMAGE', paths, how);
      assert.equal(problems.length, 1, paths.join());
      assert.match(problems[0]!, /Rename one of them/);
      assert.deepEqual(items, []);
    }
    assert.deepEqual(classified('IMAGE', ['x/image_0/a.jpg', 'x/image_1/a.jpg', 'scene_1/image_0/a.jpg']).items, [
      'a',
      'scene_1/a',
    ]);
  });

  it('what is written here can be given other names: all but the first are told', () => {
    for (const paths of [...twins, ['one/a.jpg', 'two/A.jpg']]) {
      const { problems, alike, files } = classifyFiles(typeLayouts.IMAGE!, paths, 'written');
      assert.deepEqual([problems, files.length], [[], 2], paths.join());
      assert.deepEqual(
        alike?.map((file) => file.path),
        [paths[1]],
      );
    }
  });

  it('texts have no scenes and no results', () => {
    const { items, left } = classified('TEXT', ['scene_1/text/a.json', 'result/a.json', 'result/b.json']);
    assert.deepEqual(items, ['a']);
    assert.deepEqual(left, ['result: The server reads no results for datasets of this type.']);
  });

  it('nothing of use is refused with what is read here', () => {
    assert.deepEqual(classified('LIDAR_BASIC', ['notes.txt']).problems, [
      ': It contains no file that the server reads (.pcd).',
    ]);
    assert.deepEqual(classified('TEXT', ['empty/', '__MACOSX/text/a.json']).problems, [': It contains no files.']);
  });

  it('every file is laid, left, or part of a problem', () => {
    const folder = fc.constantFrom('image_0', 'image_1', 'result', 'scene_a', 'Scene_b', 'x', 'text', 'camera_image_0');
    const file = fc.constantFrom('a.jpg', 'A.png', 'b.json', 'c.pcd', 'd.txt');
    const path = fc.tuple(fc.array(folder, { maxLength: 3 }), file).map(([above, name]) => [...above, name].join('/'));
    const type = fc.constantFrom('IMAGE', 'LIDAR_FUSION', 'TEXT');
    fc.assert(
      fc.property(type, fc.uniqueArray(path, { minLength: 1, maxLength: 12 }), (one, paths) => {
        const { files: arranged, problems, left, alike = [] } = classifyFiles(typeLayouts[one]!, paths, 'written');
        if (problems.length > 0) return assert.deepEqual(arranged, []);
        const tree = { name: 't', files: new Map(), left: [], close: () => Promise.resolve() };
        const classifiedTree = { tree, files: arranged, issues: [], alike, repack: [] };
        const sorted = {
          singleFiles: [],
          classified: [classifiedTree],
          issues: [],
          results: false,
          close: () => Promise.resolve(),
        };
        const files = nameAlike(
          sorted,
          'number',
          uploadRulesOf(one, async () => new Set())!,
        ).classified.flatMap((two) => two.files);
        const known = new Set(files.map((each) => each.path));
        for (const each of paths)
          assert.ok(
            known.has(each) ||
              left.some((remark) => remark.path === each || remark.path === each.replace(/\/?[^/]*$/, '')),
            each,
          );
        for (const each of files) assert.ok(files.some((other) => other.lead && other.item === each.item));
        const targets = files.map((each) => each.to.toLowerCase());
        assert.equal(new Set(targets).size, targets.length, 'no two files share a place');
      }),
    );
  });
});
