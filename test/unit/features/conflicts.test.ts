import assert from 'node:assert/strict';
import type { NameConflict, UnitItem, UploadRules } from '../../../src/core/contract';
import { isCancelled } from '../../../src/core/net/errors';
import { resolveNames } from '../../../src/features/upload/conflicts';
import { person } from '../../support/vscode';
import { item } from '../../support/upload';

const rules = (slash: UploadRules['pathSeparator'], ...conflicts: NameConflict[]) =>
  ({ pathSeparator: slash, conflicts }) as unknown as UploadRules;
/** A file of a folder: it is listed under its path. */
const file = (path: string): UnitItem => ({ ...item(path), name: path, fileName: path, path });
const taken = new Map([['docs/a.txt', 'file/9']]);
const names = (items: readonly UnitItem[]) => items.map(({ name }) => name);

describe('names that are taken', () => {
  beforeEach(() => {
    person.answers.length = 0;
    person.seen.length = 0;
  });

  it('are asked about once for all, with what the platform can do', async () => {
    person.answers.push(/^Replace 2$/);
    const both = new Map([...taken, ['docs/b.txt', 'file/10']]);
    const found = await resolveNames(
      [file('docs/a.txt'), file('docs/b.txt'), file('c.txt')],
      both,
      rules('folder', 'skip', 'rename', 'replace'),
    );
    assert.deepEqual(
      found.items.map(({ name, replaces }) => [name, replaces]),
      [
        ['docs/a.txt', 'file/9'],
        ['docs/b.txt', 'file/10'],
        ['c.txt', undefined],
      ],
    );
    assert.deepEqual(person.seen, ['2 items with these names already exist']);
  });

  it('are renamed in front of their extension and in their folder, with their path', async () => {
    person.answers.push(/^Rename 1$/);
    const [renamed] = (await resolveNames([file('docs/a.txt')], taken, rules('folder', 'rename'))).items;
    assert.deepEqual([renamed?.name, renamed?.fileName, renamed?.path], Array(3).fill('docs/a (2).txt'));
  });

  it('are skipped and told', async () => {
    person.answers.push(/^Skip 1$/);
    const found = await resolveNames([file('docs/a.txt'), file('c.txt')], taken, rules('folder', 'skip'));
    assert.deepEqual(names(found.items), ['c.txt']);
    assert.equal(found.issues.length, 1);
  });

  it('are never replaced by two of one name', async () => {
    person.answers.push(/^Replace 2$/);
    const found = await resolveNames([file('docs/a.txt'), file('docs/A.txt')], taken, rules('folder', 'replace'));
    assert.equal(found.items.length + found.issues.length, 2);
    assert.ok(found.items.length <= 2 && found.items.filter(({ replaces }) => replaces === 'file/9').length === 1);
  });

  it('end the upload when nothing is chosen', async () => {
    await assert.rejects(resolveNames([file('docs/a.txt')], taken, rules('folder', 'skip')), isCancelled);
  });

  it('are not asked about in a layout that binds files together by their name', async () => {
    const found = await resolveNames(
      [file('scene_a/000')],
      new Map([['scene_a/000', 'scene/1']]),
      rules('scene', 'skip', 'rename'),
    );
    assert.deepEqual([found.items.length, found.issues.length, person.seen.length], [0, 1, 0]);
  });
});
