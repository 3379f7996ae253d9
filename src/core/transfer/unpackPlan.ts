import type yauzl from 'yauzl';
import { aboveOf } from '../model/paths';
import { text, type Text } from '../model/text';
import { PlatformError } from '../net/errors';
import { type NameChange, type NameRules, nameKey, SafeNames } from './safeNames';

/** Bounds of what an archive may become. */
export interface UnpackLimits {
  readonly entries: number;
  /** Bytes of all files together. */
  readonly bytes: number;
  /** How many times its packed length a file may have; looked at from `ratioFrom` bytes on. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Folders above a file. */
  readonly depth: number;
  /** UTF-16 units of a path. */
  readonly path: number;
}

export const usualLimits: UnpackLimits = {
  entries: 200_000,
  bytes: 64 * 1024 ** 3,
  ratio: 200,
  ratioFrom: 16 * 1024 ** 2,
  depth: 32,
  path: 2_000,
};

export interface PlannedFile {
  readonly entry: yauzl.Entry;
  /** As the archive has it. */
  readonly asked: string;
  /** As it is written, below the target. */
  readonly path: string;
}

export interface UnpackPlan {
  /** Every file in the order of its bytes in the archive. */
  readonly files: readonly PlannedFile[];
  /** Every folder, those above first. */
  readonly folders: readonly string[];
  readonly bytes: number;
  readonly changes: readonly NameChange[];
}

/**
 * Judges the whole list before the first byte is written: what could leave the folder, overwrite, or fill the disk is
 * refused, by the name of the entry. yauzl has refused `..`, absolute paths and drives before; the rest is ours.
 */
export function planUnpack(entries: readonly yauzl.Entry[], limits: UnpackLimits, rules: NameRules): UnpackPlan {
  for (const entry of entries) checkEntry(entry, limits);
  checkNames(entries);
  checkOverlaps(entries);
  const bytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (bytes > limits.bytes)
    throw new PlatformError(
      'limit',
      text('Unpacked the archive would have {0} bytes; at most {1} are allowed.', bytes, limits.bytes),
    );
  const packed = entries.reduce((sum, entry) => sum + entry.compressedSize, 0);
  if (bytes >= limits.ratioFrom && bytes > limits.ratio * packed)
    throw new PlatformError(
      'limit',
      text('The archive would grow from {0} to {1} bytes; that is refused.', packed, bytes),
    );
  const names = new SafeNames(rules);
  const files = [...entries]
    .filter((entry) => !isFolder(entry))
    .sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
    .map((entry) => ({ entry, asked: entry.fileName, path: names.path(entry.fileName) }));
  const folders = new Set(files.flatMap(({ path }) => foldersAbove(path)));
  return { files, folders: [...folders].sort(), bytes, changes: names.changes };
}

type Check = (entry: yauzl.Entry, limits: UnpackLimits) => Text | undefined;

const unreadable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;
/** Upper half of the external attributes: the mode of the systems that have one. */
const typeBits = 0o170000;
const [regular, folder] = [0o100000, 0o040000];

/** What one entry alone can have wrong. */
const checks: readonly Check[] = [
  ({ fileName }) =>
    unreadable.test(fileName)
      ? text('{0}: the name holds characters that no name should have.', shown(fileName))
      : undefined,
  ({ fileName }) =>
    fileName
      .replace(/\/$/, '')
      .split('/')
      .some((part) => part === '' || part === '.' || part === '..')
      ? text('{0}: the path has an empty part or one that means another folder.', shown(fileName))
      : undefined,
  ({ fileName }, { depth, path }) =>
    fileName.length > path || fileName.split('/').length > depth
      ? text('{0}: the path is too long or too deep.', shown(fileName))
      : undefined,
  (entry) => {
    const type = (entry.externalFileAttributes >>> 16) & typeBits;
    return type === 0 || type === regular || type === folder
      ? undefined
      : text('{0} is a link or a device. Such entries are not unpacked.', shown(entry.fileName));
  },
  (entry) =>
    entry.canDecodeFileData()
      ? undefined
      : text('{0} is encrypted or packed in a way that is not known.', shown(entry.fileName)),
  (entry, { ratio, ratioFrom }) =>
    entry.uncompressedSize >= ratioFrom && entry.uncompressedSize > ratio * entry.compressedSize
      ? text(
          '{0} would grow from {1} to {2} bytes; that is refused.',
          shown(entry.fileName),
          entry.compressedSize,
          entry.uncompressedSize,
        )
      : undefined,
];

function checkEntry(entry: yauzl.Entry, limits: UnpackLimits): void {
  for (const check of checks) {
    const said = check(entry, limits);
    if (said) throw new PlatformError('invalid', said);
  }
}

/** No two entries may land on one name, on any file system; no file may stand where a folder must be. */
function checkNames(entries: readonly yauzl.Entry[]): void {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const claimed = new Set<string>();
  for (const entry of entries) {
    const name = entry.fileName.replace(/\/$/, '');
    const folder = isFolder(entry) ? name : aboveOf(name);
    if (folder !== '' && !claimed.has(folder)) {
      claimed.add(folder);
      for (const above of foldersAbove(`${folder}/`)) claimFolder(above, folders);
    }
    if (isFolder(entry)) continue;
    const before = files.get(nameKey(name));
    if (before !== undefined) throw clash(before, name);
    files.set(nameKey(name), name);
  }
  for (const [key, name] of folders) {
    const file = files.get(key);
    if (file !== undefined) throw clash(name, file);
  }
}

function claimFolder(name: string, folders: Map<string, string>): void {
  const before = folders.get(nameKey(name));
  if (before !== undefined && before !== name) throw clash(before, name);
  folders.set(nameKey(name), name);
}

function clash(one: string, other: string): PlatformError {
  return new PlatformError(
    'invalid',
    text('{0} and {1} would be one file. The archive is not unpacked.', shown(one), shown(other)),
  );
}

/** Length of a local header without its name and its extra field. */
export const headerBytes = 30;

/** Entries that share bytes make a small archive endless. */
function checkOverlaps(entries: readonly yauzl.Entry[]): void {
  let end = 0;
  let before = '';
  for (const entry of [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    if (entry.relativeOffsetOfLocalHeader < end)
      throw new PlatformError(
        'invalid',
        text('{0} and {1} overlap inside the archive.', shown(before), shown(entry.fileName)),
      );
    end = entry.relativeOffsetOfLocalHeader + headerBytes + entry.fileNameLength + entry.compressedSize;
    before = entry.fileName;
  }
}

function isFolder(entry: yauzl.Entry): boolean {
  return entry.fileName.endsWith('/');
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, n + 1).join('/'));
}

/** A name as it can be shown: without characters that hide or turn the rest, and not without end. */
export function shown(name: string): string {
  const plain = name.replace(new RegExp(unreadable, 'gu'), '?');
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}
