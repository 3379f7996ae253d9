import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { englishText } from '../../../src/core/model/text';
import { isCancelled } from '../../../src/core/net/errors';
import { uploadRulesOf } from '../../../src/core/platforms/basicai-ce/layout/rules';
import { listedName } from '../../../src/core/platforms/basicai-ce/layout/names';
import type { UploadSource, UploadRules } from '../../../src/core/contract';
import { localSource } from '../../../src/core/transfer/localSource';
import {
  findClashes,
  validate,
  type ValidationResult,
  renameItems,
  safelyNamed,
  classifySelection,
} from '../../../src/core/transfer/plan/plan';
import { checking } from '../../support/checking';
import { never } from '../../support/context';
import { item } from '../../support/upload';

const rules = uploadRulesOf('IMAGE', async () => new Set())!;
/** Sorts and checks single files and archives. */
async function inspected(
  sources: readonly UploadSource[],
  report: (checked: number) => void,
  signal: AbortSignal,
  by: UploadRules = rules,
): Promise<ValidationResult> {
  const sorted = await classifySelection({ sources, trees: [] }, by, signal);
  try {
    return await validate(sorted, { ...checking(by, 'dataset/1'), report }, signal);
  } finally {
    await sorted.close();
  }
}
const captured = (name: string) => join('test', 'captures', 'files', name);
const check = async (paths: readonly string[], signal = never) =>
  inspected(await Promise.all(paths.map(localSource)), () => undefined, signal);
const message = ({ issues }: Awaited<ReturnType<typeof check>>) =>
  issues.map((issue) => `${issue.kind} ${issue.name}: ${englishText(issue.message)}`);

describe('what may be uploaded', () => {
  it('is sorted by kind; each file that is left out is named with its reason', async () => {
    const names = ['cat.jpg', 'dog.png', 'notes.txt', 'broken.jpg', 'pic.gif', 'image-basic.zip', 'empty.bin'];
    let checked = 0;
    const sources = await Promise.all(names.map((name) => localSource(captured(name))));
    const found = await inspected(sources, (n) => (checked = n), never);
    assert.equal(checked, 6, 'three pictures, and three in the archive');
    assert.deepEqual(
      found.items.map(({ name, fileName, size }) => [name, fileName, size]),
      [
        ['cat', 'cat.jpg', 3544],
        ['dog', 'dog.png', 217],
      ],
    );
    assert.deepEqual(
      found.archives.map(({ kind: how, fileName, bytes }) => [how, fileName, bytes]),
      [['archive', 'image-basic.zip', 2839]],
    );
    assert.deepEqual(
      found.issues.map(({ kind, name }) => [kind, name]),
      [
        ['unsupported', 'notes.txt'],
        ['unsupported', 'pic.gif'],
        ['unsupported', 'empty.bin'],
        ['broken', 'broken.jpg'],
      ],
    );
  });

  it('leaves out pictures that would cost others on the server (CE-36)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plan-'));
    try {
      const cat = await readFile(captured('cat.jpg'));
      const files: Record<string, Uint8Array> = {
        'empty.jpg': Buffer.alloc(0),
        'cut.jpg': cat.subarray(0, 700),
        'text.jpg': Buffer.from('hello'),
        'png.jpg': await readFile(captured('dog.png')),
      };
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
      const found = await check(Object.keys(files).map((name) => join(folder, name)));
      assert.deepEqual(
        found.items.map(({ fileName }) => fileName),
        ['png.jpg'],
        'the content decides, not the name',
      );
      assert.deepEqual(message(found), [
        'broken empty.jpg: The file is empty.',
        'broken cut.jpg: The picture is cut at byte 700.',
        'broken text.jpg: Unknown picture format.',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const archives: readonly (readonly [name: string, items: readonly string[], told: RegExp])[] = [
    ['image-basic.zip', ['a1', 'a2', 'a10'], /^$/],
    [
      'image-scene.zip',
      [
        ...['scene_one', 'scene_Two'].flatMap((scene) => ['000', '001', '002'].map((frame) => `${scene}/${frame}`)),
        'Scene_3/000',
        'alone',
      ],
      /^$/,
    ],
    ['empty.zip', [], /contains no files/],
    ['only-folder.zip', [], /contains no files/],
    ['fake.zip', [], /Cannot read archive/],
    ['corrupt.zip', [], /damaged|Cannot read archive/],
    ['text.zip', [], /It contains no file that the server reads/],
  ];
  for (const [name, items, expected] of archives)
    it(`${name}: ${items.length === 0 ? 'refused with a reason' : `${items.length} items`}`, async () => {
      const found = await check([captured(name)]);
      assert.deepEqual(
        found.archives.flatMap((unit) => unit.items.map((one) => one.name)).sort(),
        [...items].sort(),
        message(found).join('\n'),
      );
      assert.match(message(found).join('\n'), expected);
    });

  const repacked: readonly [string, items: string[], reason: RegExp][] = [
    ['image-root.zip', ['r1', 'r2'], /only in a folder named "image_0"/],
    ['image-folder.zip', ['r1'], /only in a folder named "image_0"/],
    ['image-broken.zip', ['ok'], /Corrupt files in it: 2/],
    ['names-gbk.zip', ['plain_3', '路口_1', '行人_2'], /file names are in GB18030/],
  ];
  for (const [name, items, reason] of repacked)
    it(`${name}: to be packed anew, with ${items.length} items`, async () => {
      const found = await check([captured(name)]);
      assert.deepEqual(found.archives, []);
      const names = found.repacks.flatMap((repack) => repack.items.map((one) => one.name));
      assert.deepEqual(names.sort(), [...items].sort(), message(found).join('\n'));
      assert.match(found.repacks.flatMap(({ reasons }) => reasons.map(englishText)).join('\n'), reason);
    });

  it('an archive with a folder that the server would pass over is not sent, and the folder is named', async () => {
    const found = await check([captured('image-two-views.zip')]);
    assert.deepEqual(found.archives, []);
    assert.match(message(found).join(), /layout image-two-views\.zip: image_10: .* Name it "image_0"/);
  });

  it('a cancelled check is cancelled, and not a list of broken files', async () => {
    for (const name of ['cat.jpg', 'image-basic.zip'])
      await assert.rejects(check([captured(name)], AbortSignal.abort()), isCancelled, name);
  });

  it('a file that vanishes before it is checked is named, and the others stay', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plan-'));
    const path = join(folder, 'gone.jpg');
    await writeFile(path, 'x');
    const sources = [await localSource(path), await localSource(captured('cat.jpg'))];
    await rm(folder, { recursive: true });
    const found = await inspected(sources, () => undefined, never);
    assert.deepEqual(
      found.items.map(({ name }) => name),
      ['cat'],
    );
    assert.match(message(found)[0]!, /^broken gone\.jpg: .*cannot be read \(ENOENT\)/);
  });
});

describe('names', () => {
  it('clash with what is listed and with each other, without case', () => {
    const items = ['a.jpg', 'b.jpg', 'A.png', 'c.jpg'].map((name) => item(name));
    const found = findClashes(items, new Set(['B', 'x']));
    assert.deepEqual(
      found.map((one) => [one.item.fileName, one.with]),
      [
        ['b.jpg', 'listed'],
        ['A.png', 'selection'],
      ],
    );
  });

  it('get the next free number, and keep their extension', () => {
    const items = ['a.jpg', 'a.png', 'A.bmp', 'a (2).jpg'].map((name) => item(name));
    const listed = new Set(['a (3)']);
    const free = renameItems(items, findClashes(items, listed), listed);
    assert.deepEqual(
      free.map((one) => [one.name, one.fileName]),
      [
        ['a', 'a.jpg'],
        ['a (4)', 'a (4).png'],
        ['A (5)', 'A (5).bmp'],
        ['a (2)', 'a (2).jpg'],
      ],
    );
  });

  it('never clash once they were renamed, whatever they were', () => {
    const base = fc.constantFrom('a', 'A', 'a (2)', 'a (3)', 'b', 'B (2)', 'c.d', '');
    const file = fc.tuple(base, fc.constantFrom('.jpg', '.png')).map(([name, extension]) => item(name + extension));
    fc.assert(
      fc.property(fc.array(file, { maxLength: 12 }), fc.uniqueArray(base), (items, names) => {
        const listed = new Set(names);
        const free = renameItems(items, findClashes(items, listed), listed);
        assert.equal(free.length, items.length);
        assert.deepEqual(findClashes(free, listed), []);
        for (const [n, one] of free.entries()) {
          assert.equal(listedName(one.fileName), one.name);
          assert.equal(one.source, items[n]!.source, 'the bytes stay with their item');
        }
      }),
    );
  });

  it('that the server cannot take are replaced for single files, and said', () => {
    const { items, issues } = safelyNamed([item('50% #1?.jpg'), item('ok.jpg')], rules);
    assert.deepEqual(
      items.map((one) => [one.name, one.fileName]),
      [
        ['50_ _1_', '50_ _1_.jpg'],
        ['ok', 'ok.jpg'],
      ],
    );
    assert.deepEqual(
      issues.map((one) => [one.kind, one.name]),
      [['renamed', '50% #1?.jpg']],
    );
    assert.match(englishText(issues[0]!.message), /sent as "50_ _1_\.jpg"/);
  });

  it('stay as they are inside an archive', () => {
    const items = Array.from({ length: 6 }, (_, n) => item(`#${n}.jpg`));
    assert.deepEqual(safelyNamed(items, rules), { items, issues: [] });
  });
});
