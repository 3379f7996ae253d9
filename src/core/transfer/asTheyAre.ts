import { text } from '../model/text';
import type { Layout, UploadRules } from '../platforms/upload';

/** The layout of a platform that keeps files in folders: every file stays where it is. */
export function asTheyAre(paths: readonly string[]): Layout {
  const files = paths.filter((path) => !path.endsWith('/'));
  return {
    files: files.map((path) => ({ path, to: path, item: path, kind: 'file', lead: true })),
    problems: files.length === 0 ? [{ path: '', said: text('There is no file in it.') }] : [],
    left: [],
  };
}

/**
 * What a store of files and folders takes: anything, file by file, each under its own name in its own folder.
 * @param safeName makes one name, of a file or of a folder, into one that the platform can hold
 */
export function folderRules(
  own: Pick<UploadRules, 'conflicts' | 'check'> & { readonly safeName: (name: string) => string },
): UploadRules {
  return {
    singles: 'any',
    archives: new Set(),
    loose: new Set(),
    packFrom: Infinity,
    slash: 'folder',
    conflicts: own.conflicts,
    safeName: (path) => path.split('/').map(own.safeName).join('/'),
    listedName: (path) => path,
    layout: asTheyAre,
    check: own.check,
  };
}
