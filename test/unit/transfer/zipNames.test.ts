import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { englishText } from '../../../src/core/model/text';
import { uploadRulesOf } from '../../../src/core/platforms/basicai-ce/layout/rules';
import { openArchive } from '../../../src/core/transfer/zip/archive';
import { localSource } from '../../../src/core/transfer/localSource';
import { validate, classifySelection } from '../../../src/core/transfer/plan/plan';
import { checking } from '../../support/checking';
import { hostileZip } from '../../support/hostileZip';
import { never } from '../../support/context';

/** Names as iconv writes them, in hexadecimal: the judge is another program. */
const written: readonly (readonly [encoding: string, names: readonly string[], bytes: readonly string[]])[] = [
  ['GB18030', ['路口_1.jpg', '行人与车辆.jpg'], ['c2b7bfda5f312e6a7067', 'd0d0c8cbd3ebb3b5c1be2e6a7067']],
  ['Big5', ['路口_1.jpg', '行人與車輛.jpg'], ['b8f4a4665f312e6a7067', 'a6e6a448bb50a8aebdf82e6a7067']],
  ['Shift-JIS', ['交差点_1.jpg', '表示テスト.jpg'], ['8cf08db7935f5f312e6a7067', '955c8ea68365835883672e6a7067']],
  [
    'CP437',
    ['Straße.jpg', 'café.jpg', 'Überführung.jpg'],
    ['53747261e1652e6a7067', '636166822e6a7067', '9a62657266816872756e672e6a7067'],
  ],
];

describe('names in zips', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'names-'));
  });
  after(() => rm(folder, { recursive: true }));
  const zipOf = async (names: readonly Buffer[]) => {
    const path = join(folder, 'a.zip');
    await writeFile(path, hostileZip(names.map((name) => ({ name, flags: 0 }))));
    return path;
  };

  for (const [encoding, names, bytes] of written)
    it(`are recognised in ${encoding}`, async () => {
      const raw = bytes.map((hex) => Buffer.from(hex, 'hex'));
      const archive = await openArchive(await zipOf([...raw, Buffer.from('plain.jpg')]));
      assert.equal(archive.encoding, encoding);
      assert.deepEqual(
        archive.entries.map((entry) => entry.path),
        [...names, 'plain.jpg'],
      );
      await archive.close();
    });

  it('are UTF-8 where they are valid UTF-8, as every Mac writes them without saying so', async () => {
    const rules = uploadRulesOf('IMAGE', async () => new Set())!;
    const sorted = await classifySelection(
      { sources: [await localSource(join('test', 'fixtures', 'mac-names.zip'))], trees: [] },
      rules,
      never,
    );
    const { archives, issues, repacks } = await validate(sorted, checking(rules, 'dataset/1'), never);
    await sorted.close();
    assert.deepEqual([issues, repacks], [[], []]);
    assert.deepEqual(archives.flatMap(({ items }) => items.map(({ name }) => name)).sort(), [
      'Straße am Fluß',
      'U\u0308berfu\u0308hrung 3',
      'cafe\u0301_terrasse',
      'plain_0005',
      '猫_0001',
    ]);
  });

  it('that say to be UTF-8 and are not are told with their entry', async () => {
    const path = join(folder, 'b.zip');
    await writeFile(path, hostileZip([{ name: Buffer.from([0x61, 0xff]), flags: 0x0800 }, { name: 'b.jpg' }]));
    const archive = await openArchive(path);
    const [spoilt, good] = archive.entries;
    assert.match(spoilt?.problem ? englishText(spoilt.problem) : '', /characters that no name should have/);
    assert.equal(good!.problem, undefined);
    await archive.close();
  });
});
