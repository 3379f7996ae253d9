import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { citationFaults, type Texts } from '../../support/facts';

const pages = 'docs/platforms';
const code = /\.(?:ts|mts|mjs|js|html|css)$/;

function read(folder: string, wanted: RegExp, left = /^$/): Texts {
  const paths = readdirSync(folder, { recursive: true }).map((name) =>
    join(folder, String(name)).replaceAll('\\', '/'),
  );
  return Object.fromEntries(
    paths.filter((path) => wanted.test(path) && !left.test(path)).map((path) => [path, readFileSync(path, 'utf8')]),
  );
}

describe('facts of the wires', () => {
  const page = '| id | fact |\n| --- | --- |\n| XX-1 | One. |\n| XX-12 | Another. |\n';
  const faults = (content: string, facts = page) => citationFaults({ 'x.md': facts }, { 'x.ts': content });

  it('are stated once where they are cited, cited where they are stated, and nothing else is cited', () => {
    const sources = Object.assign(
      read('docs/decisions', /\.md$/),
      ...['src', 'test', 'scripts', 'bench'].map((folder) => read(folder, code, /^test\/(?:captures|fixtures)\//)),
    ) as Texts;
    assert.ok(Object.keys(sources).length > 500);
    const facts = read(pages, /\.md$/, /README/);
    assert.equal(Object.keys(facts).length, 5);
    assert.deepEqual(citationFaults(facts, sources), []);
  });

  it('pass when each is cited', () => assert.deepEqual(faults('// XX-1, XX-12'), []));

  it('are missed when something else is cited', () => {
    assert.deepEqual(faults('/** Odd (XX-1, XX-12, XX-2). */'), ['x.ts cites XX-2, which no page states']);
    assert.deepEqual(faults('XX-1 XX-12', `See XX-3.\n${page}`), ['x.md cites XX-3, which no page states']);
  });

  it('are missed when nobody cites them, whatever begins like them', () => {
    assert.deepEqual(faults('/** Odd (XX-12). */'), ['XX-1 of x.md is cited nowhere']);
    assert.deepEqual(faults('/** Odd (XX-12, XX-1a, AXX-1). */'), ['XX-1 of x.md is cited nowhere']);
  });

  it('are told when two have one number', () =>
    assert.deepEqual(faults('XX-1 XX-12', `${page}| XX-1 | A third. |\n`), ['XX-1 is stated twice']));

  for (const [name, words] of [
    ['a number of a paper', ['quirk', '7']],
    ['several of them', ['Quirks', '6 and 29']],
    ['a part of a paper', ['section', '7.3']],
    ['one that is broken over two lines', ['section\n *', '19']],
    ['a paper', ['wire', 'reference']],
  ] as const)
    it(`are asked for where ${name} is cited`, () => {
      assert.match(faults(`XX-1 XX-12 (${words.join(' ')})`).join(), /of no document that is here/);
    });

  it('leave public standards alone', () =>
    assert.deepEqual(faults(`XX-1 XX-12 (TIFF 6.0, ${['section', '9'].join(' ')})`), []));
});
