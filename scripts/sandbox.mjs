// `npm run sandbox -- --platform PLATFORM [--port P] [--empty] [--rows N] [--folder DIR]`: the embedded server alone.
// It sets itself up, prints one JSON line when it listens, and ends on SIGTERM.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
const bundle = join(root, 'out', 'sandbox.js');
if (!existsSync(bundle)) run(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
// The pipe ends with this process, however it ends, and the server with the pipe.
const args = [bundle, '--stdin', '--samples', join(root, 'media', 'samples'), ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

// npm puts a shell between itself and this script, and the shell passes no signal on: its end is the sign.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined)
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 200).unref();
