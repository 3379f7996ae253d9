// Bundles: the entry (small, loaded at activation), the app (everything else, loaded when first used), the thread that
// checks files, the sandbox (a program of its own), and with `--tests` the test files. `--minify` for the package.
import { build } from 'esbuild';
import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledPackages, noticesOf } from './scripts/notices.mjs';
import { allServers, packagedServers, serversPlugin } from './scripts/platformServers.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const minify = process.argv.includes('--minify');
const notices = 'dist/THIRD-PARTY-NOTICES.txt';

const host = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  alias: {
    'buffer-crc32': './src/core/transfer/zip/nativeCrc32.ts',
    'form-data': './src/core/net/nativeFormData.ts',
  },
  absWorkingDir: root,
  metafile: true,
  logLevel: 'warning',
};

const sandbox = { ...host, entryPoints: ['src/sandbox/main.ts'] };

/** Keeps `import('./app')` a file of its own, so that the entry stays small. */
const appApart = {
  name: 'app-apart',
  setup(b) {
    b.onResolve({ filter: /^\.\/app$/ }, () => ({ path: './app.js', external: true }));
  },
};

async function bundles() {
  const built = await Promise.all([
    build({
      ...host,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.js',
      external: ['vscode'],
      plugins: [appApart],
    }),
    build({ ...host, entryPoints: ['src/app.ts'], outfile: 'dist/app.js', external: ['vscode'] }),
    build({ ...host, entryPoints: ['src/core/transfer/check/checkWorker.ts'], outfile: 'dist/checker.js' }),
    build({ ...sandbox, plugins: [serversPlugin(root, packagedServers(root))], outfile: 'dist/sandbox.js' }),
  ]);
  // All platform servers, for tests and `npm run sandbox`: never packaged.
  await build({
    ...sandbox,
    minify: false,
    plugins: [serversPlugin(root, allServers(root))],
    outfile: 'out/sandbox.js',
  });
  const wasm = createRequire(import.meta.url)
    .resolve('node-sqlite3-wasm')
    .replace(/[^/\\]+$/, 'node-sqlite3-wasm.wasm');
  for (const folder of ['dist', 'out']) copyFileSync(wasm, join(root, folder, 'node-sqlite3-wasm.wasm'));
  const packages = bundledPackages(
    built.map(({ metafile }) => metafile),
    root,
  );
  writeFileSync(join(root, notices), noticesOf(packages));
  keepOnly('dist', built, ['dist/node-sqlite3-wasm.wasm', notices]);
}

/** Removes what earlier builds left, after this one is written: whoever reads the folder meanwhile finds whole files. */
function keepOnly(folder, builds, others = []) {
  const kept = new Set([...builds.flatMap(({ metafile }) => Object.keys(metafile.outputs)), ...others]);
  if (!existsSync(join(root, folder))) return;
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (entry.isFile() && !kept.has(path)) rmSync(join(root, path), { force: true });
  }
}

function testFiles(folder, pick) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .map(String)
    .filter((f) => pick.test(f))
    .map((f) => join(folder, f));
}

/** The module `host-tests`: a function that loads every host test, so that the runner decides when. */
const hostTests = {
  name: 'host-tests',
  setup(b) {
    b.onResolve({ filter: /^host-tests$/ }, () => ({ path: 'host-tests', namespace: 'host-tests' }));
    b.onLoad({ filter: /.*/, namespace: 'host-tests' }, () => ({
      contents: `export function define() {\n${testFiles('test/host', /\.test\.ts$/)
        .map((file) => `require(${JSON.stringify(`./${file.replaceAll('\\', '/')}`)});\n`)
        .join('')}}`,
      resolveDir: root,
    }));
  },
};

async function tests() {
  const files = ['test/unit', 'test/contract', 'test/ui', 'bench'].flatMap((f) => testFiles(f, /\.(test|bench)\.ts$/));
  const node = await build({
    ...host,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    minify: false,
    sourcemap: 'linked',
    packages: 'external',
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    // yazl is bundled here too, so that tests and budgets try what is shipped
    alias: { ...host.alias, vscode: './test/support/vscode.ts', yazl: './node_modules/yazl/index.js' },
    external: ['#scripts/*'],
    // programs of their own that tests start
    entryPoints: [...files, 'test/ui/support/check.ts', 'test/contract/basicai-cloud/hammer.ts'],
    outbase: '.',
    outdir: 'out',
  });
  const inHost = await build({
    ...host,
    minify: false,
    sourcemap: 'linked',
    entryPoints: ['test/host/index.ts'],
    outfile: 'out/test/host/index.js',
    external: ['vscode', 'mocha'],
    plugins: [hostTests],
  });
  for (const folder of ['out/test', 'out/bench']) keepOnly(folder, [node, inHost]);
}

await bundles();
if (process.argv.includes('--tests')) await tests();
