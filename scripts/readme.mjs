// `npm run readme`: writes the table of platforms in README.md anew, from what the code offers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';
import { loadSupport } from './support.mjs';

setUp();
const { platformTable } = await loadSupport('platformTable');
const [head, ...rows] = platformTable().map((cells) => `| ${cells.join(' | ')} |`);
const table = [head, `|${' --- |'.repeat(platformTable()[0].length)}`, ...rows].join('\n');

const path = join(root, 'README.md');
const before = readFileSync(path, 'utf8');
const after = before.replace(/(## Platforms\n(?:[^|\n].*\n|\n)*)(?:\|.*\n)+/, `$1${table}\n`);
writeFileSync(path, after);
run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', 'README.md', '--log-level', 'warn']);
