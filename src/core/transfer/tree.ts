import { Readable } from 'node:stream';
import { opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lastOf } from '../model/paths';
import { text, type Text } from '../model/text';
import { alive, isPlatformError, PlatformError } from '../net/errors';
import type { Source } from '../platforms/platform';
import { type ArchiveEntry, openArchive } from './archive';
import { localSource } from './localSource';

/** Files below one folder, or in one archive: the same for whoever lays them out. */
export interface Tree {
  /** As the person knows it. */
  readonly name: string;
  /** Path inside the tree, with `/`, → its file. */
  readonly files: ReadonlyMap<string, Source>;
  /** What was left out on the way, with the reason. */
  readonly left: readonly { readonly path: string; readonly said: Text }[];
  /** The archive itself, which is sent as it is. */
  readonly archive?: Source;
  close(): Promise<void>;
}

/** Files that are read of a folder; more are refused. */
const mostFiles = 200_000;

/**
 * The files below folders that stand beside each other, and files beside them, as one tree. Paths begin with the names
 * of what was selected, since a selected folder may itself be one of the layout. What is hidden and links are left out.
 */
export async function folderTree(name: string, paths: readonly string[], signal: AbortSignal): Promise<Tree> {
  const files = new Map<string, Source>();
  const left: { path: string; said: Text }[] = [];
  for (const path of paths) await gather(path, basename(path), files, left, signal);
  return { name, files, left, close: () => Promise.resolve() };
}

async function gather(
  place: string,
  path: string,
  files: Map<string, Source>,
  left: { path: string; said: Text }[],
  signal: AbortSignal,
): Promise<void> {
  alive(signal);
  const folder = await opendir(place).catch((error: unknown) => {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === 'ENOTDIR') return undefined;
    throw new PlatformError('invalid', text('{0} cannot be read ({1}).', place, code ?? '?'));
  });
  if (folder === undefined) return take(place, path, files, left);
  const entries = [];
  for await (const entry of folder) entries.push(entry);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = `${path}/${entry.name}`;
    const reason = reasonToLeave(entry);
    if (reason) left.push({ path: below, said: reason });
    else await gather(join(place, entry.name), below, files, left, signal);
    if (files.size > mostFiles)
      throw new PlatformError('limit', text('{0} holds more than {1} files.', place, mostFiles));
  }
}

async function take(
  place: string,
  path: string,
  files: Map<string, Source>,
  left: { path: string; said: Text }[],
): Promise<void> {
  try {
    files.set(path, await localSource(place));
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    left.push({ path, said: error.said });
  }
}

function reasonToLeave(entry: {
  readonly name: string;
  isSymbolicLink(): boolean;
  isFile(): boolean;
  isDirectory(): boolean;
}): Text | undefined {
  if (entry.isSymbolicLink()) return text('Links are not followed.');
  if (!entry.isFile() && !entry.isDirectory()) return text('It is no file.');
  if (entry.name.startsWith('.') || entry.name === '__MACOSX') return text('Hidden files are left out.');
  return undefined;
}

/** The list of an archive; its files can be read until it is closed. @throws PlatformError when it cannot be read */
export async function archiveTree(archive: Source, signal: AbortSignal): Promise<Tree> {
  const opened = await openArchive(archive.place, signal);
  const files = new Map(
    opened.entries.filter(({ path }) => !path.endsWith('/')).map((entry) => [entry.path, entrySource(entry)]),
  );
  return { name: archive.name, files, left: [], archive, close: () => opened.close() };
}

function entrySource(entry: ArchiveEntry): Source {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield await entry.read();
  }
  return {
    name: lastOf(entry.path),
    place: entry.path,
    size: entry.size,
    open: () => Readable.from(bytes(), { objectMode: false }),
    read: (signal) => entry.read(signal),
  };
}
