import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import pLimit from 'p-limit';
import { text } from '../model/text';
import { alive, isCancelled, isPlatformError, PlatformError } from '../net/errors';
import type { ReadAhead } from './readAhead';
import { checkSpace, ofDisk, unwritable } from './disk';
import { type NameChange, rulesOf } from './safeNames';
import { type PlannedFile, planUnpack, shown, type UnpackLimits, usualLimits } from './unpackPlan';
import { brokenZip, entriesOf, type OpenZip, openZip } from './zipFile';

export interface Unpacked {
  /** Files, as the archive names them and as they were written. */
  readonly files: readonly { readonly asked: string; readonly path: string }[];
  readonly bytes: number;
  readonly changes: readonly NameChange[];
}

export interface Unpacking {
  readonly limits?: UnpackLimits;
  readonly platform?: NodeJS.Platform;
  /** Told how many files are written, and of how many. */
  readonly report?: (done: number, of: number) => void;
}

/** Files up to this many bytes are unpacked in memory, several at once; larger ones stream, one after the other. */
const smallFile = 256 * 1024;
const atOnce = 8;
/** Files read ahead of those being written. */
const mostWaiting = 64;
const inflate = promisify(inflateRaw);

/**
 * Unpacks a zip into a folder that must not exist yet. All names and sizes are judged before the first byte; every file
 * is written anew and checked against its length and checksum. Whatever fails, the folder is gone afterwards.
 * @throws PlatformError naming the entry
 */
export async function unpack(
  archive: string,
  folder: string,
  { limits = usualLimits, platform = process.platform, report }: Unpacking,
  signal: AbortSignal,
): Promise<Unpacked> {
  const open = await openZip(archive);
  try {
    const entries = await entriesOf(open.zip, archive, limits.entries, signal);
    await checkList(open, archive, entries);
    const plan = planUnpack(entries, limits, rulesOf(platform));
    await checkSpace(dirname(folder), plan.bytes);
    await mkdir(folder);
    try {
      for (const below of plan.folders) await mkdir(join(folder, below));
      await writeAll(open, folder, plan.files, report, signal);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return { files: plan.files.map(({ asked, path }) => ({ asked, path })), bytes: plan.bytes, changes: plan.changes };
  } catch (error) {
    if (isPlatformError(error) || isCancelled(error)) throw error;
    throw ofDisk(error) ? unwritable(folder, error) : brokenZip(archive, error);
  } finally {
    await open.close();
  }
}

/** A list that is longer than the number of its entries hides some of them. Not told by the long form of the record. */
async function checkList({ zip, reader, size }: OpenZip, archive: string, entries: readonly Listed[]): Promise<void> {
  const record = await reader.bytes(size - 22 - zip.comment.length, 22);
  const told = record.readUInt32LE(12);
  const found = entries.reduce(
    (sum, { fileNameLength, extraFieldLength, fileCommentLength }) =>
      sum + 46 + fileNameLength + extraFieldLength + fileCommentLength,
    0,
  );
  if (told !== 0xffffffff && told !== found)
    throw brokenZip(archive, new Error('its list does not have the length that it says'));
}

type Listed = Pick<PlannedFile['entry'], 'fileNameLength' | 'extraFieldLength' | 'fileCommentLength'>;

async function writeAll(
  open: OpenZip,
  folder: string,
  files: readonly PlannedFile[],
  report: Unpacking['report'],
  signal: AbortSignal,
): Promise<void> {
  const limit = pLimit(atOnce);
  const waiting = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let done = 0;
  const settle = (work: Promise<void>) => {
    const settled = work
      .then(() => report?.(++done, files.length))
      .catch((error: unknown) => void failures.push(error))
      .finally(() => waiting.delete(settled));
    waiting.add(settled);
  };
  try {
    for (const file of files) {
      alive(signal);
      if (failures.length > 0) break;
      const start = await checkHeader(open.reader, file);
      if (file.entry.uncompressedSize > smallFile || file.entry.compressedSize > smallFile)
        settle(stream(open, folder, file, signal));
      else {
        const packed = Buffer.from(await open.reader.bytes(start, file.entry.compressedSize));
        settle(limit(() => writeSmall(folder, file, packed)));
      }
      if (waiting.size >= mostWaiting || file.entry.uncompressedSize > smallFile) await Promise.race(waiting);
    }
  } finally {
    // Nothing may be written any more when the folder is removed.
    await Promise.all(waiting);
  }
  if (failures.length > 0) throw failures[0];
}

/** The header before the bytes must tell the same as the list: readers that trust one or the other would differ. */
async function checkHeader(reader: ReadAhead, { entry }: PlannedFile): Promise<number> {
  const at = entry.relativeOffsetOfLocalHeader;
  const header = await reader.bytes(at, 30).catch(() => undefined);
  const nameLength = header?.readUInt16LE(26) ?? 0;
  const extraLength = header?.readUInt16LE(28) ?? 0;
  if (header?.readUInt32LE(0) === 0x04034b50 && header.readUInt16LE(8) === entry.compressionMethod) {
    const name = await reader.bytes(at + 30, nameLength).catch(() => Buffer.alloc(0));
    if (name.equals(entry.fileNameRaw)) return at + 30 + nameLength + extraLength;
  }
  throw damaged(entry.fileName, 'its header and the list differ');
}

async function writeSmall(folder: string, { entry, path }: PlannedFile, packed: Buffer): Promise<void> {
  const bytes = entry.compressionMethod === 0 ? packed : await inflated(entry, packed);
  if (bytes.length !== entry.uncompressedSize) throw damaged(entry.fileName, 'length');
  if (crc32(bytes) !== entry.crc32) throw damaged(entry.fileName, 'checksum');
  await writeFile(join(folder, path), bytes, { flag: 'wx' });
}

async function inflated(entry: PlannedFile['entry'], packed: Buffer): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  } catch {
    throw damaged(entry.fileName, 'its packed bytes');
  }
}

/** Length is checked by yauzl on the way, the checksum here. */
async function stream({ zip }: OpenZip, folder: string, file: PlannedFile, signal: AbortSignal): Promise<void> {
  const { entry, path } = file;
  let sum = 0;
  const checking = new Transform({
    transform(part: Buffer, _encoding, done) {
      sum = crc32(part, sum);
      done(null, part);
    },
  });
  try {
    const bytes = await zip.openReadStreamPromise(entry);
    await pipeline(bytes, checking, createWriteStream(join(folder, path), { flags: 'wx' }), { signal });
  } catch (error) {
    if (isCancelled(error) || ofDisk(error)) throw error;
    throw damaged(entry.fileName, error instanceof Error ? error.message : String(error));
  }
  if (sum !== entry.crc32) throw damaged(entry.fileName, 'checksum');
}

function damaged(name: string, cause: string): PlatformError {
  return new PlatformError('invalid', text('{0} is damaged inside the archive ({1}).', shown(name), cause));
}
