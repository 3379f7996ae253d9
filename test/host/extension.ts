import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.all.find(({ id }) => id.endsWith('.dataset-explorer'));
  if (found === undefined) throw new Error(`no extension dataset-explorer among ${vscode.extensions.all.length}`);
  return found;
}

/** Calls the sandbox that the extension started, beside the extension. */
export async function askSandbox(path: string): Promise<any> {
  const home = dirname(process.env.DATASETS_HOST_RUN ?? '');
  const storage = join(home, 'data', 'data', 'User', 'globalStorage', extension().id.toLowerCase());
  const { port, token } = JSON.parse(readFileSync(join(storage, 'sandbox', 'sandbox.json'), 'utf8'));
  const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, { headers: { Authorization: `Bearer ${token}` } });
  return (await answer.json()).data;
}
