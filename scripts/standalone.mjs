// A sandbox of its own for one run of tests: an empty folder, a free port, a token.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { said, start, stop } from './children.mjs';
import { root } from './setup.mjs';

/**
 * @param {string[]} args
 * @param {string} platform
 * @param {string} home where its folder is made
 * @returns {Promise<{ url: string, token: string, connect: object, stop(): Promise<void> }>} what the sandbox printed
 */
export async function startSandbox(args = [], platform = 'basicai-ce', home = tmpdir()) {
  const folder = mkdtempSync(join(home, 'sandbox-'));
  const script = [join(root, 'scripts/sandbox.mjs'), '--platform', platform, '--folder', folder, ...args];
  const child = start(process.execPath, script, { cwd: root });
  const end = async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [line] = await said(child, /^\{.*"url".*\}$/m, 'The sandbox');
    const { url, token, connect } = JSON.parse(line);
    return { url, token, connect, stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}
