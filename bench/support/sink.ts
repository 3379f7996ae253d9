import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A store in a process of its own that takes any PUT, answers with the MD5 of the bytes, and keeps nothing. */
const source = `
const { createServer } = require('node:http');
const { createHash } = require('node:crypto');
let connections = 0;
const server = createServer((request, response) => {
  const hash = createHash('md5');
  const plain = request.headers['x-plain'] !== undefined;
  request.on('data', (part) => plain || hash.update(part));
  request.on('end', () => response.writeHead(200, plain ? {} : { etag: '"' + hash.digest('hex') + '"' }).end());
});
server.on('connection', () => process.send({ connections: ++connections }));
server.listen(0, process.argv[2] || '127.0.0.1', () => process.send({ port: server.address().port }));
`;

export interface Sink {
  readonly url: string;
  connections(): number;
  stop(): void;
}

export async function startSink(folder: string): Promise<Sink> {
  const path = join(folder, 'sink.cjs');
  writeFileSync(path, source);
  const child = fork(path, [], { stdio: 'ignore' });
  let connections = 0;
  const port = await new Promise<number>((resolve) =>
    child.on('message', (message: { port?: number; connections?: number }) => {
      if (message.port !== undefined) resolve(message.port);
      connections = message.connections ?? connections;
    }),
  );
  return { url: `http://127.0.0.1:${port}`, connections: () => connections, stop: () => child.kill() };
}
