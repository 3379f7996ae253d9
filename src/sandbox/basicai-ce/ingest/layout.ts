import { baseName, extension, isPictureName } from '../naming';
import type { DatasetType } from '../datasets/datasets';
import { lastOf, parentOf, type Piece, type Unpacked } from './unpacked';

/** One datum to be: its files by folder, in the order of the folders' names. */
export interface Item {
  name: string;
  parts: { folder: string; piece: Piece }[];
  result: Piece | undefined;
  /** Why it is not stored: two files of one folder have its name. */
  doubled?: string;
}

/** Items that share a parent: those of one scene, or those of none (`scene` is null). */
export interface Group {
  scene: string | null;
  items: Item[];
  /** As how many the record counts it, where that is not the number of its items. */
  counted?: number;
}

/** Why an archive is refused as a whole. */
export type LayoutFault = 'wrong' | 'empty';

interface Rule {
  /** The folders whose files name the items. */
  lead: RegExp;
  leadFile: (name: string) => boolean;
  /** Folders whose files join the item of the same name. */
  join: readonly { folder: RegExp; file: (name: string) => boolean }[];
}

const picture = { file: isPictureName };
const json = { file: (name: string) => extension(name) === 'json' };
const lidarRule: Rule = {
  lead: /^lidar_point_cloud_\d$/i,
  leadFile: (name) => extension(name) === 'pcd',
  join: [
    { folder: /^camera_image_.+$/i, ...picture },
    { folder: /^camera_config$/i, ...json },
  ],
};

/** Which folders an archive must have (CE-40). */
const layoutRules: Record<Exclude<DatasetType, 'TEXT'>, Rule> = {
  IMAGE: { lead: /^image_\d$/i, leadFile: isPictureName, join: [] },
  LIDAR_BASIC: lidarRule,
  LIDAR_FUSION: lidarRule,
};

/** Sorts the files of an archive into items; wrapper folders above the known ones do not matter. */
export function classifyFiles(
  type: Exclude<DatasetType, 'TEXT'>,
  { pieces, folders }: Unpacked,
): Group[] | LayoutFault {
  const rule = layoutRules[type];
  if (![...folders].some((folder) => rule.lead.test(lastOf(folder)))) return 'wrong';
  const groups = new Map<string, Group>();
  const items = new Map<string, Item>();
  for (const piece of pieces) {
    if (!rule.lead.test(folderOf(piece)) || !rule.leadFile(lastOf(piece.path))) continue;
    const place = parentOf(parentOf(piece.path));
    const name = baseName(lastOf(piece.path));
    const key = `${place}/${name}`;
    const folder = folderOf(piece);
    const known = items.get(key);
    if (known?.parts.some((part) => part.folder === folder))
      known.doubled = `There are duplicate files in ${folder} folder,file name is ${name}`;
    if (known) {
      known.parts.push({ folder, piece });
      continue;
    }
    const item: Item = { name, parts: [{ folder, piece }], result: undefined };
    items.set(key, item);
    groupOf(groups, place).items.push(item);
  }
  joinOthers(rule, pieces, items);
  const found = [...groups.values()].filter((group) => group.items.length > 0);
  return found.length === 0 ? 'empty' : found.sort((a, b) => Number(a.scene === null) - Number(b.scene === null));
}

function joinOthers(rule: Rule, pieces: readonly Piece[], items: ReadonlyMap<string, Item>): void {
  for (const piece of pieces) {
    const name = lastOf(piece.path);
    const item = items.get(`${parentOf(parentOf(piece.path))}/${baseName(name)}`);
    if (!item) continue;
    const folder = folderOf(piece);
    if (folder.toLowerCase() === 'result' && extension(name) === 'json') item.result ??= piece;
    if (rule.join.some((join) => join.folder.test(folder) && join.file(name))) item.parts.push({ folder, piece });
  }
  for (const item of items.values()) item.parts.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** A scene is the nearest folder above whose name starts with `scene_`; all that is in none is one group. */
function groupOf(groups: Map<string, Group>, place: string): Group {
  let scene = place;
  while (scene !== '' && !/^scene_/i.test(lastOf(scene))) scene = parentOf(scene);
  const known = groups.get(scene);
  if (known) return known;
  const group: Group = { scene: scene === '' ? null : lastOf(scene), items: [] };
  groups.set(scene, group);
  return group;
}

function folderOf(piece: Piece): string {
  return lastOf(parentOf(piece.path));
}
