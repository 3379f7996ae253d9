// `npm run package`: a minified build as an installable file, dataset-explorer.vsix. Asks nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect } from './children.mjs';
import { cache, root, setUp } from './setup.mjs';

/** Beside the sources and not in dist/, which every build empties. */
export const vsix = join(root, 'dataset-explorer.vsix');

/** Builds the package, unless the one that is there was built from the same sources. Answers its path. */
export async function makePackage({ always = false } = {}) {
  const mark = join(cache, 'package.sources');
  const sources = fingerprint();
  if (!always && existsSync(vsix) && existsSync(mark) && readFileSync(mark, 'utf8') === sources) return vsix;
  mkdirSync(cache, { recursive: true });
  await succeed([join(root, 'esbuild.mjs'), '--minify']);
  const draft = join(cache, `package.${process.pid}.vsix`);
  await succeed([
    join(root, 'node_modules/@vscode/vsce/vsce'),
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--skip-license',
    '--out',
    draft,
  ]);
  await sameBytes(draft);
  renameSync(draft, vsix);
  writeFileSync(mark, sources);
  return vsix;
}

/** Writes the package anew as the same sources give it anywhere: neither time, order, rights nor time zone show. */
async function sameBytes(path) {
  const { rewriteArchive } = await import('./archive.mjs'); // needs packages that may have been installed just now
  await rewriteArchive(path);
}

async function succeed(args) {
  const { code, output } = await collect(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error(`Packaging failed:\n${output}`);
}

const makers = ['archive', 'notices', 'package', 'platformServers'].map((name) => `scripts/${name}.mjs`);

/** Changes when anything changes that ends up in the package or makes it. */
function fingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    const at = join(root, path);
    if (!existsSync(at)) return;
    if (statSync(at).isDirectory()) for (const name of readdirSync(at).sort()) add(join(path, name));
    else hash.update(path).update(readFileSync(at));
  };
  const top = readdirSync(root).filter((name) =>
    /^(package.*\.json|esbuild\.mjs|\.vscodeignore|README.*|CHANGELOG.*|LICENSE.*)$/.test(name),
  );
  for (const path of ['src', 'l10n', 'media', ...makers, ...top.sort()]) add(path);
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  await makePackage({ always: true });
  process.stdout.write(`${vsix.slice(root.length + 1)} ${(statSync(vsix).size / 1e6).toFixed(2)} MB\n`);
}
