// `npm run demo`: the packaged extension in an editor of its own, on a copy of the sample pictures, until Ctrl-C.
// `npm run demo -- --check` walks through it with a browser instead and ends with 0 or 1.
// `--language zh-cn` shows it in Chinese; `--port P` keeps the page's address; `--platforms` starts a server that plays each
// of the other platforms, and says what to enter to connect to it.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const language = option('--language') ?? 'en';

/** The editor's own default, where the host of the tests has another: preview tabs. The walkthrough opens as after an install. */
const asForAPerson = { 'workbench.editor.enablePreview': true };
const say = (what) => process.stdout.write(`${what}…\n`);
say('Starting the demo: checking the installed packages');
setUp();
const { installVsix, pageUrl, startHost } = await import('./host/index.mjs');
const { makePackage } = await import('./package.mjs');
say('Building the extension');
const vsix = await makePackage();
const home = mkdtempSync(join(tmpdir(), 'dataset-explorer-demo-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
const extensionsDir = join(home, 'extensions');
say('Installing it in an editor of its own (the first time this fetches the editor, 250 MB)');
await installVsix(vsix, extensionsDir, join(home, 'data'));
if (args.includes('--check')) await check();
else await show();

async function show() {
  const { packWalkthroughOpener } = await import('./walkthrough.mjs');
  await installVsix(await packWalkthroughOpener(home), extensionsDir, join(home, 'data'));
  const folder = workspace(join(home, 'pictures'));
  const port = Number(option('--port') ?? 0);
  say('Starting the editor');
  const settings = asForAPerson;
  const host = await startHost({ userDataDir: join(home, 'data'), extensionsDir, language, port, settings });
  process.stdout.write(`Dataset Explorer runs at\n\n  ${pageUrl(host, { folder })}\n\n`);
  process.stdout.write('Open it in a browser, choose Datasets on the left and Start Local Sandbox. Ctrl-C ends it.\n');
  if (args.includes('--platforms')) await playPlatforms();
}

/** The servers end with this process, and their data go with its folder. */
async function playPlatforms() {
  const { allServers, packagedServers } = await import('./platformServers.mjs');
  const { startSandbox } = await import('./standalone.mjs');
  run(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const platform of allServers(root).filter((id) => !packagedServers(root).includes(id))) {
    const { url, connect } = await startSandbox([], platform, home);
    const { method, options, values } = connect;
    const entries = Object.entries({ ...options, ...values }).map(
      ([name, value]) => `    ${name}: ${value || '(empty)'}`,
    );
    process.stdout.write(`\n  ${platform}: ${url}, sign in by "${method}"\n${entries.join('\n')}\n`);
  }
}

/** The walk is a test without a test runner: it throws what is wrong. */
async function check() {
  run(process.execPath, ['esbuild.mjs', '--tests']);
  process.env.DATASETS_EXTENSIONS = extensionsDir;
  const { check: walk } = await import('../out/test/ui/support/check.mjs');
  const began = Date.now();
  const problem = await walk(workspace(join(home, 'pictures')), (text) => process.stdout.write(`${text}…\n`)).then(
    () => undefined,
    (error) => error,
  );
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(problem === undefined ? `The walk went well, ${seconds} s.\n` : `✗ ${problem.stack}\n`);
  process.exit(problem === undefined ? 0 : 1);
}

/** Pictures to play with, and one that is cut off in the middle. */
function workspace(folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'media/samples/pictures'), folder, { recursive: true });
  const broken = join(folder, 'broken.jpg');
  if (!existsSync(broken)) {
    cpSync(join(folder, 'coffee.jpg'), broken);
    truncateSync(broken, 4000);
  }
  writeFileSync(
    join(folder, 'README.md'),
    'Pictures to upload. `broken.jpg` is broken on purpose: the upload says so before it starts.\n',
  );
  return folder;
}
