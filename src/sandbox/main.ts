import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './run/options';
import { startSandbox } from './run/sandbox';

/** Where the samples lie when the command line does not say: beside the bundle's folder. */
const sampleFolders = ['samples', join('media', 'samples')].map((path) => join(__dirname, '..', path));

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const running = await startSandbox(options, options.samples ?? sampleFolders.find((path) => existsSync(path)));
  const end = (): void => {
    running.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (options.stdin) process.stdin.once('end', end).once('error', end).resume();
  const { url, connect, platformServer } = running;
  process.stdout.write(
    `${JSON.stringify({ url, token: platformServer.token, username: platformServer.username, connect })}\n`,
  );
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
