// `npm run bench`: the budgets as tests, alone on the machine, with their figures printed at the end.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const figures = join(root, '.cache', 'figures.txt');
setUp();
rmSync(figures, { force: true });
try {
  run(process.execPath, ['scripts/test.mjs', 'bench']);
} catch {
  process.exitCode = 1;
}
if (existsSync(figures)) process.stdout.write(`\n${readFileSync(figures, 'utf8')}`);
