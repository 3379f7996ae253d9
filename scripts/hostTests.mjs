// Runs the built tests of test/host inside a real extension host, with the project itself as the extension under development.
// Two windows on one profile and one port: the second runs the tests of what must outlive a reload.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserArgs, ensureBrowser, pageUrl, remoteUri, startHost } from './host/index.mjs';
import { failed, readReport } from './mocha/results.mjs';
import { root } from './setup.mjs';

const patience = 300_000;

/**
 * @param {{ grep?: string, extension?: string, tests?: string }} [options]
 * @returns {Promise<import('./mocha/results.mjs').Result[]>}
 */
export async function hostTests({ grep, extension = root, tests = join(root, 'out/test/host/index.js') } = {}) {
  const { chromium } = await import('playwright-core');
  const home = mkdtempSync(join(tmpdir(), 'host-tests-'));
  const workspace = join(home, 'workspace');
  mkdirSync(workspace);
  const order = join(home, 'order.json');
  process.env.DATASETS_HOST_RUN = order;
  const host = await startHost({ userDataDir: join(home, 'data'), extensionsDir: join(home, 'extensions') });
  const browser = await chromium.launchPersistentContext(join(home, 'browser'), {
    executablePath: ensureBrowser(),
    args: browserArgs,
  });
  const payload = [
    ['extensionDevelopmentPath', remoteUri(host, extension)],
    ['extensionTestsPath', remoteUri(host, tests)],
    ['skipWelcome', 'true'],
  ];
  try {
    const results = [];
    for (const run of [1, 2]) {
      const report = join(home, `report-${run}.jsonl`);
      writeFileSync(order, JSON.stringify({ report, run, grep }));
      const log = await oneWindow(browser, pageUrl(host, { folder: workspace, payload }));
      results.push(...readReport(report, `host tests, window ${run}`, `${log}\n${host.log()}`));
    }
    return results;
  } catch (error) {
    return [failed('host tests', `${error.message}\n${host.log()}`, error.stack)];
  } finally {
    await browser.close();
    await host.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Opens a window that runs the tests; answers what it logged, once the editor says that they are over. */
async function oneWindow(browser, url) {
  const page = await browser.newPage();
  const log = [];
  let exit;
  let late;
  const over = new Promise((done, fail) => {
    exit = done;
    late = setTimeout(() => fail(new Error(`No result within ${patience / 1000} s.\n${log.join('\n')}`)), patience);
  });
  page.on('crash', () => exit());
  await page.exposeFunction('codeAutomationLog', (type, args) => log.push(`${type}: ${args.map(text).join(' ')}`));
  await page.exposeFunction('codeAutomationExit', () => exit());
  await page.goto(url);
  await over.finally(() => clearTimeout(late));
  await page.close({ runBeforeUnload: false });
  return log.join('\n');
}

function text(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
