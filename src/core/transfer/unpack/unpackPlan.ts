import type yauzl from 'yauzl';
import { parentPathOf } from '../../model/paths';
import { text, type Text } from '../../model/text';
import { PlatformError } from '../../net/errors';
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
  for (const entry of entries) {
    const problem = entryProblem(entry, limits);
    if (problem) throw new PlatformError('invalid', problem);
  }
  checkNames(entries);
  checkOverlaps(entries);
  const problem = listProblem(entries, limits);
  if (problem) throw new PlatformError('limit', problem);
  const bytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  const names = new SafeNames(rules);
  const files = [...entries]
    .filter((entry) => !isFolder(entry))
    .sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
    .map((entry) => ({ entry, asked: entry.fileName, path: names.path(entry.fileName) }));
  const folders = new Set(files.flatMap(({ path }) => foldersAbove(path)));
  return { files, folders: [...folders].sort(), bytes, changes: names.changes };
}

/** What is too much of all entries together; undefined when the archive may be unpacked. */
export function listProblem(
  entries: readonly Pick<yauzl.Entry, 'compressedSize' | 'uncompressedSize'>[],
  limits: UnpackLimits,
): Text | undefined {
  const bytes = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (bytes > limits.bytes) return text('The archive expands to {0} bytes (limit {1}).', bytes, limits.bytes);
  const packed = entries.reduce((sum, entry) => sum + entry.compressedSize, 0);
  if (bytes < limits.ratioFrom || bytes <= limits.ratio * packed) return undefined;
  return text('The archive would expand from {0} to {1} bytes; it was rejected.', packed, bytes);
}

type Check = (entry: yauzl.Entry, limits: UnpackLimits) => Text | undefined;

const unreadable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;
const everyUnreadable = new RegExp(unreadable, 'gu');
/** Upper half of the external attributes: the mode of the systems that have one. */
const typeBits = 0o170000;
const [regular, folder] = [0o100000, 0o040000];

/** What one entry alone can have wrong. */
const checks: readonly Check[] = [
  ({ fileName }) =>
    unreadable.test(fileName)
      ? text('{0}: the name holds characters that no name should have.', presentableName(fileName))
      : undefined,
  ({ fileName }) =>
    /^([a-z]:|\/)/i.test(fileName)
      ? text('{0}: an absolute path is not allowed.', presentableName(fileName))
      : undefined,
  ({ fileName }) =>
    fileName
      .replace(/\/$/, '')
      .split('/')
      .some((part) => part === '' || part === '.' || part === '..')
      ? text('{0}: the path has an empty part or one that means another folder.', presentableName(fileName))
      : undefined,
  ({ fileName }, { depth, path }) =>
    fileName.length > path || fileName.split('/').length > depth
      ? text('{0}: the path is too long or too deep.', presentableName(fileName))
      : undefined,
  (entry) => {
    const type = (entry.externalFileAttributes >>> 16) & typeBits;
    return type === 0 || type === regular || type === folder
      ? undefined
      : text('{0} is a link or a device. Such entries are not unpacked.', presentableName(entry.fileName));
  },
  methodProblem,
  (entry, { ratio, ratioFrom }) =>
    entry.uncompressedSize >= ratioFrom && entry.uncompressedSize > ratio * entry.compressedSize
      ? text(
          '{0} would expand from {1} to {2} bytes; it was rejected.',
          presentableName(entry.fileName),
          entry.compressedSize,
          entry.uncompressedSize,
        )
      : undefined,
];

/** Why an entry must not be read, judged by the list alone; undefined when it may. */
export function entryProblem(entry: yauzl.Entry, limits: UnpackLimits): Text | undefined {
  for (const check of checks) {
    const problem = check(entry, limits);
    if (problem) return problem;
  }
  return undefined;
}

/** Ways of packing that occur and that nothing here reads (APPNOTE 6.3.10, 4.4.5). */
const methods = new Map([
  [1, 'Shrink'],
  [6, 'Implode'],
  [9, 'Deflate64'],
  [12, 'BZIP2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'XZ'],
  [96, 'JPEG'],
  [97, 'WavPack'],
  [98, 'PPMd'],
]);
const encryptedMethod = 99;

function methodProblem(entry: yauzl.Entry): Text | undefined {
  const { compressionMethod: method } = entry;
  if (entry.isEncrypted() || method === encryptedMethod)
    return text('{0} is encrypted.', presentableName(entry.fileName));
  if (entry.canDecodeFileData()) return undefined;
  return text(
    '{0} is compressed with {1}, which cannot be read. Use Deflate, or no compression.',
    presentableName(entry.fileName),
    methods.get(method) ?? method,
  );
}

/** No two entries may land on one name, on any file system; no file may stand where a folder must be. */
function checkNames(entries: readonly yauzl.Entry[]): void {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const claimed = new Set<string>();
  for (const entry of entries) {
    const name = entry.fileName.replace(/\/$/, '');
    const folder = isFolder(entry) ? name : parentPathOf(name);
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
    text('{0} and {1} would be one file. The archive is not unpacked.', presentableName(one), presentableName(other)),
  );
}

/** Length of a local header without its name and its extra field. */
export const headerBytes = 30;

function checkOverlaps(entries: readonly yauzl.Entry[]): void {
  const [first] = findOverlaps(entries);
  if (first === undefined) return;
  const [before, entry] = first;
  throw new PlatformError(
    'invalid',
    text('{0} and {1} overlap inside the archive.', presentableName(before.fileName), presentableName(entry.fileName)),
  );
}

/** Entries that share bytes, which make a small archive endless: each with the one before it. */
export function findOverlaps(entries: readonly yauzl.Entry[]): (readonly [yauzl.Entry, yauzl.Entry])[] {
  const found: (readonly [yauzl.Entry, yauzl.Entry])[] = [];
  let [end, before]: [number, yauzl.Entry | undefined] = [0, undefined];
  for (const entry of [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    if (before !== undefined && entry.relativeOffsetOfLocalHeader < end) found.push([before, entry]);
    end = Math.max(end, entry.relativeOffsetOfLocalHeader + headerBytes + entry.fileNameLength + entry.compressedSize);
    before = entry;
  }
  return found;
}

function isFolder(entry: yauzl.Entry): boolean {
  return entry.fileName.endsWith('/');
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, n + 1).join('/'));
}

/** A name as it can be shown: without characters that hide or turn the rest, and not without end. */
export function presentableName(name: string): string {
  const plain = name.replaceAll(everyUnreadable, '?');
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}
