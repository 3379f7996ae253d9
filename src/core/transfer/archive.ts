import { open as openFile, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { text } from '../model/text';
import { alive, Cancelled, isCancelled, PlatformError } from '../net/errors';

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
  const file = await openFile(path, 'r').catch((error: unknown) => {
    throw broken(path, error);
  });
  try {
    const { size } = await file.stat();
    const zip = await fromReader(new ReadAhead(file), size);
    const entries = await list(zip, path, signal);
    return { entries, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error instanceof PlatformError || isCancelled(error) ? error : broken(path, error);
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

function list(zip: yauzl.ZipFile, path: string, signal: AbortSignal | undefined): Promise<ArchiveEntry[]> {
  if (zip.entryCount > mostEntries)
    return Promise.reject(
      new PlatformError(
        'limit',
        text('{0} holds {1} entries; at most {2} are read.', path, zip.entryCount, mostEntries),
      ),
    );
  return new Promise((resolve, reject) => {
    const entries: ArchiveEntry[] = [];
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (signal?.aborted) return reject(new Cancelled());
      entries.push({
        path: entry.fileName,
        size: entry.uncompressedSize,
        read: (reading) => readEntry(zip, entry, reading),
      });
      zip.readEntry();
    });
    zip.readEntry();
  });
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

function broken(path: string, error: unknown): PlatformError {
  return new PlatformError(
    'invalid',
    text('{0} is no archive that can be read: {1}', path, error instanceof Error ? error.message : 'unknown'),
  );
}

/** Bytes read at a time: the list is read in two small pieces an entry otherwise, eight times slower. */
const ahead = 1024 * 1024;

/** A reader that keeps the last piece of the file. */
class ReadAhead extends yauzl.RandomAccessReader {
  private piece = Buffer.alloc(0);
  private start = 0;

  constructor(private readonly file: FileHandle) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.range(start, end));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    this.fill(position, length).then(
      () => {
        const from = position - this.start;
        const copied = this.piece.copy(buffer, offset, from, from + length);
        done(copied === length ? null : new Error('unexpected end of file'));
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override close(done: (error: Error | null) => void): void {
    done(null);
  }

  private async fill(position: number, length: number): Promise<void> {
    if (position >= this.start && position + length <= this.start + this.piece.length) return;
    const piece = Buffer.alloc(Math.max(length, ahead));
    const { bytesRead } = await this.file.read(piece, 0, piece.length, position);
    this.piece = piece.subarray(0, bytesRead);
    this.start = position;
  }

  private async *range(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const piece = Buffer.alloc(Math.min(256 * 1024, end - at));
      const { bytesRead } = await this.file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new Error('unexpected end of file');
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  }
}
