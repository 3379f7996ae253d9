import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type yauzl from 'yauzl';
import { text } from '../model/text';
import { alive, isCancelled, PlatformError } from '../net/errors';
import { brokenZip, entriesOf, openZip } from './zipFile';

/** One file of an archive. Sizes in bytes. */
export interface ArchiveEntry {
  readonly path: string;
  readonly size: number;
  /** All of it, decompressed, its length and checksum verified. @throws PlatformError naming the entry */
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

export interface Archive {
  /** Files and folders (these end in `/`) in the order of the list. */
  readonly entries: readonly ArchiveEntry[];
  close(): Promise<void>;
}

/** Bounds of what is read: an archive beyond them is refused. */
const mostEntries = 200_000;
const largestEntry = 1024 * 1024 * 1024;

/**
 * Opens a zip and reads its list. Whatever yauzl refuses (absolute and `..` paths, encryption, wrong sizes) is told with
 * the archive's name; the checksums that it leaves unchecked are checked on reading.
 */
export async function openArchive(path: string, signal?: AbortSignal): Promise<Archive> {
  const { zip, close } = await openZip(path);
  try {
    const found = await entriesOf(zip, path, mostEntries, signal);
    const entries = found.map((entry) => ({
      path: entry.fileName,
      size: entry.uncompressedSize,
      read: (reading?: AbortSignal) => readEntry(zip, entry, reading),
    }));
    return { entries, close };
  } catch (error) {
    await close();
    throw error instanceof PlatformError || isCancelled(error) ? error : brokenZip(path, error);
  }
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, signal: AbortSignal | undefined): Promise<Uint8Array> {
  alive(signal);
  if (entry.uncompressedSize > largestEntry)
    throw new PlatformError(
      'limit',
      text('{0} would need {1} bytes; that is refused.', entry.fileName, entry.uncompressedSize),
    );
  try {
    const bytes = await collect(await openEntry(zip, entry));
    if (crc32(bytes) !== entry.crc32) throw new Error('checksum');
    return bytes;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new PlatformError('invalid', text('{0} is damaged inside the archive ({1}).', entry.fileName, cause));
  }
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error);
      else resolve(stream);
    });
  });
}

async function collect(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
