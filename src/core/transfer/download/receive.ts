import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import type { DownloadPart } from '../../contract';
import { MadeFolders, ofDisk, unwritableError } from '../unpack/disk';
import type { NameChange } from '../unpack/safeNames';
import { type UnpackResult, unpack } from '../unpack/unpack';
import { fetchPart } from './fetchPart';
import { safeFolderName } from './folder';

export interface ReceiveResult {
  /** Absent when there was no archive. */
  readonly folder: string;
  /** Paths as the archives have them. */
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly changes: readonly NameChange[];
}

export interface ReceiveReport {
  fetched(bytes: number): void;
  unpacked(done: number, of: number): void;
}

/**
 * Fetches archives and unpacks them into one fresh folder below `parent`, named after the first. All work is done in a
 * hidden folder beside it, so that what fails leaves nothing.
 * @throws PlatformError
 */
export async function receive(
  archives: readonly DownloadPart[],
  parent: string,
  context: Pick<SessionContext, 'clock' | 'random'>,
  report: ReceiveReport,
  signal: AbortSignal,
): Promise<ReceiveResult> {
  const work = await mkdtemp(join(parent, '.export-')).catch((error: unknown) => {
    throw unwritableError(parent, error);
  });
  try {
    const whole = join(work, 'all');
    await mkdir(whole);
    const unpacked: UnpackResult[] = [];
    for (const [n, part] of archives.entries()) {
      const zip = join(work, `${n}.zip`);
      let bytes = 0;
      await fetchPart(part, zip, context, (moved) => report.fetched((bytes += moved)), signal);
      const into = join(work, String(n));
      const found = await unpack(zip, into, { report: (done, of) => report.unpacked(done, of) }, signal);
      await rm(zip);
      await merge(into, whole, found);
      unpacked.push(found);
    }
    return {
      folder: await place(whole, parent, archives[0]?.path.replace(/\.zip$/i, '') ?? 'export'),
      paths: unpacked.flatMap(({ files }) => files.map(({ asked }) => asked)),
      bytes: unpacked.reduce((sum, one) => sum + one.bytes, 0),
      changes: unpacked.flatMap((one) => one.changes),
    };
  } catch (error) {
    throw ofDisk(error) ? unwritableError(parent, error) : error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Puts the files of one archive beside those of the others, without the folder that is around all of its own. */
async function merge(from: string, whole: string, { files }: UnpackResult): Promise<void> {
  const around = commonFolder(files.map(({ path }) => path));
  const folders = new MadeFolders(whole);
  const seen = new Set(await readdir(whole, { recursive: true }));
  for (const { path } of files) {
    const to = path.slice(around.length);
    if (seen.has(join(to))) throw new PlatformError('conflict', text('{0} is in two archives of one export.', to));
    await folders.above(to);
    await rename(join(from, path), join(whole, to));
  }
}

/** With its `/`; empty when the files do not share one. */
function commonFolder(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  const folder = first.slice(0, first.indexOf('/') + 1);
  return paths.every((path) => path.startsWith(folder)) ? folder : '';
}

/** A fresh name below the parent; what is there is never touched. */
async function place(whole: string, parent: string, wanted: string): Promise<string> {
  const name = safeFolderName(wanted);
  for (let n = 1; ; n++) {
    const folder = join(parent, n === 1 ? name : `${name} (${n})`);
    // A folder is renamed onto an empty one without a word, so its name is taken first.
    const taken = await mkdir(folder).then(
      () => false,
      (error: unknown) => {
        if (ofDisk(error) && error.code === 'EEXIST') return true;
        throw unwritableError(folder, error);
      },
    );
    if (taken) continue;
    await rm(folder, { recursive: true });
    await rename(whole, folder);
    return folder;
  }
}
