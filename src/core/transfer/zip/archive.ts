import { pipeline, Readable } from 'node:stream';
import type yauzl from 'yauzl';
import { text, type Text } from '../../model/text';
import { throwIfCancelled, isCancelled, PlatformError } from '../../net/errors';
import type { ZipLocation } from '../../contract';
import { IntegrityCheck } from '../check/location';
import { dataStart } from './localHeader';
import { entryProblem, listProblem, findOverlaps, presentableName, usualLimits } from '../unpack/unpackPlan';
import { brokenZip, listZip, type OpenZip, openZip } from './zipFile';
import type { NameEncoding } from './zipNames';

/** One file of an archive. Sizes in bytes. */
export interface ArchiveEntry {
  readonly path: string;
  readonly size: number;
  /** Why it must not be read: told by the list alone. */
  readonly problem?: Text;
  readonly location: ZipLocation;
  /** All of it, unpacked; the stream fails, naming the entry, where its length or its checksum is another. */
  open(): Readable;
  /** All of it in memory. @throws PlatformError naming the entry */
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

export interface OpenedArchive {
  /** Files and folders (these end in `/`) in the order of the list. */
  readonly entries: readonly ArchiveEntry[];
  readonly encoding: NameEncoding;
  /** Paths with a backslash in the archive, which servers do not take for a `/`. */
  readonly backslashes: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a zip and judges its list as one that is unpacked: what is wrong with one entry is told with it, what is wrong with
 * the whole is thrown. @throws PlatformError naming the archive
 */
export async function openArchive(path: string, signal?: AbortSignal): Promise<OpenedArchive> {
  const open = await openZip(path);
  try {
    const { entries, encoding, backslashes } = await listZip(open, path, usualLimits.entries, signal);
    const whole = listProblem(entries, usualLimits);
    if (whole) throw new PlatformError('limit', whole);
    const problems = problemsOf(entries);
    return {
      entries: entries.map((entry) => entryOf(open, path, entry, problems.get(entry))),
      encoding,
      backslashes: [...backslashes].map((entry) => entry.fileName),
      close: open.close,
    };
  } catch (error) {
    await open.close();
    throw error instanceof PlatformError || isCancelled(error) ? error : brokenZip(path, error);
  }
}

/** What one entry has wrong by itself, and of entries that share bytes or a name, all but the first. */
function problemsOf(entries: readonly yauzl.Entry[]): Map<yauzl.Entry, Text> {
  const problems = new Map<yauzl.Entry, Text>();
  const seen = new Set<string>();
  for (const entry of entries) {
    const own = entryProblem(entry, usualLimits);
    const twin = seen.has(entry.fileName)
      ? text('{0} occurs twice in the archive.', presentableName(entry.fileName))
      : undefined;
    seen.add(entry.fileName);
    const problem = own ?? twin;
    if (problem) problems.set(entry, problem);
  }
  for (const [before, entry] of findOverlaps(entries))
    problems.set(
      entry,
      text(
        '{0} and {1} overlap inside the archive.',
        presentableName(before.fileName),
        presentableName(entry.fileName),
      ),
    );
  return problems;
}

function entryOf({ zip }: OpenZip, path: string, entry: yauzl.Entry, problem: Text | undefined): ArchiveEntry {
  const location: ZipLocation = {
    name: entry.fileName,
    rawName: entry.fileNameRaw,
    header: entry.relativeOffsetOfLocalHeader,
    method: entry.compressionMethod,
    packed: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
  };
  const open = () => Readable.from(bytesOf(zip, entry, path, location), { objectMode: false });
  return {
    path: entry.fileName,
    size: entry.uncompressedSize,
    ...(problem && { problem }),
    location,
    open,
    read: async (signal) => {
      throwIfCancelled(signal);
      const parts: Buffer[] = [];
      for await (const part of open() as AsyncIterable<Buffer>) {
        throwIfCancelled(signal);
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
  };
}

async function* bytesOf(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  path: string,
  location: ZipLocation,
): AsyncGenerator<Buffer> {
  try {
    await dataStart(path, location);
    const proof = new IntegrityCheck(location);
    pipeline(await zip.openReadStreamPromise(entry), proof, () => undefined); // a failure ends the proof too
    yield* proof as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof PlatformError || isCancelled(error)) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new PlatformError(
      'invalid',
      text('{0} is damaged inside the archive ({1}).', presentableName(entry.fileName), cause),
    );
  }
}
