// The VS Code server that the tests and the demo run in: installed once into the cache folder, from the npm package
// `code-server`. Its post-install script must not run: it builds native modules that nothing here needs.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lock.mjs';
import { cache, run } from '../setup.mjs';

export const hostVersion = '4.100.3';
const home = join(cache, `code-server-${hostVersion}`);
const server = join(home, 'node_modules', 'code-server', 'lib', 'vscode');

/** Installs the server when it is absent; returns the folder that holds `out/server-main.js`. */
export function ensureHost() {
  const isThere = () => existsSync(join(server, 'out', 'server-main.js'));
  if (isThere()) return server;
  return withLock(
    join(cache, 'host.lock'),
    () => (isThere() ? server : install()),
    () => process.stderr.write('Waiting for another command that installs the editor host…\n'),
  );
}

function install() {
  process.stderr.write(`Installing the editor host (code-server ${hostVersion}, once)…\n`);
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache))
    if (isLeftover(name)) rmSync(join(cache, name), { recursive: true, force: true });
  const draft = `${home}.${process.pid}.tmp`;
  mkdirSync(draft);
  writeFileSync(join(draft, 'package.json'), '{ "private": true }\n');
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const stdio = ['ignore', 2, 2];
  run('npm', [...npm, '--no-save', `code-server@${hostVersion}`], { cwd: draft, stdio });
  run('npm', [...npm, '--omit=dev'], { cwd: join(draft, 'node_modules', 'code-server', 'lib', 'vscode'), stdio });
  if (!existsSync(server)) {
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } else rmSync(draft, { recursive: true, force: true }); // another script was faster
  return server;
}

/** A draft whose script is gone: an interrupted installation. */
function isLeftover(name) {
  const owner = /^code-server-.*\.(\d+)\.tmp$/.exec(name)?.[1];
  if (owner === undefined) return false;
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
