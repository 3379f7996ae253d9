import { closeSync, createReadStream, createWriteStream, openSync, readSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { type ByteReader, piecesOf } from '../../formats/bytes';
import { text } from '../../model/text';
import { isCancelled, isPlatformError, PlatformError } from '../../net/errors';
import type { ZipLocation, FileLocation } from '../../contract';
import { ofDisk, unwritableError } from '../unpack/disk';
import { dataStart } from '../zip/localHeader';
import { unreadableFileError } from '../localSource';
import { presentableName } from '../unpack/unpackPlan';

/** Method of a zip: bytes as they are. */
const stored = 0;
/** Bytes read ahead of small questions. */
const windowBytes = 256 * 1024;

/** A stretch of a file, read at once and without waiting. */
class FileReader implements ByteReader {
  private readonly window = Buffer.alloc(windowBytes);
  private from = 0;
  private held = 0;

  constructor(
    private readonly file: number,
    private readonly start: number,
    readonly size: number,
  ) {}

  read(at: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, this.size - at));
    if (wanted > windowBytes) return this.fill(Buffer.alloc(wanted), at, wanted);
    if (at < this.from || at + wanted > this.from + this.held) {
      this.held = this.fill(this.window, at, Math.min(windowBytes, this.size - at)).length;
      this.from = at;
    }
    return this.window.subarray(at - this.from, Math.min(this.held, at - this.from + wanted));
  }

  sum(bytes: Uint8Array, before: number): number {
    return crc32(bytes, before);
  }

  private fill(into: Buffer, at: number, length: number): Buffer {
    let found = 0;
    while (found < length) {
      const read = readSync(this.file, into, found, length - found, this.start + at + found);
      if (read === 0) break;
      found += read;
    }
    return into.subarray(0, found);
  }
}

/**
 * Reads the bytes of a location; those of an archive are compared with their checksum first. What is packed is unpacked
 * into a file of its own for the time, so that the memory that is needed does not grow with it.
 * @throws PlatformError of kind `invalid` naming what cannot be read
 */
export async function withReader<T>(
  location: FileLocation,
  use: (reader: ByteReader) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { zip, path } = location;
  try {
    if (zip === undefined) return await withFile(path, 0, undefined, use);
    return await (zip.method === stored ? withStored(path, zip, use) : withUnpacked(path, zip, use, signal));
  } catch (error) {
    throw ofDisk(error) ? unreadableFileError(path, error) : error;
  }
}

async function withFile<T>(
  path: string,
  start: number,
  size: number | undefined,
  use: (reader: ByteReader) => Promise<T>,
): Promise<T> {
  const file = openSync(path, 'r');
  try {
    return await use(new FileReader(file, start, size ?? statSync(path).size));
  } finally {
    closeSync(file);
  }
}

async function withStored<T>(path: string, zip: ZipLocation, use: (reader: ByteReader) => Promise<T>): Promise<T> {
  return withFile(path, await dataStart(path, zip), zip.size, async (reader) => {
    let sum = 0;
    for (const part of piecesOf(reader, 0, zip.size)) sum = crc32(part, sum);
    if (sum !== zip.crc32) throw damaged(zip, 'checksum');
    return use(reader);
  });
}

async function withUnpacked<T>(
  path: string,
  zip: ZipLocation,
  use: (reader: ByteReader) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const start = await dataStart(path, zip);
  const folder = await mkdtemp(join(tmpdir(), 'datasets-check-'));
  try {
    const copy = join(folder, 'entry');
    const packed = createReadStream(path, { start, end: start + Math.max(0, zip.packed - 1) });
    const proof = new IntegrityCheck(zip);
    await pipeline(packed, createInflateRaw(), proof, createWriteStream(copy), { signal }).catch((error: unknown) => {
      if (isCancelled(error) || isPlatformError(error)) throw error;
      throw ofDisk(error) ? unwritableError(copy, error) : damaged(zip, messageOf(error));
    });
    return await withFile(copy, 0, zip.size, use);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lets exactly the bytes of an entry through: a longer one is stopped at its first byte too many. */
export class IntegrityCheck extends Transform {
  private sum = 0;
  private length = 0;

  constructor(private readonly zip: Pick<ZipLocation, 'name' | 'size' | 'crc32'>) {
    super();
  }

  override _transform(part: Buffer, _encoding: string, done: (error: Error | null, part?: Buffer) => void): void {
    this.length += part.length;
    this.sum = crc32(part, this.sum);
    if (this.length > this.zip.size) done(damaged(this.zip, 'length'));
    else done(null, part);
  }

  override _flush(done: (error?: Error | null) => void): void {
    if (this.length !== this.zip.size) done(damaged(this.zip, 'length'));
    else done(this.sum === this.zip.crc32 ? null : damaged(this.zip, 'checksum'));
  }
}

function damaged({ name }: Pick<ZipLocation, 'name'>, cause: string): PlatformError {
  return new PlatformError('invalid', text('{0} is damaged inside the archive ({1}).', presentableName(name), cause));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
