import { open as openFile } from 'node:fs/promises';
import yauzl from 'yauzl';
import { text } from '../../model/text';
import { Cancelled, PlatformError } from '../../net/errors';
import { ReadAhead } from './readAhead';
import { decodeNames, type NameEncoding } from './zipNames';

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
      { lazyEntries: true, autoClose: false, validateEntrySizes: true, decodeStrings: false },
      (error, zip) => {
        if (error) reject(error);
        else resolve(zip);
      },
    );
  });
}

/** The list of a zip with its names decoded. */
export interface ZipList {
  /** Their `fileName` is the decoded name, with `/` for any backslash. */
  readonly entries: readonly yauzl.Entry[];
  readonly encoding: NameEncoding;
  /** Entries whose names have a backslash in them. */
  readonly backslashes: ReadonlySet<yauzl.Entry>;
}

/**
 * The whole list. One that claims more than `most` entries is refused before it is read; one whose length is not that of its
 * entries hides some of them. @throws PlatformError
 */
export async function listZip(
  { zip, reader, size }: OpenZip,
  path: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<ZipList> {
  const entries = await readList(zip, path, most, signal);
  await checkList({ zip, reader, size }, path, entries);
  const { names, encoding } = decodeNames(entries);
  const backslashes = new Set<yauzl.Entry>();
  for (const [n, entry] of entries.entries()) {
    const name = names[n] ?? '';
    if (name.includes('\\')) backslashes.add(entry);
    entry.fileName = name.replaceAll('\\', '/');
  }
  return { entries, encoding, backslashes };
}

/** Not told by the long form of the record. */
async function checkList(
  { zip, reader, size }: Pick<OpenZip, 'zip' | 'reader' | 'size'>,
  archive: string,
  entries: readonly yauzl.Entry[],
): Promise<void> {
  const record = await reader.bytes(size - 22 - zip.comment.length, 22);
  const writtenLength = record.readUInt32LE(12);
  const found = entries.reduce(
    (sum, { fileNameLength, extraFieldLength, fileCommentLength }) =>
      sum + 46 + fileNameLength + extraFieldLength + fileCommentLength,
    0,
  );
  if (writtenLength !== 0xffffffff && writtenLength !== found)
    throw brokenZip(archive, new Error('its list does not have the length that it says'));
}

function readList(
  zip: yauzl.ZipFile,
  path: string,
  most: number,
  signal: AbortSignal | undefined,
): Promise<yauzl.Entry[]> {
  if (zip.entryCount > most)
    return Promise.reject(
      new PlatformError('limit', text('{0} contains {1} entries; at most {2} are read.', path, zip.entryCount, most)),
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
    text('Cannot read archive {0}: {1}', path, error instanceof Error ? error.message : 'unknown'),
  );
}
