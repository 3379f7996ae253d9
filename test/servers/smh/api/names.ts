import { extensionOf, mimeType } from '../../../../src/sandbox/mime';
import { Refused } from './errors';

/** A path as segments; empty for the root of a space. */
export type Path = readonly string[];

/** Longest name of a file or directory, UTF-16 units (SMH-6). */
const maxNameLength = 255;
/** Control characters are refused too, which is inferred. */
const forbiddenCharacters = /[\\:*?"<>|\u0000-\u001f\u007f]/;

/** The segments of a plain path. A leading slash counts for nothing, and so does one at the end. */
export function splitPath(text: string): Path {
  const inner = text.replace(/^\//, '').replace(/\/$/, '');
  return inner === '' ? [] : inner.split('/');
}

/** The segments of a path in a URL, where slashes may be written as `%2F` too. */
export function decodePath(raw: string): Path {
  try {
    return splitPath(decodeURIComponent(raw));
  } catch {
    throw new Refused('ParamInvalid', 'Path is not percent-encoded UTF-8.');
  }
}

/** Refuses names that cannot be created; the last segment is one of a file or of a directory. */
export function checkNames(path: Path, kind: 'file' | 'directory'): void {
  for (const [i, name] of path.entries()) {
    if (name === '' || name === '.' || name === '..' || forbiddenCharacters.test(name))
      throw new Refused('IllegalFileName');
    if (name.length > maxNameLength)
      throw new Refused(
        kind === 'file' && i === path.length - 1 ? 'FileNameLengthExceed' : 'DirectoryNameLengthExceed',
      );
  }
}

/** `cat 1.jpg`, 2 → `cat 1 (2).jpg`; a directory keeps its whole name in front. */
export function numbered(name: string, n: number, isFile: boolean): string {
  const extension = isFile ? extensionOf(name) : '';
  if (extension === '') return `${name} (${n})`;
  const base = name.slice(0, -extension.length - 1);
  return `${base} (${n})${name.slice(base.length)}`;
}

/** What kind of file a name tells of. */
export function fileType(name: string): 'image' | 'video' | 'file' {
  const [kind] = mimeType(name).split('/');
  return kind === 'image' || kind === 'video' ? kind : 'file';
}
