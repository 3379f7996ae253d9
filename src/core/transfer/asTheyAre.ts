import { text } from '../model/text';
import type { Layout } from '../platforms/upload';

/** The layout of a platform that keeps files in folders: every file stays where it is. */
export function asTheyAre(paths: readonly string[]): Layout {
  const files = paths.filter((path) => !path.endsWith('/'));
  return {
    files: files.map((path) => ({ path, to: path, item: path, kind: 'file', lead: true })),
    problems: files.length === 0 ? [{ path: '', said: text('There is no file in it.') }] : [],
    left: [],
  };
}
