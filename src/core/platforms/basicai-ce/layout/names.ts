import { lookUp } from '../../../model/lookUp';
import { lastOf } from '../../../model/paths';

/** Single pictures that the server decodes (CE-37). */
export const pictureExtensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.bmp', '.tif', '.webp']);
export const archiveExtensions: ReadonlySet<string> = new Set(['.zip']);

const mimes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.bmp': 'image/bmp',
  '.tif': 'image/tiff',
  '.webp': 'image/webp',
  '.zip': 'application/zip',
};

export function mimeOf(fileName: string): string {
  return lookUp(mimes, extensionOf(fileName)) ?? 'application/octet-stream';
}

/** The last extension with its dot, in lower case; empty without one. */
export function extensionOf(fileName: string): string {
  return /\.[^./\\]+$/.exec(fileName)?.[0].toLowerCase() ?? '';
}

/** Data are named after their file without its last extension. */
export function listedName(fileName: string): string {
  const base = lastOf(fileName);
  const dot = base.lastIndexOf('.');
  return dot < 0 ? base : base.slice(0, dot);
}

/** `#`, `?` and `%` in a presigned name leave the record unstarted forever (CE-39). */
export function safeName(fileName: string): string {
  return fileName.replace(/[#?%]/g, '_');
}
