import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { circlesIn, importGraph } from '../../support/importGraph';

const folders = ['src', 'test/servers'];
/** Files of one folder that a reader takes in at a glance. */
const maxFiles = 15;

describe('rooms', () => {
  it('have no import circles, types included', () => {
    assert.deepEqual(circlesIn(importGraph(folders)), []);
  });

  it('a circle is found, whatever leads to it', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    assert.deepEqual(circlesIn(graph), [['b', 'd', 'b']]);
  });

  it(`hold at most ${maxFiles} files each`, () => {
    for (const top of folders)
      for (const folder of [top, ...foldersIn(top)]) {
        const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
        assert.ok(files.length <= maxFiles, `${folder}: ${files.length}`);
      }
  });

  it('of the contract hold no code', async () => {
    const code = readdirSync('src/core/contract').map((name) => join('src/core/contract', name));
    const graph = importGraph(['src/core/contract']);
    assert.equal(graph.size, code.length);
    for (const [file, imports] of graph)
      for (const imported of imports) assert.doesNotMatch(imported, /core\/(platforms|transfer)\//, file);
  });
});

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => [join(folder, entry.name), ...foldersIn(join(folder, entry.name))]);
}
