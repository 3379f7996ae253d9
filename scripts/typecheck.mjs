// Compiles every part of the house with its own settings and writes nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const projects = [
  'src/core/tsconfig.pure.json',
  'src/core/tsconfig.json',
  'tsconfig.json',
  'src/sandbox/tsconfig.json',
  'test/tsconfig.json',
];

setUp();
for (const project of projects)
  if (existsSync(join(root, project)))
    run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project, '--noEmit']);
