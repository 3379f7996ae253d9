import { open as openFile } from 'node:fs/promises';
import yauzl from 'yauzl';
import { text } from '../model/text';
import { Cancelled, PlatformError } from '../net/errors';
import { ReadAhead } from './readAhead';

export interface OpenZip {
  readonly zip: yauzl.ZipFile;
  readonly reader: ReadAhead;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly close: () => Promise<void>;
}

/** Opens a zip on disk. @throws PlatformError naming the file when it is none */
export async function openZip(path: string): Promise<OpenZip> {
  const file = await openFile(path, 'r').catch((error: unknown) => {
    throw brokenZip(path, error);
  });
  try {
    const { size } = await file.stat();
    const reader = new ReadAhead(file);
    return { zip: await fromReader(reader, size), reader, size, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw brokenZip(path, error);
  }
}

function fromReader(reader: yauzl.RandomAccessReader, size: number): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromRandomAccessReader(
      reader,
      size,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true },
      (error, zip) => {
        if (error) reject(error);
        else resolve(zip);
      },
    );
  });
}

/** The whole list. One that claims more than `most` entries is refused before it is read. */
export function entriesOf(
  zip: yauzl.ZipFile,
  path: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<yauzl.Entry[]> {
  if (zip.entryCount > most)
    return Promise.reject(
      new PlatformError('limit', text('{0} holds {1} entries; at most {2} are read.', path, zip.entryCount, most)),
    );
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (signal?.aborted) return reject(new Cancelled());
      entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

export function brokenZip(path: string, error: unknown): PlatformError {
  return new PlatformError(
    'invalid',
    text('{0} is no archive that can be read: {1}', path, error instanceof Error ? error.message : 'unknown'),
  );
}
