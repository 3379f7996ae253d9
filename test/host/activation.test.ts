import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { extension } from './extension';

/** Of the load and the activation together, in ms. The budget itself is held by the benchmarks; this is the alarm. */
const limit = 250;

describe('activation', () => {
  let connections = 0;
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((_, response) => response.end('{}')).on('connection', () => connections++);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connection = { id: 'counted', platform: 'basicai-ce', name: 'Counted', url: `${url}/api` };
    await setConnections([connection]);
  });
  after(async () => {
    await setConnections(undefined);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it(`takes less than ${limit} ms and makes no request`, async () => {
    assert.equal(extension().isActive, false, 'nothing has activated it before');
    const began = performance.now();
    await extension().activate();
    const took = performance.now() - began;
    assert.ok(took < limit, `it took ${took.toFixed(0)} ms`);
    // What activation set off without waiting for it has had its turn when a command has come back.
    await vscode.commands.executeCommand('datasets.tree.focus');
    assert.equal(connections, 0);
    await fetch(url);
    assert.equal(connections, 1, 'a request would have been counted');
  });

  it('exports nothing', () => {
    assert.equal(extension().exports, undefined);
  });
});

async function setConnections(value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration('datasets');
  await settings.update('connections', value, vscode.ConfigurationTarget.Global);
}
