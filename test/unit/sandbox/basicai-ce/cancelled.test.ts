import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { endAll, start } from '../harness';

const announced = 3_000_000;

/** Sends the head of a request and some of its body, and hangs up after so many milliseconds. */
function breakOff(port: number, head: string, bytes: number, ms: number, reset: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.write(`${head}\r\nHost: 127.0.0.1:${port}\r\n`);
    socket.write(bytes > 0 ? `Content-Length: ${announced}\r\n\r\n` : '\r\n');
    socket.write(Buffer.alloc(bytes));
    void wait(ms).then(() => (reset ? socket.resetAndDestroy() : socket.destroy()));
  });
}

describe('requests that a client gives up', function () {
  this.timeout(60_000);
  after(endAll);

  it('leave the sandbox alive, whenever an upload is broken off', async () => {
    const server = await start('--empty');
    const id = await server.dataset('given up');
    for (let round = 0; round < 100; round++) {
      const { pathname, search } = new URL((await server.presign(id, `${round}.zip`)).presignedUrl);
      const head = `PUT ${pathname}${search} HTTP/1.1`;
      const part = (lane: number) => 1 + ((round * 7919 + lane * 104_729) % announced);
      await Promise.all(
        [0, 1, 2].map((lane) => breakOff(server.port, head, part(lane), (round + lane * 5) % 25, lane === 1)),
      );
      assert.equal(server.child.exitCode, null, `it died in round ${round}`);
    }
    assert.equal((await server.call('GET', '/user/logged')).status, 200);
  });

  it('leave the sandbox alive when an answer has nobody to go to', async () => {
    const server = await start('--empty');
    const head = `GET /api/dataset/findByPage?pageNo=1&pageSize=100 HTTP/1.1\r\nAuthorization: Bearer ${server.token}`;
    for (let round = 0; round < 60; round++) await breakOff(server.port, head, 0, round % 4, round % 2 === 0);
    assert.equal((await server.call('GET', '/user/logged')).status, 200);
  });
});
