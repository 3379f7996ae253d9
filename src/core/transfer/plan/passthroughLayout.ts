import { text } from '../../model/text';
import type { UploadLayout, UploadRules } from '../../contract';

/** The layout of a platform that keeps files in folders: every file stays where it is. */
export function passthroughLayout(paths: readonly string[]): UploadLayout {
  const files = paths.filter((path) => !path.endsWith('/'));
  return {
    files: files.map((path) => ({ path, to: path, item: path, kind: 'file', lead: true })),
    problems: files.length === 0 ? [{ path: '', message: text('It contains no files.') }] : [],
    left: [],
  };
}

/**
 * What a store of files and folders takes: anything, file by file, each under its own name in its own folder.
 * @param safeName makes one name, of a file or of a folder, into one that the platform can hold
 */
export function folderStoreRules(
  own: Pick<UploadRules, 'conflicts' | 'check'> & { readonly safeName: (name: string) => string },
): UploadRules {
  return {
    singleFiles: 'any',
    archives: new Set(),
    looseFiles: new Set(),
    archiveThreshold: Infinity,
    pathSeparator: 'folder',
    conflicts: own.conflicts,
    safeName: (path) => path.split('/').map(own.safeName).join('/'),
    listedName: (path) => path,
    layout: passthroughLayout,
    check: own.check,
  };
}
