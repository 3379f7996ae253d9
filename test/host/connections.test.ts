import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pLimit from 'p-limit';
import { createHttp } from '../../src/core/net/http';

/** The editor replaces the agent of every request; an address that it takes for a remote one goes the whole way. */
describe('HTTP inside the extension host', () => {
  it('opens at most one connection more than it has requests under way', async () => {
    let connections = 0;
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.end('{}'));
    }).on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    const url = `http://127.0.0.2:${(server.address() as AddressInfo).port}/`;
    const http = createHttp('dataset-explorer/test');
    try {
      const limit = pLimit(8);
      const all = Array.from({ length: 200 }, () => limit(() => http.send({ method: 'PUT', url, body: 'x' })));
      assert.ok((await Promise.all(all)).every((answer) => answer.status === 200));
      assert.ok(connections <= 9, `${connections} connections for 200 requests, 8 at once`);
    } finally {
      http.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
