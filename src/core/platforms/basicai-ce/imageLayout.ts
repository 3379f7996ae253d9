import { text, type Text } from '../../model/text';
import type { ArchiveLayout } from '../platform';

/** Single pictures that the server decodes (six tried; wire reference, section 8). */
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
  return mimes[extensionOf(fileName)] ?? 'application/octet-stream';
}

/** The last extension with its dot, in lower case; empty without one. */
export function extensionOf(fileName: string): string {
  return /\.[^./\\]+$/.exec(fileName)?.[0].toLowerCase() ?? '';
}

/** Data are named after their file without its last extension. */
export function listedName(fileName: string): string {
  const base = fileName.slice(fileName.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot < 0 ? base : base.slice(0, dot);
}

/** `#`, `?` and `%` in a presigned name leave the record unstarted forever (section 8). */
export function safeName(fileName: string): string {
  return fileName.replace(/[#?%]/g, '_');
}

interface Placed {
  readonly path: string;
  readonly scene: string | undefined;
  /** The folder directly around the file. */
  readonly folder: string;
}

/**
 * What an IMAGE archive holds, judged by its paths: pictures count only directly inside `image_0` to `image_9`; folders
 * above are free, one that begins with `scene_` makes a series of frames; names are matched without case.
 */
export function imageLayout(paths: readonly string[]): ArchiveLayout {
  const files = paths.filter((path) => !path.endsWith('/') && !path.split('/').includes('__MACOSX'));
  if (files.length === 0) return { problems: [text('The archive is empty.')], items: new Map() };
  const pictures = files.filter((path) => pictureExtensions.has(extensionOf(path))).map(place);
  const placed = pictures.filter(({ folder }) => /^image_\d$/i.test(folder));
  const items = new Map(placed.map(({ path, scene }) => [path, itemName(path, scene)]));
  return { problems: [...problemsOf(pictures, placed), ...twins(placed)], items };
}

function place(path: string): Placed {
  const folders = path.split('/').slice(0, -1);
  return { path, scene: folders.find((folder) => /^scene_/i.test(folder)), folder: folders.at(-1) ?? '' };
}

/** Frames are told apart from single data by their scene: both may use a name. */
function itemName(path: string, scene: string | undefined): string {
  return scene === undefined ? listedName(path) : `${scene}/${listedName(path)}`;
}

function problemsOf(pictures: readonly Placed[], placed: readonly Placed[]): Text[] {
  if (pictures.length === 0)
    return [text('The archive holds no picture that the server reads ({0}).', [...pictureExtensions].join(' '))];
  if (placed.length > 0) return [];
  const folder = pictures[0]?.folder ?? '';
  if (folder === '')
    return [text('The pictures lie at the top of the archive. Put them into a folder named "image_0".')];
  return [text('The pictures lie in "{0}". The folder around them must be named "image_0" (one digit).', folder)];
}

/** Of two files that give one item in one folder the server keeps the first and drops the other in silence. */
function twins(placed: readonly Placed[]): Text[] {
  const seen = new Map<string, string>();
  const found: Text[] = [];
  for (const { path, scene, folder } of placed) {
    const key = `${scene ?? ''}/${folder}/${listedName(path)}`.toLowerCase();
    const before = seen.get(key);
    if (before === undefined) seen.set(key, path);
    else found.push(text('{0} and {1} would become one item. Rename one of them.', before, path));
  }
  return found;
}
