// The stages of `npm test`. Each answers its results; one that throws has failed as a whole.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { collect } from './children.mjs';
import { joinTries, readFlaky, suitesToRetry } from './mocha/flaky.mjs';
import { failed, passed, readReport, showFailures } from './mocha/results.mjs';
import { pictureOf } from './pictures/place.mjs';
import { root } from './setup.mjs';
import { compile, projects } from './typecheck.mjs';

const node = (args, env = {}) => collect(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
/** Recorded exchanges: all of them must be there, and each must replay without a difference. */
const recorded = { scenarios: 18, steps: 759 };

/** One program as one test. */
async function tool(name, args) {
  const { code, output } = await node(args);
  return code === 0 ? passed(name) : failed(name, output);
}

async function typecheck() {
  const results = [];
  for (const project of projects) results.push(await tool(`typecheck ${project}`, compile(project)));
  return results;
}

async function lint() {
  return [
    await tool('eslint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']),
    await tool('prettier', ['node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn']),
  ];
}

/** The package first: its bundles are minified, and what the other stages load is not. */
async function build() {
  const { makePackage } = await import('./package.mjs');
  const vsix = await makePackage().then(
    () => passed('the package is built'),
    (error) => failed('the package is built', error.message),
  );
  return [vsix, await tool('bundles and tests are built', ['esbuild.mjs', '--tests'])];
}

async function captures() {
  const folder = join(root, 'test/captures/basicai-ce');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const { startModelService } = await import('./modelService.mjs');
  const service = await startModelService();
  try {
    const results = await Promise.all(
      lanes(files).map((lane) => withSandbox(['--empty'], (sandbox) => replay(folder, lane, sandbox, service))),
    );
    return [...results.flat(), ...complete(files, results.flat())];
  } finally {
    service.close();
  }
}

/** A scenario that is missing is a failure, as is a step that was not counted. */
function complete(files, results) {
  const { scenarios, steps } = recorded;
  if (files.length === scenarios && results.length === steps) return [];
  const counted = `${files.length} scenarios with ${results.length} steps`;
  return [failed('captures are complete', `${counted}; ${scenarios} with ${steps} are due.`)];
}

/** Scenarios mostly wait for the server, so some run at once, each lane against a sandbox of its own. */
function lanes(files) {
  return [0, 1, 2, 3, 4, 5].map((lane) => files.filter((_, at) => at % 6 === lane));
}

async function replay(folder, files, { url, token }, service) {
  const results = [];
  for (const file of files) {
    const api = url.replace(/(\/api)?\/?$/, '/api');
    const to = ['--url', api, '--token', token, '--service', service.url];
    const { output } = await node(['test/captures/replay.mjs', ...to, join(folder, file)]);
    results.push(...readReplay(basename(file, '.json'), output));
  }
  return results;
}

/** The replayer prints a line for each difference and the counts. */
function readReplay(scenario, output) {
  const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output);
  if (counts === null) return [failed(`captures ${scenario}`, `The replay broke off:\n${output}`)];
  const [right, wrong, left] = counts.slice(1).map((number) => Number(number ?? 0));
  const lines = output.split('\n').filter((line) => line.includes(' › '));
  const results = Array.from({ length: right }, (_, at) => passed(`captures ${scenario} ${at + 1}`));
  for (let at = 0; at < wrong; at++) {
    const [name = '', ...problem] = (lines[at] ?? `${scenario} › a step`).split(': ');
    results.push(failed(`captures ${name}`, problem.join(': ')));
  }
  if (left > 0) results.push(failed(`captures ${scenario}`, `${left} steps were skipped.`));
  return results;
}

/** Each platform that has a suite, against a sandbox that plays it. They mostly wait, so two run at once. */
async function contract({ grep }) {
  const folders = readdirSync(join(root, 'test/contract'), { withFileTypes: true }).filter((one) => one.isDirectory());
  const left = folders.map(({ name }) => name);
  const lane = async () => {
    const results = [];
    for (let name = left.shift(); name !== undefined; name = left.shift())
      results.push(...(await withSandbox([], (sandbox) => contractOf(name, sandbox, grep), name)));
    return results;
  };
  return (await Promise.all([lane(), lane()])).flat();
}

function contractOf(platform, { url, token, connect }, grep) {
  const env = { DATASETS_URL: url, DATASETS_TOKEN: token, DATASETS_CONNECT: JSON.stringify(connect) };
  return mocha(`contract of ${platform}`, `out/test/contract/${platform}`, grep, env);
}

async function host({ grep }) {
  const { hostTests } = await import('./hostTests.mjs');
  return hostTests({ grep });
}

async function ui({ grep }) {
  const { installVsix } = await import('./host/index.mjs');
  const { makePackage } = await import('./package.mjs');
  const { comparePictures, forgetPictures } = await import('./pictures/compare.mjs');
  const home = mkdtempSync(join(tmpdir(), 'ui-'));
  try {
    const extensions = join(home, 'extensions');
    await installVsix(await makePackage(), extensions, join(home, 'data'));
    forgetPictures();
    const run = (pattern) => mocha('ui', 'out/test/ui', pattern, { DATASETS_EXTENSIONS: extensions });
    const results = await withSecondTry(run, grep);
    return [...results.map(withPicture), ...comparePictures({ all: grep === undefined })];
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A suite that failed may run once more, from its beginning and in editors of its own: see mocha/flaky.mjs. */
async function withSecondTry(run, grep) {
  const list = JSON.parse(readFileSync(join(root, 'test/flaky.json'), 'utf8'));
  const { forgiven, problems } = readFlaky(list, new Date());
  const first = await run(grep);
  const suites = suitesToRetry(first, forgiven);
  if (suites.length === 0) return [...problems, ...first];
  process.stdout.write(`${showFailures(first)}\n  Trying again: ${suites.join(', ')}\n`);
  const second = await run(`^(${suites.map(escape).join('|')}) `);
  return [...problems, ...joinTries(first, second, forgiven)];
}

/** Where the window of a failed journey is shown. */
function withPicture(result) {
  const picture = pictureOf(`failed ${result.name}`);
  if (result.kind !== 'failed' || !existsSync(picture)) return result;
  return { ...result, message: `${result.message}\nThe window: ${relative(root, picture)}` };
}

const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

async function mocha(name, folder, grep, env = {}) {
  const home = mkdtempSync(join(tmpdir(), 'report-'));
  const report = join(home, 'report.jsonl');
  try {
    const script = [
      '--enable-source-maps',
      '--expose-gc',
      'scripts/mocha/run.mjs',
      folder,
      report,
      ...(grep ? [grep] : []),
    ];
    const { output } = await node(script, env);
    return readReport(report, `${name} tests`, output);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function withSandbox(args, use, platform) {
  const { startSandbox } = await import('./standalone.mjs');
  const sandbox = await startSandbox(args, platform);
  try {
    return await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

/**
 * In the order of a whole run. `beside`: needs nothing of the others, so it may run beside them. `alone`: measures time, so
 * nothing may run beside it.
 */
export const stages = [
  { name: 'typecheck', run: typecheck, beside: true },
  { name: 'lint', run: lint, beside: true },
  { name: 'build', run: build },
  { name: 'unit', run: ({ grep }) => mocha('unit', 'out/test/unit', grep), built: true },
  { name: 'captures', run: captures, built: true },
  { name: 'contract', run: contract, built: true },
  { name: 'bench', run: ({ grep }) => mocha('bench', 'out/bench', grep), built: true, alone: true },
  { name: 'host', run: host, built: true, editor: true },
  { name: 'ui', run: ui, built: true, editor: true },
];
