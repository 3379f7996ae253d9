import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const documents = [
  ...readdirSync('docs', { recursive: true }).map((name) => join('docs', String(name))),
  'README.md',
  'CONTRIBUTING.md',
  'bench/README.md',
].filter((name) => name.endsWith('.md'));

describe('documents', () => {
  for (const file of documents)
    it(`${file} names only files and pages that exist`, () => {
      const text = readFileSync(file, 'utf8');
      const named = [...text.matchAll(/`((?:src|test|scripts|bench|media|l10n)\/[\w./-]+)`/g)].map((one) => one[1]!);
      for (const path of named.filter((one) => !/\bID\b/.test(one))) assert.ok(existsSync(path), path);
      const links = [...text.matchAll(/\]\((?!https?:|command:|#)([^)#]+)[^)]*\)/g)].map((one) => one[1]!);
      for (const link of links) assert.ok(existsSync(join(dirname(file), link)), link);
    });

  it('tell each way through the house in at most eight stays', () => {
    const routes = readFileSync('docs/architecture.md', 'utf8')
      .split('\n## ')
      .filter((part) => part.startsWith('The way'));
    assert.equal(routes.length, 3);
    for (const route of routes) {
      const stays = route.match(/^\d+\. `src\//gm) ?? [];
      assert.ok(stays.length >= 5 && stays.length <= 8, route.split('\n')[0]);
    }
  });

  it('the glossary has at most thirty words, and names only what the code declares', () => {
    const rows = readFileSync('docs/glossary.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| [a-z]/.test(line));
    assert.ok(rows.length - 1 <= 30, String(rows.length));
    const source = readdirSync('src', { recursive: true })
      .map((name) => join('src', String(name)))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(name, 'utf8'))
      .join('\n');
    for (const [, name = ''] of rows.join('\n').matchAll(/\(`([A-Za-z.]+)`\)/g))
      assert.match(source, new RegExp(`(interface|class|type) ${name.split('.')[0]!}\\b`), name);
  });
});
