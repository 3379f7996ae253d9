import type { Readable } from 'node:stream';

const mib = 1024 ** 2;
/** As the vendor's own client sends them (SMH-28), in bytes. */
const usualPart = 5 * mib;
/** Most parts of a file (SMH-28). */
const mostParts = 10_000;

/** How long the parts of a file are, in bytes: whole MiB, so that there are not too many. */
export function partBytes(size: number): number {
  return Math.max(usualPart, Math.ceil(size / mostParts / mib) * mib);
}

/** Cuts a stream into pieces of one length; the last may be shorter. */
export async function* readChunks(bytes: Readable, length: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let from = 0;
    while (size + chunk.length - from >= length) {
      const until = from + length - size;
      yield Buffer.concat([...held, chunk.subarray(from, until)], length);
      from = until;
      [held, size] = [[], 0];
    }
    if (from < chunk.length) held.push(chunk.subarray(from));
    size += chunk.length - from;
  }
  if (size > 0) yield Buffer.concat(held, size);
}
