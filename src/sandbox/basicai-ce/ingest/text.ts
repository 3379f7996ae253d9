import { readFile } from 'node:fs/promises';
import { isObject, parseJson } from '../../json';
import type { ObjectStore } from '../../store/objects';
import { baseName, extension } from '../naming';
import type { Group, LayoutFault } from './layout';
import { lastOf, parentOf, type Unpacked } from './unpacked';

interface Line {
  id: string;
  parentId?: string;
  text: string;
  role: string;
}

/**
 * Every way from a root to a leaf of a dialogue is an item with a file of its own (CE-45); the record counts files. One
 * that is no JSON in UTF-8 makes nothing, without a word.
 */
export async function arrangeTexts(objects: ObjectStore, { pieces }: Unpacked): Promise<Group[] | LayoutFault> {
  const groups: Group[] = [];
  for (const piece of pieces) {
    const file = lastOf(piece.path);
    if (lastOf(parentOf(piece.path)).toLowerCase() !== 'text' || extension(file) !== 'json') continue;
    const lines = readLines(parseJson((await readFile(piece.landed.file, 'utf8')).replace(/^\uFEFF/, '')));
    const group: Group = { scene: null, items: [], counted: 1 };
    groups.push(group);
    for (const [i, path] of paths(lines).entries()) {
      const name = `${baseName(file)}_${i + 1}`;
      const at = (from: string): string => `${parentOf(from)}/${name}.json`;
      const landed = await objects.landBytes(Buffer.from(JSON.stringify(path)));
      const part = { path: at(piece.path), zipPath: at(inArchive(piece.zipPath)), landed };
      group.items.push({ name, parts: [{ folder: '', piece: part }], result: undefined });
    }
  }
  return groups.length === 0 ? 'empty' : groups;
}

/** Noted from the last folder on that has the archive's own name. */
function inArchive(zipPath: string): string {
  const [archive = ''] = zipPath.split('/', 1);
  return zipPath.slice(zipPath.lastIndexOf(`${archive}/`));
}

/** Entries without an id, a text or a role are dropped. */
function readLines(value: unknown): Line[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!isObject(entry)) return [];
    const { id, text, role, parentId } = entry;
    if (typeof id !== 'string' || typeof text !== 'string' || typeof role !== 'string') return [];
    return [{ id, ...(typeof parentId === 'string' ? { parentId } : {}), text, role }];
  });
}

function paths(lines: readonly Line[]): Line[][] {
  const children = (id: string): Line[] => lines.filter((line) => line.parentId === id);
  const walk = (line: Line, above: readonly Line[]): Line[][] => {
    if (above.includes(line)) return [];
    const path = [...above, line];
    const below = children(line.id);
    return below.length === 0 ? [path] : below.flatMap((child) => walk(child, path));
  };
  return lines.filter((line) => line.parentId === undefined).flatMap((root) => walk(root, []));
}
