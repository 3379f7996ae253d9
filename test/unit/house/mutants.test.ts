import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly test: string;
}

const folder = join('test', 'mutants');
const lists = [
  'test/mutants.mjs',
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join(folder, name)),
];

describe('the faults that tests must find', () => {
  for (const list of lists)
    it(`of ${list} stand once in a file that exists, with a test that exists`, async () => {
      const { mutants } = (await import(pathToFileURL(resolve(list)).href)) as { mutants: readonly Mutant[] };
      assert.ok(mutants.length > 0);
      for (const { name, file, from, to, test } of mutants) {
        assert.ok(existsSync(file), `${name}: ${file}`);
        assert.ok(existsSync(test), `${name}: ${test}`);
        assert.equal(readFileSync(file, 'utf8').split(from).length - 1, 1, `${name}: ${from}`);
        assert.notEqual(from, to, name);
      }
    });
});
