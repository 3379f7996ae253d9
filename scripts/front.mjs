// Stands in front of the bare VS Code server, passes everything on, and answers the one call that the server does not
// serve: the key with which the workbench seals secrets. Without it no secret survives a reload of the page.
import http from 'node:http';

/** The key is the same each time, since what was sealed before a reload must open after it. Loopback only; no real secret. */
const key = Buffer.alloc(32, 7);

/**
 * @param {{ upstream: number, port?: number }} options `upstream`: the server's port on loopback; `port` 0 takes a free one
 * @returns {Promise<{ url: string, port: number, stop(): Promise<void> }>}
 */
export async function startFront({ upstream, port = 0 }) {
  const target = (request) => ({
    host: '127.0.0.1',
    port: upstream,
    method: request.method,
    path: request.url,
    headers: request.headers,
  });
  const sockets = new Set();
  const server = http.createServer((request, response) => {
    if (request.method === 'POST' && request.url.split('?')[0].endsWith('/mint-key')) {
      request.resume();
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': key.length }).end(key);
      return;
    }
    const onward = http.request(target(request), (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => passSocket(http.request(target(request)), socket, head));
  await new Promise((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const own = server.address().port;
  return {
    url: `http://localhost:${own}/`,
    port: own,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function passSocket(onward, socket, head) {
  const end = () => {
    onward.destroy();
    socket.destroy();
  };
  onward.on('upgrade', (answer, other, rest) => {
    const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
    for (let i = 0; i < answer.rawHeaders.length; i += 2)
      lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (rest.length > 0) socket.write(rest);
    if (head.length > 0) other.write(head);
    for (const side of [socket, other]) side.setNoDelay(true);
    socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    other.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.pipe(other).pipe(socket);
  });
  onward.on('response', (answer) => {
    socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nConnection: close\r\n\r\n`);
    end();
  });
  onward.on('error', end);
  socket.on('error', end);
  onward.end();
}
