// `npm run readme`: writes the table of platforms in README.md anew, from what the code offers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache, root, run, setUp } from './setup.mjs';

setUp();
const { build } = await import('esbuild');
const out = join(cache, 'platformTable.mjs');
await build({
  entryPoints: [join(root, 'test/support/platformTable.ts')],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  absWorkingDir: root,
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
});
const { platformTable } = await import(pathToFileURL(out).href);
const [head, ...rows] = platformTable().map((cells) => `| ${cells.join(' | ')} |`);
const table = [head, `|${' --- |'.repeat(platformTable()[0].length)}`, ...rows].join('\n');

const path = join(root, 'README.md');
const before = readFileSync(path, 'utf8');
const after = before.replace(/(## Platforms\n(?:[^|\n].*\n|\n)*)(?:\|.*\n)+/, `$1${table}\n`);
writeFileSync(path, after);
run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', 'README.md', '--log-level', 'warn']);
