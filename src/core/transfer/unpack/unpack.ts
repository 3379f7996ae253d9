import { createWriteStream, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, inflateRawSync } from 'node:zlib';
import { text } from '../../model/text';
import { throwIfCancelled, isCancelled, isPlatformError, PlatformError } from '../../net/errors';
import type { ReadAhead } from '../zip/readAhead';
import { checkSpace, ofDisk, unwritableError } from './disk';
import { type NameChange, fileSystemNameRulesOf } from './safeNames';
import {
  headerBytes,
  type PlannedFile,
  planUnpack,
  presentableName,
  type UnpackLimits,
  usualLimits,
} from './unpackPlan';
import { brokenZip, listZip, type OpenZip, openZip } from '../zip/zipFile';

export interface UnpackResult {
  /** Files, as the archive names them and as they were written. */
  readonly files: readonly { readonly asked: string; readonly path: string }[];
  readonly bytes: number;
  readonly changes: readonly NameChange[];
}

export interface UnpackOptions {
  readonly limits?: UnpackLimits;
  readonly platform?: NodeJS.Platform;
  /** Told how many files are written, and of how many. */
  readonly report?: (done: number, of: number) => void;
}

/** Files up to this many bytes are unpacked in memory, in a millisecond at most; larger ones stream, one by one. */
const smallFile = 256 * 1024;
/** Longest time without a turn of the event loop, in ms. */
const slice = 8;

/**
 * Unpacks a zip into a folder that must not exist yet. All names and sizes are judged before the first byte; every file
 * is written anew and checked against its length and checksum. Whatever fails, the folder is gone afterwards.
 * @throws PlatformError naming the entry
 */
export async function unpack(
  archive: string,
  folder: string,
  { limits = usualLimits, platform = process.platform, report }: UnpackOptions,
  signal: AbortSignal,
): Promise<UnpackResult> {
  const open = await openZip(archive);
  try {
    const { entries } = await listZip(open, archive, limits.entries, signal);
    const plan = planUnpack(entries, limits, fileSystemNameRulesOf(platform));
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
    throw ofDisk(error) ? unwritableError(folder, error) : brokenZip(archive, error);
  } finally {
    await open.close();
  }
}

/** Small files are written without a turn of the event loop each, which would cost more than the writing. */
async function writeAll(
  open: OpenZip,
  folder: string,
  files: readonly PlannedFile[],
  report: UnpackOptions['report'],
  signal: AbortSignal,
): Promise<void> {
  let since = performance.now();
  for (const [n, file] of files.entries()) {
    throwIfCancelled(signal);
    const { uncompressedSize, compressedSize } = file.entry;
    const start = await checkHeader(open.reader, file);
    if (Math.max(uncompressedSize, compressedSize) > smallFile) await stream(open, folder, file, signal);
    else {
      const packed = open.reader.here(start, compressedSize) ?? (await open.reader.bytes(start, compressedSize));
      writeSmall(folder, file, packed);
    }
    if (performance.now() - since < slice) continue;
    report?.(n + 1, files.length);
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  report?.(files.length, files.length);
}

/** The header before the bytes must tell the same as the list: readers that trust one or the other would differ. */
async function checkHeader(reader: ReadAhead, { entry }: PlannedFile): Promise<number> {
  const at = entry.relativeOffsetOfLocalHeader;
  const length = headerBytes + entry.fileNameLength;
  const header = reader.here(at, length) ?? (await reader.bytes(at, length).catch(() => undefined));
  if (
    header?.readUInt32LE(0) === 0x04034b50 &&
    header.readUInt16LE(8) === entry.compressionMethod &&
    header.readUInt16LE(26) === entry.fileNameLength &&
    header.subarray(headerBytes).equals(entry.fileNameRaw)
  )
    return at + length + header.readUInt16LE(28);
  throw damaged(entry.fileName, 'its header and the list differ');
}

function writeSmall(folder: string, { entry, path }: PlannedFile, packed: Buffer): void {
  const bytes = entry.compressionMethod === 0 ? packed : inflated(entry, packed);
  if (bytes.length !== entry.uncompressedSize) throw damaged(entry.fileName, 'length');
  if (crc32(bytes) !== entry.crc32) throw damaged(entry.fileName, 'checksum');
  writeFileSync(join(folder, path), bytes, { flag: 'wx' });
}

function inflated(entry: PlannedFile['entry'], packed: Buffer): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
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
  return new PlatformError('invalid', text('{0} is damaged inside the archive ({1}).', presentableName(name), cause));
}
