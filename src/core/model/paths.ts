import { lookUp } from './lookUp';
import type { FileRole } from './node';

/** The last name of a path with `/`. */
export function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What stands before the last name; empty at the top. */
export function parentPathOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** In lower case with its dot; empty for a name without one. A leading dot hides a file and is no extension. */
export function extensionOf(path: string): string {
  return /(?<=[^/])\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';
}

const roles: Readonly<Record<string, FileRole>> = {
  ...Object.fromEntries(
    ['.jpg', '.jpeg', '.png', '.bmp', '.gif', '.webp', '.tif', '.tiff'].map((one) => [one, 'image']),
  ),
  '.pcd': 'point-cloud',
  '.json': 'text',
  '.txt': 'text',
};

/** What a file is for, told by its name alone. */
export function roleOf(name: string): FileRole {
  return lookUp(roles, extensionOf(name)) ?? 'other';
}

/** Codicons of files, by what they are for. */
export const fileIcons: Readonly<Record<FileRole, string>> = {
  image: 'file-media',
  'point-cloud': 'graph-scatter',
  'camera-config': 'file-code',
  text: 'file-text',
  other: 'file',
};
