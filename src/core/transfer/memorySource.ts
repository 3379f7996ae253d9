import { Readable } from 'node:stream';
import type { Source } from '../platforms/platform';

/** Bytes in memory as a source. */
export function memorySource(name: string, bytes: Buffer): Source {
  return {
    name,
    place: name,
    size: bytes.length,
    open: () => Readable.from([bytes], { objectMode: false }),
    read: () => Promise.resolve(bytes),
  };
}
