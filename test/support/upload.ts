import { Readable } from 'node:stream';
import type { UploadSource, UnitItem } from '../../src/core/contract';

/** Bytes in memory as a source; counts how often it was opened. */
export function memory(name: string, bytes: Uint8Array): UploadSource & { opened: Readable[] } {
  const opened: Readable[] = [];
  return {
    name,
    place: name,
    size: bytes.length,
    opened,
    open: () => {
      const stream = Readable.from([bytes], { objectMode: false });
      opened.push(stream);
      return stream;
    },
    read: async () => bytes,
  };
}

export function item(fileName: string, bytes: Uint8Array = Buffer.from(fileName)): UnitItem {
  const dot = fileName.lastIndexOf('.');
  const name = dot < 0 ? fileName : fileName.slice(0, dot);
  return { name, fileName, size: bytes.length, source: memory(fileName, bytes) };
}
