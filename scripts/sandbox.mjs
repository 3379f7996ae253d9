// `npm run sandbox -- --platform basicai-ce [--port P] [--empty] [--rows N] [--folder DIR]`: the embedded server alone.
// It sets itself up, prints one JSON line when it listens, and ends on SIGTERM.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp();
const bundle = join(root, 'dist', 'sandbox.js');
if (!existsSync(bundle)) run(process.execPath, ['esbuild.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
const child = spawn(process.execPath, [bundle, '--samples', join(root, 'media', 'samples'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
