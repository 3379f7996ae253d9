import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openArchive } from '../src/core/transfer/zip/archive';
import { figure, median } from './support/figures';

/** Load and activate in a fresh process, as the editor does: an editor's API that costs nothing, the packaged entry. */
const script = `
const Module = require('node:module');
const anything = new Proxy(function () {}, { get: (_t, k) => (k === Symbol.toPrimitive ? () => '' : anything), apply: () => anything, construct: () => anything });
class Emitter { event() {} fire() {} dispose() {} }
const stub = new Proxy({ EventEmitter: Emitter }, { get: (t, k) => t[k] ?? anything });
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? stub : load(name, ...rest));
require('node:http'); require('node:https'); require('node:crypto'); require('node:child_process');
const [started, before] = [performance.now(), process.cpuUsage()];
require(process.argv[2]).activate({ subscriptions: [], secrets: anything, globalStorageUri: { fsPath: '/nowhere' }, globalState: anything });
const { user, system } = process.cpuUsage(before);
console.log(Math.min(performance.now() - started, (user + system) / 1000));
`;

describe('budget: activation and size', function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), 'activation-'));
  after(() => rmSync(home, { recursive: true }));

  it('loads and activates within 25 ms (median of 11 fresh processes)', async () => {
    const archive = await openArchive('dataset-explorer.vsix');
    const entry = archive.entries.find((one) => one.path === 'extension/dist/extension.js')!;
    writeFileSync(join(home, 'extension.js'), await entry.read());
    await archive.close();
    writeFileSync(join(home, 'run.cjs'), script);
    const runs = Array.from({ length: 11 }, () => {
      const done = spawnSync(process.execPath, [join(home, 'run.cjs'), resolve(home, 'extension.js')], {
        encoding: 'utf8',
      });
      assert.equal(done.status, 0, done.stderr);
      return Number(done.stdout);
    });
    figure('activation: load + activate, median of 11', median(runs), 'ms', 25);
    assert.ok(median(runs) <= 25, `${median(runs)} ms`);
  });

  it('has an entry under 60 kB, host code under 1 MB, a package under 4 MB without its samples', async () => {
    const archive = await openArchive('dataset-explorer.vsix');
    const sizeOf = (pick: RegExp) =>
      archive.entries.filter((one) => pick.test(one.path)).reduce((sum, one) => sum + one.size, 0);
    const entry = sizeOf(/dist\/extension\.js$/);
    const host = sizeOf(/dist\/(extension|app|checker)\.js$/);
    const all = sizeOf(/^(?!extension\/media\/samples)/);
    await archive.close();
    figure('size: entry', entry / 1e3, 'kB', 60);
    figure('size: host code', host / 1e6, 'MB', 1);
    figure('size: everything unpacked, without samples', all / 1e6, 'MB', 4);
    assert.ok(entry > 0 && entry < 60_000);
    assert.ok(host < 1_000_000);
    assert.ok(all < 4_000_000);
  });

  it('packages the sandbox of the deepest platform alone', async () => {
    const archive = await openArchive('dataset-explorer.vsix');
    const sandbox = archive.entries.find((one) => one.path === 'extension/dist/sandbox.js');
    const program = Buffer.from((await sandbox?.read()) ?? []).toString('utf8');
    await archive.close();
    assert.match(program, /findByPage/);
    // a word of each other platform's wire
    for (const word of ['batchGeneratePreSignedUploadUrl', 'SDK-HMAC-SHA256', 'library_secret', 'canNotBeDeletedFiles'])
      assert.ok(!program.includes(word), word);
  });

  it('packs exactly the files of the allow-list', async () => {
    const archive = await openArchive('dataset-explorer.vsix');
    const paths = archive.entries.map((one) => one.path).filter((path) => !path.startsWith('extension/media/'));
    await archive.close();
    const expected = [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/dist/app.js',
      'extension/dist/checker.js',
      'extension/dist/extension.js',
      'extension/dist/node-sqlite3-wasm.wasm',
      'extension/dist/sandbox.js',
      'extension/dist/THIRD-PARTY-NOTICES.txt',
      'extension/l10n/bundle.l10n.json',
      'extension/l10n/bundle.l10n.zh-cn.json',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/package.nls.zh-cn.json',
      'extension/readme.md',
    ];
    assert.deepEqual(paths.map((path) => path.toLowerCase()).sort(), expected.map((path) => path.toLowerCase()).sort());
  });
});
