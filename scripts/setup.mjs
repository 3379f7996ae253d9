// Makes `node_modules` match `package-lock.json`. Plain node: it runs before anything is installed.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const cache = join(root, '.cache');

/** Runs a program in the project's folder with its output shown; throws with the command's name when it fails. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${done.status ?? done.signal}`);
}

/** Installs the packages of the lock file unless that very file was installed before. */
export function setUp() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules', '.installed');
  const installed = () => existsSync(mark) && readFileSync(mark, 'utf8') === lock;
  if (installed()) return;
  const install = () => {
    if (installed()) return; // by the process that was waited for
    process.stderr.write('Installing the packages of package-lock.json…\n'); // stdout belongs to the caller
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, lock);
  };
  withLock(join(cache, 'setup.lock'), install, () =>
    process.stderr.write('Waiting for another command that installs the packages…\n'),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
