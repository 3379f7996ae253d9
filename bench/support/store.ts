import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A store in a process of its own that answers any GET after a while with the same bytes and their MD5. */
const source = `
const { createServer } = require('node:http');
const { createHash, randomBytes } = require('node:crypto');
const [length, wait] = process.argv.slice(2).map(Number);
const bytes = randomBytes(length);
const etag = '"' + createHash('md5').update(bytes).digest('hex') + '"';
const server = createServer((request, response) => {
  setTimeout(() => response.writeHead(200, { etag, 'content-length': length }).end(bytes), wait);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, () => process.send({ port: server.address().port }));
`;

/** @param wait milliseconds before each answer */
export async function startStore(folder: string, length: number, wait: number): Promise<{ url: string; stop(): void }> {
  const path = join(folder, 'store.cjs');
  writeFileSync(path, source);
  const child = fork(path, [String(length), String(wait)], { stdio: 'ignore' });
  const port = await new Promise<number>((resolve) =>
    child.once('message', (message: { port: number }) => resolve(message.port)),
  );
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}
