import type { Row } from '../../../../src/sandbox/store/rows';
import { takeIds, type App, type Id } from '../app';
import { Refused } from '../api/errors';

/** A file or a folder. `size` in bytes; `extension` without a dot. */
export interface FileRow {
  id: Id;
  /** `undefined` for the root alone. */
  parent: Id | undefined;
  name: string;
  folder: boolean;
  extension: string | null;
  dataType: number | null;
  size: number;
  object: string | null;
  category: number | null;
  bound: boolean;
  capturedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** The root folder's own id, as the tree shows it; requests may also say -1. */
export const rootId: Id = 1n;

export const readFile = (row: Row): FileRow => ({
  id: row.big('id'),
  parent: row.numOrNull('parent') === null ? undefined : row.big('parent'),
  name: row.text('name'),
  folder: row.num('folder') === 1,
  extension: row.textOrNull('extension'),
  dataType: row.numOrNull('data_type'),
  size: row.num('size'),
  object: row.textOrNull('object'),
  category: row.numOrNull('category'),
  bound: row.num('bound') === 1,
  capturedAt: row.numOrNull('captured_at'),
  createdAt: row.num('created_at'),
  updatedAt: row.num('updated_at'),
});

/** Everything at and below a file or folder: `below (id)` as a table. `CROSS JOIN` keeps SQLite from walking all. */
export const filesBelow = `WITH RECURSIVE below (id) AS (SELECT ? UNION ALL
  SELECT file.id FROM below CROSS JOIN file ON file.parent = below.id)`;

export function makeRoot(app: App): void {
  const now = app.clock.now();
  app.rows.run(
    "INSERT OR IGNORE INTO file (id, parent, name, folder, created_at, updated_at) VALUES (?, NULL, 'root', 1, ?, ?)",
    [rootId, now, now],
  );
}

export function findFile(app: App, id: Id): FileRow | undefined {
  return app.rows.get('SELECT * FROM file WHERE id = ?', [id], readFile);
}

export function needFile(app: App, id: Id): FileRow {
  const found = findFile(app, id);
  if (!found) throw new Refused(404);
  return found;
}

export function child(app: App, parent: Id, name: string): FileRow | undefined {
  return app.rows.get('SELECT * FROM file WHERE parent = ? AND name = ?', [parent, name], readFile);
}

/** -1 means the root everywhere (EO-12). */
export function rootOr(id: Id): Id {
  return id === -1n ? rootId : id;
}

/** A folder by an id of a request; `missing` is the code when there is none. */
export function needFolder(app: App, id: Id, missing: 400 | 404): Id {
  const found = findFile(app, rootOr(id));
  if (found?.folder !== true) throw new Refused(missing, 'folder not found');
  return found.id;
}

/** Longest name without its extension, characters (EO-20). */
const maxNameLength = 50;

/** Refuses a name that cannot be given. */
export function checkName(name: string, extension: string | null): void {
  const bare = extension !== null && name.endsWith(`.${extension}`) ? name.slice(0, -extension.length - 1) : name;
  if (bare.trim() === '' || name.includes('/')) throw new Refused(400, 'name is not valid');
  if (bare.length > maxNameLength) throw new Refused(400, `name is longer than ${maxNameLength} characters`);
}

/** Refuses a name that another has in the same folder. */
export function checkFree(app: App, parent: Id, name: string, self?: Id): void {
  const taken = child(app, parent, name);
  if (taken && taken.id !== self) throw new Refused(400, 'name already exists');
}

export function addFolder(app: App, parent: Id, name: string): Id {
  const id = takeIds(app);
  const now = app.clock.now();
  app.rows.run('INSERT INTO file (id, parent, name, folder, created_at, updated_at) VALUES (?, ?, ?, 1, ?, ?)', [
    id,
    parent,
    name,
    now,
    now,
  ]);
  return id;
}

export type NewFile = Pick<
  FileRow,
  'name' | 'extension' | 'dataType' | 'size' | 'object' | 'category' | 'capturedAt'
> & {
  parent: Id;
  md5: string | null;
};

export function addFile(app: App, file: NewFile): Id {
  const id = takeIds(app);
  const now = app.clock.now();
  app.rows.run(
    `INSERT INTO file (id, parent, name, folder, extension, data_type, size, object, md5, category, captured_at, created_at, updated_at)
     VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      file.parent,
      file.name,
      file.extension,
      file.dataType,
      file.size,
      file.object,
      file.md5,
      file.category,
      file.capturedAt,
      now,
      now,
    ],
  );
  return id;
}

/** `/survey/north-block`; the root is `/`. */
export function pathOf(app: App, file: FileRow): string {
  const names: string[] = [];
  for (let at: FileRow | undefined = file; at?.parent !== undefined; at = findFile(app, at.parent))
    names.unshift(at.name);
  return `/${names.join('/')}`;
}

/** The folder of a path; slashes at its ends count for nothing. */
export function folderAt(app: App, path: string): Id {
  let id = rootId;
  for (const name of path.split('/').filter(Boolean)) {
    const found = child(app, id, name);
    if (found?.folder !== true) throw new Refused(404, 'folder not found');
    id = found.id;
  }
  return id;
}
