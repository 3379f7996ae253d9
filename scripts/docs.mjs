// `npm run docs`: writes anew what is told from the code and package.json: tables in docs/, and the ids of commands.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';
import { loadSupport } from './support.mjs';

setUp();
const { generated, replaceGenerated } = await loadSupport('generated');
const files = [];
for (const { file, parts } of generated()) {
  const path = join(root, file);
  writeFileSync(path, replaceGenerated(readFileSync(path, 'utf8'), parts));
  files.push(file);
}
run(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', ...files, '--log-level', 'warn']);
