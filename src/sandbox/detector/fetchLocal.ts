import { request } from 'node:http';
import { isLoopbackHost } from '../http/guard';
import { Unreadable } from './grid';

/** Bytes of a file, and milliseconds of silence, at most. */
const maxFileBytes = 256 * 1024 * 1024;
const silenceTimeoutMs = 30_000;

/**
 * Reads a file from a server on this machine; the detector looks nowhere else. Every name of this machine is asked at its
 * address, since not every system resolves them all.
 * @throws Unreadable with the reason, without the URL: it is signed
 */
export function fetchLocal(url: string): Promise<Buffer> {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'http:' || !isLoopbackHost(address.host))
    return Promise.reject(new Unreadable('The detector of the sandbox reads files of this machine only.'));
  const { host, hostname, port, pathname, search } = address;
  const to = hostname === '[::1]' ? '::1' : '127.0.0.1';
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: to, port, path: pathname + search, headers: { host }, timeout: silenceTimeoutMs },
      (response) => {
        if (response.statusCode !== 200) {
          response.resume();
          reject(new Unreadable(`The file was answered with status ${response.statusCode ?? 0}.`));
          return;
        }
        collect(response).then(resolve, reject);
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => {
      reject(new Unreadable('The file cannot be fetched.'));
    });
    sent.end();
  });
}

async function collect(parts: AsyncIterable<unknown>): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const part of parts) {
    kept.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > maxFileBytes) throw new Unreadable('The file is too large to be looked at.');
  }
  return Buffer.concat(kept);
}
