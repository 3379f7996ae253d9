import { FileSystemError, type Uri } from 'vscode';
import { shownOn } from './surface';

type Kind = 'not-found' | 'not-a-folder' | 'forbidden' | 'unavailable';

const kinds: Readonly<Record<Kind, (of: Uri | string) => FileSystemError>> = {
  'not-found': (of) => FileSystemError.FileNotFound(of),
  'not-a-folder': (of) => FileSystemError.FileNotADirectory(of),
  forbidden: (of) => FileSystemError.NoPermissions(of),
  unavailable: (of) => FileSystemError.Unavailable(of),
};

/** What the editor shows where a file cannot be read. */
export function fileError(kind: Kind, of: Uri | string): FileSystemError {
  return kinds[kind](typeof of === 'string' ? shownOn('fileError', of) : of);
}

/** Whether it was made here: the editor shows its text. */
export function isFileError(error: unknown): error is FileSystemError {
  return error instanceof FileSystemError;
}
