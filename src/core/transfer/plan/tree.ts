import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lastOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { throwIfCancelled, isPlatformError, PlatformError } from '../../net/errors';
import type { UploadSource } from '../../contract';
import { type OpenedArchive, type ArchiveEntry, openArchive } from '../zip/archive';
import { checkReadable } from '../readLimit';
import { leftBehind } from './leftBehind';
import { localSource } from '../localSource';

/** Files below one folder, or in one archive: the same for whoever lays them out. */
export interface FileTree {
  /** As the person knows it. */
  readonly name: string;
  /** Path inside the tree, with `/`, → its file. */
  readonly files: ReadonlyMap<string, UploadSource>;
  /** What was left out on the way, with the reason. */
  readonly left: readonly { readonly path: string; readonly message: Text }[];
  /** What must not be read of it, with the reason: entries of an archive that are damaged, encrypted or too large. */
  readonly unusable?: readonly { readonly path: string; readonly message: Text }[];
  /** The archive itself, which is sent as it is. */
  readonly archive?: UploadSource;
  /** Why the archive cannot be sent as it is, while its files can. */
  readonly repack?: readonly Text[];
  close(): Promise<void>;
}

/** Files that are read of a folder; more are refused. */
const mostFiles = 200_000;

/**
 * The files below folders that stand beside each other, and files beside them, as one tree. Paths begin with the names
 * of what was selected, since a selected folder may itself be one of the layout. What is hidden and links are left out.
 */
export async function folderTree(name: string, paths: readonly string[], signal: AbortSignal): Promise<FileTree> {
  const walk: Walk = { files: new Map(), left: [] };
  for (const path of paths) await gather({ place: path, path: basename(path), first: true }, walk, signal);
  return { name, ...walk, close: () => Promise.resolve() };
}

interface Walk {
  readonly files: Map<string, UploadSource>;
  readonly left: { path: string; message: Text }[];
}

interface Found {
  readonly place: string;
  /** Inside the tree; empty for a root without a name of its own, as a drive has none. */
  readonly path: string;
  /** What was selected itself: when it cannot be read, nothing can. */
  readonly first?: boolean;
}

async function gather({ place, path, first }: Found, walk: Walk, signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  const entries = await readFolder(place).catch((error: unknown) => {
    const notice = text('{0} cannot be read ({1}).', place, codeOf(error));
    if (first === true) throw new PlatformError('invalid', notice);
    walk.left.push({ path, message: notice });
    return [];
  });
  if (entries === undefined) return take(place, path, walk);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    const reason = reasonToLeave(entry);
    if (reason) walk.left.push({ path: below, message: reason });
    else await gather({ place: join(place, entry.name), path: below }, walk, signal);
    if (walk.files.size > mostFiles)
      throw new PlatformError('limit', text('{0} contains more than {1} files.', place, mostFiles));
  }
}

/** What a folder holds; undefined for a file. */
async function readFolder(place: string): Promise<Dirent[] | undefined> {
  try {
    return await readdir(place, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : '?';
}

async function take(place: string, path: string, { files, left }: Walk): Promise<void> {
  try {
    files.set(path, await localSource(place));
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    left.push({ path, message: error.userMessage });
  }
}

function reasonToLeave(entry: Dirent): Text | undefined {
  if (entry.isSymbolicLink()) return text('Links are skipped.');
  if (!entry.isFile() && !entry.isDirectory()) return text('It is not a file.');
  return leftBehind(entry.name);
}

/**
 * The list of an archive; its files can be read until it is closed. What one entry has wrong is told with the rest.
 * @throws PlatformError when the archive cannot be read
 */
export async function openArchiveTree(archive: UploadSource, signal: AbortSignal): Promise<FileTree> {
  const opened = await openArchive(archive.place, signal);
  const files = opened.entries.filter(({ path }) => !path.endsWith('/'));
  return {
    name: archive.name,
    files: new Map(
      files.flatMap((entry) => (entry.problem ? [] : [[entry.path, entrySource(entry, archive.place)] as const])),
    ),
    left: [],
    unusable: files.flatMap(({ path, problem }) => (problem ? { path, message: problem } : [])),
    archive,
    repack: [...foreignNames(opened), ...backslashes(opened)],
    close: () => opened.close(),
  };
}

/** The server reads names as UTF-8, whatever the archive says (CE-43). */
function foreignNames({ encoding }: OpenedArchive): Text[] {
  if (encoding === 'UTF-8') return [];
  return [text('Its file names are in {0}; the server would garble them. Repacking writes them in UTF-8.', encoding)];
}

function backslashes(opened: OpenedArchive): Text[] {
  const count = opened.backslashes.length;
  if (count === 0) return [];
  return [text('{0} of its paths have a backslash, which the server does not take for a folder.', count)];
}

function entrySource(entry: ArchiveEntry, archive: string): UploadSource {
  return {
    name: lastOf(entry.path),
    place: entry.path,
    size: entry.size,
    location: { path: archive, zip: entry.location },
    open: () => entry.open(),
    read: (signal) => {
      checkReadable(entry.path, entry.size);
      return entry.read(signal);
    },
  };
}
