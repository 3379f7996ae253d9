import { Readable } from 'node:stream';
import type { UploadSource } from '../contract';

/** Bytes in memory as a source. */
export function memorySource(name: string, bytes: Buffer): UploadSource {
  return {
    name,
    place: name,
    size: bytes.length,
    open: () => Readable.from([bytes], { objectMode: false }),
    read: () => Promise.resolve(bytes),
  };
}
