import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritableError } from '../unpack/disk';
import { fileSystemNameRulesOf, SafeNames } from '../unpack/safeNames';
import { type DownloadOrigin, readManifest, sameOrigin } from './manifest';

/**
 * The folder below `parent` that a download goes into: the one of an earlier run of the same, or a fresh one. Nothing that
 * is there is ever written into otherwise. @throws PlatformError when it cannot be made
 */
export async function folderFor(parent: string, origin: DownloadOrigin): Promise<string> {
  const name = safeFolderName(origin.name);
  for (let n = 1; ; n++) {
    const folder = join(parent, n === 1 ? name : `${name} (${n})`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritableError(folder, error);
    }
    // A link of that name could lead anywhere.
    if (!(await lstat(folder)).isDirectory()) continue;
    const left = await readManifest(folder);
    if (left && sameOrigin(left.source, origin)) return folder;
    if ((await readdir(folder).catch(() => ['?'])).length === 0) return folder;
  }
}

/** One name, whatever a server calls its things. */
export function safeFolderName(name: string): string {
  return new SafeNames(fileSystemNameRulesOf(process.platform)).path(name.replace(/[/\\]/g, '_'));
}
