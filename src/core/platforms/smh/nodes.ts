import type { Node, RemoteFile, Capability } from '../../model/node';
import { fileIcons, roleOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { binRef, dirRef, fileKey, fileRef, plainPath, recycledRef, spaceRef } from './refs';
import type { Entry, EntryInfo, RecycledItem, Space } from './api/wire';

/** The only space of a library of a single tenant (SMH-1). */
export const singleSpace = '-';

const holding: readonly Capability[] = ['create', 'upload', 'download', 'filter'];
const spaceCapabilities: ReadonlySet<Capability> = new Set([...holding, 'remove']);
const folderCapabilities: ReadonlySet<Capability> = new Set([
  ...holding,
  'copy',
  'move',
  'edit',
  'remove',
  'delete-permanently',
]);
const fileCapabilities: ReadonlySet<Capability> = new Set([
  'open',
  'link',
  'download',
  'copy',
  'move',
  'edit',
  'remove',
  'delete-permanently',
]);

/** A space has no name: its id is shown (SMH-1). */
export function spaceNode(row: Pick<Space, 'spaceId'> & Partial<Space>): Node {
  const single = row.spaceId === singleSpace;
  return {
    ref: spaceRef(row.spaceId),
    kind: 'space',
    icon: 'database',
    name: row.spaceId,
    ...(single && { label: text('All files') }),
    id: row.spaceId,
    expandable: true,
    capabilities: single ? new Set(holding) : spaceCapabilities,
    facts: facts([text('User'), row.userId], [text('Created'), row.creationTime]),
  };
}

export function binNode(space: string): Node {
  return {
    ref: binRef(space),
    parent: spaceRef(space),
    kind: 'bin',
    icon: 'trash',
    name: 'Recycle bin',
    label: text('Recycle bin'),
    id: space,
    expandable: true,
    capabilities: new Set<Capability>(['filter']),
  };
}

/** Everything that is no directory is treated as a file, links and unknown kinds as well (SMH-21). */
export function isDirectory({ type }: Pick<Entry, 'type'>): boolean {
  return type === 'dir';
}

/** @param path from the top of the space on, its own name last */
export function entryNode(space: string, path: readonly string[], row: EntryInfo | Entry): Node {
  return isDirectory(row) ? folderNode(space, path, row) : fileNode(space, path, row);
}

export function folderNode(space: string, path: readonly string[], row: Partial<EntryInfo>): Node {
  return {
    ref: dirRef(space, path),
    parent: dirRef(space, path.slice(0, -1)),
    kind: 'folder',
    icon: 'folder',
    name: path.at(-1) ?? '',
    id: plainPath(path),
    expandable: true,
    capabilities: folderCapabilities,
    facts: facts([text('Changed'), row.modificationTime], [text('Created'), row.creationTime]),
  };
}

function fileNode(space: string, path: readonly string[], row: Partial<EntryInfo>): Node {
  const name = path.at(-1) ?? '';
  const ref = fileRef(space, path);
  const role = roleOf(name);
  const size = bytesOf(row);
  const file: RemoteFile = {
    role,
    name,
    key: fileKey(ref, row.eTag ?? row.crc64, row.size, row.modificationTime),
    ...(size !== undefined && { size }),
    ...(row.contentType && { mime: row.contentType }),
  };
  return {
    ref,
    parent: dirRef(space, path.slice(0, -1)),
    kind: 'file',
    ...(row.type && { type: row.type }),
    icon: row.type === 'symlink' ? 'file-symlink-file' : fileIcons[role],
    name,
    id: plainPath(path),
    expandable: false,
    capabilities: fileCapabilities,
    facts: facts(
      [text('Size (bytes)'), row.size],
      [text('Changed'), row.modificationTime],
      [text('Created'), row.creationTime],
      [text('Labels'), row.labels?.join(', ')],
      [text('Checksum (CRC-64)'), row.crc64],
    ),
    files: [file],
  };
}

/** What was deleted and can come back, for so many days. */
export function recycledNode(
  space: string,
  row: Pick<RecycledItem, 'recycledItemId' | 'name'> & Partial<RecycledItem>,
): Node {
  const days = row.remainingTime;
  return {
    ref: recycledRef(space, row.recycledItemId),
    parent: binRef(space),
    kind: 'recycled',
    icon: row.type === 'dir' ? 'folder' : fileIcons[roleOf(row.name)],
    name: row.name,
    ...(days != null && { note: text('{0} days left', days) }),
    id: row.recycledItemId,
    expandable: false,
    capabilities: new Set<Capability>(['restore', 'delete-permanently']),
    facts: facts(
      [text('Original location'), row.originalPath && plainPath(row.originalPath)],
      [text('Size (bytes)'), row.size],
      [text('Deleted'), row.removalTime],
    ),
  };
}

/** Of an item whose `?info` does not tell its name, that of the place where it was. */
export function recycledName(
  row: { name?: string | null | undefined; originalPath?: readonly string[] | null | undefined },
  id: string,
): string {
  return row.name ?? row.originalPath?.at(-1) ?? id;
}

/** In bytes, where a number of JavaScript holds it exactly. */
export function bytesOf({ size }: { readonly size?: string | null | undefined }): number | undefined {
  const bytes = size != null && /^\d+$/.test(size) ? Number(size) : NaN;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

function facts(
  ...all: readonly (readonly [label: Text, value: string | null | undefined])[]
): NonNullable<Node['facts']> {
  return all.flatMap(([label, value]) => (value == null || value === '' ? [] : [[label, value] as const]));
}
