// Runs the host tests in a desktop VS Code, on machines that can download one (`VSCODE_VERSION` chooses it).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, readReport, checkSkips, showFailures, summary } from './mocha/results.mjs';
import { root, run as runProgram, setUp } from './setup.mjs';

setUp();
runProgram(process.execPath, ['esbuild.mjs', '--tests']);
const { runTests } = await import('@vscode/test-electron');
const home = mkdtempSync(join(tmpdir(), 'electron-'));
const workspace = join(home, 'workspace');
mkdirSync(workspace);
const results = [];
try {
  for (const run of [1, 2]) {
    const report = join(home, `report-${run}.jsonl`);
    const order = join(home, 'order.json');
    writeFileSync(order, JSON.stringify({ report, run }));
    const problem = await runTests({
      version: process.env.VSCODE_VERSION ?? '1.100.3',
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out/test/host/index.js'),
      extensionTestsEnv: { DATASETS_HOST_RUN: order },
      launchArgs: [
        workspace,
        '--user-data-dir',
        join(home, 'data'),
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
      ],
    }).then(
      () => '',
      (error) => error.message,
    );
    results.push(...readReport(report, `host tests, window ${run}`, problem));
  }
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
const checked = checkSkips(results);
process.stdout.write(`${showFailures(checked)}\n${summary(count(checked))}\n`);
process.exit(count(checked).failed > 0 || count(checked).passed === 0 ? 1 : 0);
