// `npm run mutants [-- PATTERN]`: does a test notice when something breaks? Applies the faults of test/mutants.mjs one by
// one, each while bundling from a copy of the sources, and runs the test that is named for it. Prints `killed/total`.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { allServers, serversPlugin } from './platformServers.mjs';
import { root, setUp } from './setup.mjs';

/** Longest run of one test file, in ms: what takes longer hangs, and a hang proves nothing. */
const longest = 90_000;

setUp();
const { build } = await import('esbuild');
const mutants = await everyMutant();
const wanted = process.argv[2] === undefined ? mutants : mutants.filter(({ name }) => name.includes(process.argv[2]));
const copy = snapshot();
let survivors = 0;
try {
  const usable = wanted.filter(matches);
  survivors += wanted.length - usable.length;
  const sound = await baseline(usable);
  await inTurns(usable, async (mutant) => {
    const verdict = sound.get(mutant) ?? (await attempt(mutant));
    if (verdict !== 'killed') survivors++;
    process.stdout.write(
      `${verdict === 'killed' ? 'killed  ' : 'SURVIVED'}  ${mutant.name}${verdict === 'killed' ? '' : `: ${verdict}`}\n`,
    );
  });
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`\n${wanted.length - survivors}/${wanted.length} killed\n`);
process.exit(survivors > 0 || wanted.length === 0 ? 1 : 0);

/** Those of the deepest platform and of what all share, and a file for each other platform and its sandbox. */
async function everyMutant() {
  const folder = join(root, 'test/mutants');
  const files = ['../mutants.mjs', ...readdirSync(folder).filter((name) => name.endsWith('.mjs'))];
  const lists = await Promise.all(files.map((name) => import(pathToFileURL(join(folder, name)).href)));
  return lists.flatMap((one) => one.mutants);
}

/** The folders that tests read, so that nobody's work on the tree changes a run, and no fault ever reaches the tree. */
function snapshot() {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const part of [
    'src',
    'test/unit',
    'test/servers',
    'test/support',
    'test/captures',
    'test/fixtures',
    'media',
    'package.json',
    'tsconfig.base.json',
    'tsconfig.json',
  ])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

function matches({ name, file, from }) {
  const path = join(copy, file);
  const times = existsSync(path) ? readFileSync(path, 'utf8').split(from).length - 1 : 0;
  if (times !== 1) process.stdout.write(`STALE     ${name}: its text stands ${times} times in ${file}\n`);
  return times === 1;
}

/** Every named test must pass on the sources as they are. Answers why a mutant cannot be tried. */
async function baseline(list) {
  const unfit = new Map();
  const files = [...new Set(list.map(({ test }) => test))];
  await inTurns(files, async (test) => {
    const mine = list.filter((mutant) => mutant.test === test);
    const { tests, problem } = await run(
      test,
      mine.map(({ grep }) => grep),
    );
    for (const mutant of mine) {
      const named = tests.filter(({ title }) => title.includes(mutant.grep));
      const failed = named.find(({ error }) => error !== undefined);
      if (named.length === 0) unfit.set(mutant, problem ?? `there is no test "${mutant.grep}" in ${test}`);
      else if (failed) unfit.set(mutant, `its test fails without it: ${failed.error.message}`);
    }
  });
  return unfit;
}

async function attempt(mutant) {
  const { tests, problem } = await run(mutant.test, [mutant.grep], mutant);
  if (problem !== undefined) return problem;
  const failed = tests.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return 'no test noticed';
  return failed.some(({ error }) => isAssertion(error)) ? 'killed' : `not by an assertion: ${failed[0].error.message}`;
}

function isAssertion(error) {
  return error.code === 'ERR_ASSERTION' || /AssertionError/.test(`${error.stack} ${error.message}`);
}

/** Bundles one test file with a fault and runs the tests of these titles. */
async function run(test, titles, mutant) {
  const out = mkdtempSync(join(copy, 'run-'));
  try {
    await bundle(test, out, mutant);
    return await mocha(out, titles);
  } catch (error) {
    return { tests: [], problem: `it does not compile: ${error.message.split('\n')[0]}` };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function bundle(test, out, mutant) {
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    absWorkingDir: copy,
    logLevel: 'silent',
    plugins: mutant ? [applied(mutant)] : [],
  };
  await build({
    ...common,
    entryPoints: [test],
    outfile: join(out, 'test.mjs'),
    format: 'esm',
    packages: 'external',
    alias: { vscode: './test/support/vscode.ts' },
  });
  if (!test.startsWith('test/unit/sandbox/')) return;
  mkdirSync(join(out, 'dist'));
  await build({
    ...common,
    plugins: [...common.plugins, serversPlugin(copy, allServers(copy))],
    entryPoints: ['src/sandbox/main.ts'],
    outfile: join(out, 'dist', 'sandbox.js'),
    format: 'cjs',
  });
  const wasm = 'node-sqlite3-wasm.wasm';
  cpSync(join(root, 'node_modules', 'node-sqlite3-wasm', 'dist', wasm), join(out, 'dist', wasm));
}

/** The fault, put in while the file is read. */
function applied({ file, from, to }) {
  const path = join(copy, file);
  return {
    name: 'fault',
    setup(b) {
      b.onLoad({ filter: /\.ts$/ }, (asked) =>
        asked.path === path
          ? { contents: readFileSync(path, 'utf8').replace(from, () => to), loader: 'ts' }
          : undefined,
      );
    },
  };
}

async function mocha(out, titles) {
  const report = join(out, 'report.json');
  const setup = join(out, 'setup.mjs');
  writeFileSync(setup, "import fc from 'fast-check';\nfc.configureGlobal({ includeErrorInReport: true });\n");
  const script = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const grep = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const args = [
    script,
    '--exit',
    '--no-config',
    '--no-package',
    '--timeout',
    `${longest}`,
    '--require',
    setup,
    '--grep',
    grep,
    '--reporter',
    'json',
    '--reporter-option',
    `output=${report}`,
    join(out, 'test.mjs'),
  ];
  const env = { ...process.env, SANDBOX_BUNDLE: join(out, 'dist', 'sandbox.js') };
  const child = spawn(process.execPath, args, { cwd: copy, env, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), longest);
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
  clearTimeout(timer);
  if (signal !== null) return { tests: [], problem: 'it hangs' };
  try {
    const { tests, failures } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = new Map(failures.map((one) => [one.fullTitle, one.err]));
    const all = [...tests, ...failures].map(({ fullTitle }) => ({ title: fullTitle, error: failed.get(fullTitle) }));
    return { tests: [...new Map(all.map((one) => [one.title, one])).values()] };
  } catch {
    return { tests: [], problem: `mocha ended with ${code} and no report` };
  }
}

/** Two at a time on a small machine: the tests wait more than they work. */
async function inTurns(list, work) {
  const rest = [...list];
  const worker = async () => {
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, worker));
}
