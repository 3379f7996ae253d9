import type { Ref } from '../../model/node';

/**
 * What a ref says: `space/S`, `dir/S/albums/2025`, `file/S/albums/cat%201.jpg`, `bin/S`, `recycled/S/123`, each part
 * percent-encoded.
 */
export interface ParsedRef {
  readonly kind: 'space' | 'dir' | 'file' | 'bin' | 'recycled';
  readonly space: string;
  /** Names from the top of the space on; empty but for directories and files. */
  readonly path: readonly string[];
  /** Of a recycled item. */
  readonly id: string;
}

const kinds: ReadonlySet<string> = new Set<ParsedRef['kind']>(['space', 'dir', 'file', 'bin', 'recycled']);

export const spaceRef = (space: string): Ref => refOf('space', space);
export const binRef = (space: string): Ref => refOf('bin', space);
export const recycledRef = (space: string, id: string): Ref => refOf('recycled', space, id);

/** The top of a space is the space itself. */
export function dirRef(space: string, path: readonly string[]): Ref {
  return path.length === 0 ? spaceRef(space) : refOf('dir', space, ...path);
}

export const fileRef = (space: string, path: readonly string[]): Ref => refOf('file', space, ...path);

/** @throws TypeError for a ref that this platform did not make */
export function parseRef(ref: Ref): ParsedRef {
  const [kind = '', ...encodePart] = ref.split('/');
  if (!kinds.has(kind) || encodePart.length === 0) throw new TypeError(`not a ref of this platform: ${ref}`);
  const [space = '', ...rest] = encodePart.map(decodeURIComponent);
  const recycled = kind === 'recycled';
  return { kind: kind as ParsedRef['kind'], space, path: recycled ? [] : rest, id: recycled ? (rest[0] ?? '') : '' };
}

/** Plain, without a leading slash: as paths stand in bodies (SMH-30). */
export function plainPath(path: readonly string[]): string {
  return path.join('/');
}

/** Names the bytes of a file for good: of bytes that are replaced the ETag, the size or the time differs. */
export function fileKey(ref: Ref, ...version: readonly (string | null | undefined)[]): string {
  return `${ref}#${version.map((part) => part ?? '').join('|')}`;
}

export function refOfKey(key: string): Ref {
  return key.split('#', 1)[0] ?? key;
}

function refOf(kind: ParsedRef['kind'], ...parts: readonly string[]): Ref {
  return [kind, ...parts.map(encodePart)].join('/');
}

/** One segment of a URL or a ref. Half a character, which no text in UTF-8 can hold, becomes the sign for one that is lost. */
export function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd'));
}
