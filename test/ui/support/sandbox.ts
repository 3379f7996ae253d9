import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '#scripts/host/index.mjs';
import { until } from './until';

/** Where a running sandbox listens, and what it asks for. */
export interface SandboxAccess {
  readonly url: string;
  readonly token: string;
}

/**
 * Waits for the sandbox that the extension started in this host. The extension keeps the address in its own storage folder;
 * a sandbox counts once it answers.
 */
export async function findSandbox(host: Host, timeout?: number): Promise<SandboxAccess> {
  const storage = join(host.userDataDir, 'data', 'User', 'globalStorage');
  const look = async () => {
    for (const file of readdirSync(storage, { recursive: true, encoding: 'utf8' })) {
      const access = file.endsWith('.json') ? read(join(storage, file)) : undefined;
      if (access !== undefined && (await answers(access))) return access;
    }
    return undefined;
  };
  return until(
    'the sandbox of this host',
    look,
    () => 'no file in the storage of the extensions names one that answers',
    timeout,
  );
}

function read(path: string): SandboxAccess | undefined {
  const value = json(readFileSync(path, 'utf8'));
  if (typeof value !== 'object' || value === null || !('port' in value) || !('token' in value)) return undefined;
  const { port, token } = value;
  return typeof port === 'number' && typeof token === 'string'
    ? { url: `http://127.0.0.1:${port}/api`, token }
    : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // some other file, or one that is being written
  }
}

async function answers({ url, token }: SandboxAccess): Promise<boolean> {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(`${url}/user/logged`, { headers }).then(
    (answer) => answer.body?.cancel().then(() => true) ?? true,
    () => false,
  );
}
