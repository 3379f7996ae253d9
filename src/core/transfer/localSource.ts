import { close, constants, createReadStream, open as open_, read as read_, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { promisify } from 'node:util';
import { text } from '../model/text';
import { throwIfCancelled, PlatformError } from '../net/errors';
import type { SourceState } from '../net/http';
import type { UploadSource } from '../contract';
import { checkReadable } from './readLimit';

/**
 * A file of this machine. Exactly the bytes that it had when it was planned are sent: a file that grew is cut there, one
 * that shrank fails, since a request with a wrong length hangs or puts junk on the connection.
 * @throws PlatformError when it is no readable file
 */
export async function localSource(path: string): Promise<UploadSource> {
  const facts = await stat(path).catch((error: unknown) => {
    throw unreadableFileError(path, error);
  });
  if (!facts.isFile()) throw new PlatformError('invalid', text('{0} is not a file.', path));
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw unreadableFileError(path, error);
  });
  return {
    name: basename(path),
    place: path,
    size: facts.size,
    location: { path },
    open: () => open(path, facts.size),
    read: (signal) => read(path, facts.size, signal),
    state: () => stateOf(path, facts),
  };
}

/** The same file as it is now; what is no file of its own stays as it was. @throws PlatformError when it is gone */
export async function reopenSource(source: UploadSource): Promise<UploadSource> {
  if (source.location === undefined || source.location.zip !== undefined) return source;
  return { ...(await localSource(source.location.path)), name: source.name };
}

function open(path: string, size: number): Readable {
  const file = createReadStream(path, { start: 0, end: Math.max(0, size - 1), highWaterMark: 256 * 1024 });
  const checked = exactly(path, size);
  file.on('error', (error) => checked.destroy(unreadableFileError(path, error)));
  checked.on('close', () => file.destroy());
  return file.pipe(checked);
}

function exactly(path: string, size: number): Transform {
  let left = size;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const wanted = chunk.subarray(0, left);
      left -= wanted.length;
      done(null, wanted);
    },
    flush(done) {
      done(left === 0 ? null : changed(path));
    },
  });
}

/** Whether a file is what it was: by its length, its time of change, and by which file it is. */
async function stateOf(path: string, before: Stats): Promise<SourceState> {
  const now = await stat(path).catch(() => undefined);
  if (!now?.isFile()) return 'gone';
  return now.size === before.size && now.mtimeMs === before.mtimeMs && now.ino === before.ino ? 'same' : 'changed';
}

/**
 * By three calls and no more: of ten thousand small files each call counts. A file that grew meanwhile gives what it had; it is
 * found by the state of its source.
 */
async function read(path: string, size: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  checkReadable(path, size);
  throwIfCancelled(signal);
  const file = await openFile(path, 'r').catch((error: unknown) => {
    throw unreadableFileError(path, error);
  });
  try {
    const bytes = Buffer.allocUnsafe(size);
    const found = await readFrom(file, bytes).catch((error: unknown) => {
      throw unreadableFileError(path, error);
    });
    if (found !== size) throw changed(path);
    return bytes;
  } finally {
    close(file, () => undefined);
  }
}

const openFile = promisify(open_);

/** Fills the buffer as far as the file goes. @returns bytes */
async function readFrom(file: number, bytes: Buffer): Promise<number> {
  let found = 0;
  while (found < bytes.length) {
    const { bytesRead } = await readSome(file, bytes, found, bytes.length - found, found);
    if (bytesRead === 0) break;
    found += bytesRead;
  }
  return found;
}

const readSome = promisify(read_);

function changed(path: string): PlatformError {
  return new PlatformError('invalid', text('{0} changed while it was sent.', path));
}

export function unreadableFileError(path: string, error: unknown): PlatformError {
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';
  return new PlatformError('invalid', text('{0} cannot be read ({1}).', path, code), { code });
}
