// Runs built test files: `node scripts/mocha/run.mjs FOLDER REPORT [GREP]`. Results go to the report, see record.mjs.
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Mocha from 'mocha';
import { record } from './record.mjs';

const [folder, report, grep] = process.argv.slice(2);
writeFileSync(report, '');
class Reporter {
  constructor(runner) {
    record(runner, (line) => appendFileSync(report, line));
  }
}
const mocha = new Mocha({
  ui: 'bdd',
  reporter: Reporter,
  timeout: 90_000,
  forbidOnly: true,
  checkLeaks: false,
  ...(grep && { grep }),
});
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => /\.(test|bench)\.mjs$/.test(name));
for (const name of files.sort()) mocha.addFile(resolve(join(folder, name)));
await mocha.loadFilesAsync();
mocha.run((failures) => process.exit(failures > 0 ? 1 : 0));
