import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPromise } from 'yauzl';

interface Listed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

const root = process.cwd();
const notices = 'dist/THIRD-PARTY-NOTICES.txt';
const listed: readonly Listed[] = JSON.parse(readFileSync('test/bundled.json', 'utf8'));

/** Folders of packages that have code in a bundle, by the bundle's source map and not by what the build says of itself. */
function bundledFolders(): string[] {
  const maps = readdirSync('dist').filter((file) => file.endsWith('.js.map'));
  assert.ok(maps.length >= 4, 'the bundles of the tests have source maps');
  const sources: string[] = maps.flatMap((file) => JSON.parse(readFileSync(join('dist', file), 'utf8')).sources);
  const folders = sources.map((path) => /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

function readPackage(folder: string): Listed {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name, version, licence: license };
}

/** What is built from, in a folder of its own, with other times. */
function copyOfSources(home: string, day: number): string {
  const folder = join(home, `sources-${day}`);
  const parts = [
    'src',
    'l10n',
    'media',
    'scripts',
    'esbuild.mjs',
    '.vscodeignore',
    'package.json',
    'package-lock.json',
  ];
  const texts = readdirSync(root).filter((name) => /^(package\.nls|README|CHANGELOG|LICENSE|tsconfig)/.test(name));
  for (const part of [...parts, ...texts]) cpSync(join(root, part), join(folder, part), { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true }))
    utimesSync(join(folder, String(entry)), day * 86_400, day * 86_400);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function build(folder: string, timeZone: string, umask: string): Promise<Buffer> {
  const command = `umask ${umask}; exec "$0" scripts/package.mjs`;
  const child = spawn('sh', ['-c', command, process.execPath], {
    cwd: folder,
    env: { ...process.env, TZ: timeZone },
    stdio: 'pipe',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, output);
  return readFileSync(join(folder, 'dataset-explorer.vsix'));
}

describe('the package', function () {
  this.timeout(240_000);

  it('holds the packages of the checked-in list and no other', () => {
    const found = bundledFolders().map(readPackage);
    assert.deepEqual(
      found.sort((a, b) => (a.name < b.name ? -1 : 1)),
      listed,
    );
  });

  it('holds no package whose licence was not processed', () => {
    for (const { name, licence } of listed) assert.equal(licence, 'MIT', name);
  });

  it('ships the licence of every package, whole', () => {
    const text = readFileSync(notices, 'utf8');
    for (const folder of bundledFolders()) {
      const { name, version, licence } = readPackage(folder);
      assert.ok(text.includes(`\n${name} ${version} (${licence})\n`), name);
      const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry));
      if (file === undefined) continue;
      assert.ok(text.includes(readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()), name);
    }
    const sections = text.split(/^-{80}$/m).slice(1);
    assert.equal(sections.length, listed.length);
    for (const section of sections) {
      assert.match(section, /copyright/i, section.slice(0, 80));
      assert.match(section, /THE SOFTWARE IS PROVIDED ["']AS IS["']/, section.slice(0, 80));
    }
  });

  it('is the same bytes from two builds in other places, times, time zones and with other rights', async () => {
    const home = mkdtempSync(join(tmpdir(), 'package-'));
    try {
      const [one, other] = await Promise.all([
        build(copyOfSources(home, 10_000), 'Asia/Shanghai', '022'),
        build(copyOfSources(home, 20_000), 'America/New_York', '077'),
      ]);
      assert.ok(one.equals(other), 'two builds of the same sources differ');
      const names = await entriesOf(join(home, 'sources-10000', 'dataset-explorer.vsix'));
      assert.ok(names.includes(`extension/${notices}`), 'the notices are shipped');
      assert.deepEqual(names, [...names].sort());
      assert.ok(!existsSync(join(home, 'sources-10000', 'dist', 'app.js.map')), 'it is the build that is shipped');
    } finally {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

async function entriesOf(path: string): Promise<string[]> {
  const zip = await openPromise(path);
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) names.push(entry.fileName);
  return names;
}
