// Compiles every part of the house with its own settings and writes nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run, setUp } from './setup.mjs';

const all = [
  'src/core/tsconfig.pure.json',
  'src/core/tsconfig.json',
  'tsconfig.json',
  'src/sandbox/tsconfig.json',
  'src/webviews/tsconfig.json',
  'test/servers/tsconfig.json',
  'test/tsconfig.json',
];

export const projects = all.filter((project) => existsSync(join(root, project)));
export const compile = (project) => ['node_modules/typescript/bin/tsc', '-p', project, '--noEmit'];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  for (const project of projects) run(process.execPath, compile(project));
}
