import { lookUp } from '../../../model/lookUp';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname } from 'node:path';

const mimes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.bmp': 'image/bmp',
  '.webp': 'image/webp',
};

/** A file of this machine under an address that nobody can guess, on loopback only. */
export interface LentFile {
  readonly url: string;
  /** Ends it, with every connection that is still open. */
  close(): void;
}

/** Lends one file by HTTP for as long as a test runs. */
export async function lendFile(path: string): Promise<LentFile> {
  const { size } = await stat(path);
  const place = `/${randomUUID()}/${encodeURIComponent(basename(path))}`;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url !== place || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    const mime = lookUp(mimes, extname(path).toLowerCase()) ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': mime, 'Content-Length': size });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(path)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${place}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
