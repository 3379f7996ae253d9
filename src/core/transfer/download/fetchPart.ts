import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, lstat, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from '../../model/text';
import { throwIfCancelled, isPlatformError, PlatformError } from '../../net/errors';
import { withRetries } from '../../net/retry';
import type { DownloadPart } from '../../contract';
import { ofDisk, unwritableError } from '../unpack/disk';

interface FetchDeps {
  readonly clock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  random(): number;
}

export interface FetchResult {
  readonly size: number;
  readonly md5: string;
}

/**
 * Brings one file to a path. The bytes arrive under a temporary name that tells whose they are, so that only bytes of the
 * same file are continued; the file gets its name when size and checksum are right. The folder must exist.
 * @param moved told the bytes that arrived, and negative ones when an attempt was in vain
 */
export async function fetchPart(
  part: DownloadPart,
  path: string,
  deps: FetchDeps,
  moved: (bytes: number) => void,
  signal: AbortSignal,
): Promise<FetchResult> {
  const unfinished = unfinishedPath(part, path);
  try {
    const fetched = await withRetries(() => fresh(part, unfinished, moved, signal), deps, signal);
    await rename(unfinished, path);
    await rm(versionPath(unfinished), { force: true });
    return fetched;
  } catch (error) {
    throw ofDisk(error) ? unwritableError(path, error) : error;
  }
}

/** Short, whatever the file is called; another key or size gives another name. */
export function unfinishedPath(part: DownloadPart, path: string): string {
  const whose = createHash('sha1')
    .update(`${part.key}\n${part.size ?? ''}\n${path}`)
    .digest('hex')
    .slice(0, 16);
  return join(dirname(path), `.${whose}.part`);
}

/** Beside unfinished bytes: of which version they are. */
function versionPath(unfinished: string): string {
  return `${unfinished}.version`;
}

/** What cannot be continued must not be met again by the next attempt. */
async function fresh(...all: Parameters<typeof attempt>): Promise<FetchResult> {
  try {
    return await attempt(...all);
  } catch (error) {
    if (isPlatformError(error) && error.kind === 'protocol') await forget(all[1]);
    throw error;
  }
}

async function forget(unfinished: string): Promise<void> {
  await rm(unfinished, { force: true, recursive: true });
  await rm(versionPath(unfinished), { force: true });
}

async function attempt(
  part: DownloadPart,
  unfinished: string,
  moved: (bytes: number) => void,
  signal: AbortSignal,
): Promise<FetchResult> {
  throwIfCancelled(signal);
  const hash = createHash('md5');
  const version = await readFile(versionPath(unfinished), 'utf8').catch(() => undefined);
  if (version === undefined) await forget(unfinished);
  const before = await present(unfinished, part.size, hash);
  const file = await openFor(unfinished, before);
  let size = 0;
  const count = (bytes: number) => {
    size += bytes;
    moved(bytes);
  };
  count(before);
  try {
    const storeMd5 = await write(part, { file, unfinished, from: before, version }, hash, count, signal);
    const md5 = hash.digest('hex');
    check(part, size, md5, storeMd5);
    return { size, md5 };
  } catch (error) {
    moved(-size);
    throw error;
  } finally {
    await file.close();
  }
}

function check(part: DownloadPart, size: number, md5: string, storeMd5: string | undefined): void {
  if (part.size !== undefined && size !== part.size)
    throw wrong(text('{0} arrived with {1} bytes instead of {2}.', part.path, size, part.size));
  if (storeMd5 !== undefined && storeMd5 !== md5) throw wrong(text('{0} arrived damaged.', part.path));
}

function wrong(message: ReturnType<typeof text>): PlatformError {
  return new PlatformError('protocol', message, { retryable: true });
}

/**
 * How many bytes of an earlier attempt are continued, taken into the checksum. One byte is always left to ask for, since
 * the answer tells the checksum of the whole.
 */
async function present(unfinished: string, size: number | undefined, hash: Hash): Promise<number> {
  const found = await lstat(unfinished).catch(() => undefined);
  if (found === undefined) return 0;
  const most = found.isFile() && size !== undefined && found.size <= size ? Math.min(found.size, size - 1) : 0;
  if (most <= 0) {
    await rm(unfinished, { force: true, recursive: true });
    return 0;
  }
  const bytes = createReadStream(unfinished, { end: most - 1 }) as AsyncIterable<Buffer>;
  for await (const piece of bytes) hash.update(piece);
  await truncate(unfinished, most);
  return most;
}

/** Never through a link. */
function openFor(unfinished: string, before: number): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NOFOLLOW } = constants;
  // Not known on Windows, where making links needs rights.
  const noLink = (O_NOFOLLOW as number | undefined) ?? 0;
  return open(unfinished, O_WRONLY | noLink | (before > 0 ? O_APPEND : O_CREAT | O_EXCL), 0o644);
}

interface Unfinished {
  readonly file: FileHandle;
  readonly unfinished: string;
  /** Bytes that are there. */
  readonly from: number;
  readonly version: string | undefined;
}

async function write(
  part: DownloadPart,
  { file, unfinished, from, version }: Unfinished,
  hash: Hash,
  moved: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { body, md5, version: now } = await part.open(from, signal, version);
  if (from === 0) await rm(versionPath(unfinished), { force: true });
  // Bytes without a version are never continued: the file may be another by then.
  if (from === 0 && now !== undefined) await writeFile(versionPath(unfinished), now, { mode: 0o600 });
  let left = (part.size ?? part.most ?? Infinity) - from;
  try {
    for await (const bytes of body as AsyncIterable<Buffer>) {
      throwIfCancelled(signal);
      left -= bytes.length;
      if (left < 0) throw wrong(text('{0} arrived with more than {1} bytes.', part.path, part.size ?? part.most ?? 0));
      hash.update(bytes);
      await file.writev([bytes]);
      moved(bytes.length);
    }
  } finally {
    body.destroy();
  }
  return md5;
}
