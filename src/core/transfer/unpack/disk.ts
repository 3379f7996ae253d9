import { lookUp } from '../../model/lookUp';
import { lstat, mkdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';

/** Bytes that are left to others on the disk. */
const spare = 32 * 1024 ** 2;

/** Bytes that may still be written below a folder; undefined where the system does not tell. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return Math.max(0, bavail * bsize - spare);
  } catch {
    return undefined;
  }
}

/** @throws PlatformError when so many bytes do not fit */
export async function checkSpace(folder: string, bytes: number): Promise<void> {
  const free = await freeSpace(folder);
  if (free === undefined || bytes <= free) return;
  throw new PlatformError(
    'limit',
    text('{0} MB are needed in {1}, {2} MB are free.', Math.ceil(bytes / 1e6), folder, Math.floor(free / 1e6)),
    { remedy: text('Free some space, or choose another folder.') },
  );
}

/** Whether an error is of the file system, and not of what was read. */
export function ofDisk(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'it is read-only',
  EEXIST: 'it exists already',
};

export function unwritableError(path: string, error: unknown): PlatformError {
  const code = ofDisk(error) ? (error.code ?? '') : String(error);
  return new PlatformError('invalid', text('{0} cannot be written: {1}', path, lookUp(causes, code) ?? code), { code });
}

/** Makes folders below a root, each a real one: a link among them could lead anywhere. */
export class MadeFolders {
  private readonly known = new Map<string, Promise<void>>();

  constructor(private readonly root: string) {}

  /** Makes the folder of a file, given by its path (with `/`) below the root. @throws PlatformError */
  async above(path: string): Promise<void> {
    const folder = dirname(path);
    if (folder === '.') return;
    await this.above(folder);
    const known = this.known.get(folder) ?? this.make(folder);
    this.known.set(folder, known);
    await known;
  }

  private async make(folder: string): Promise<void> {
    const whole = join(this.root, folder);
    try {
      await mkdir(whole);
    } catch (error) {
      if (!ofDisk(error) || error.code !== 'EEXIST') throw unwritableError(whole, error);
      const found = await lstat(whole);
      if (!found.isDirectory())
        throw new PlatformError('conflict', text('{0} is not a folder; nothing is written to it.', whole));
    }
  }
}
