import type { Row } from '../../../../src/sandbox/store/rows';
import type { App } from '../app';
import { Refused } from '../api/errors';
import { fileType, numbered, type Path } from '../api/names';

/** A directory or a file of a space; `parent` is 0 below the root and negative in the recycle bin. */
export interface Entry {
  id: number;
  space: string;
  parent: number;
  isFile: boolean;
  name: string;
  type: string;
  size: number;
  object: string | null;
  etag: string | null;
  crc64: string | null;
  userId: string | null;
  labels: string;
  category: string | null;
  version: number;
  createdAt: number;
  updatedAt: number;
}

/** The bytes of a file, as an upload leaves them. Sums in the forms of the wire. */
export interface Content {
  object: string;
  size: number;
  md5: string;
  etag: string;
  crc64: string;
}

export const readEntry = (row: Row): Entry => ({
  id: row.num('id'),
  space: row.text('space'),
  parent: row.num('parent'),
  isFile: row.num('rank') === 1,
  name: row.text('name'),
  type: row.text('type'),
  size: row.num('size'),
  object: row.textOrNull('object'),
  etag: row.textOrNull('etag'),
  crc64: row.textOrNull('crc64'),
  userId: row.textOrNull('user_id'),
  labels: row.text('labels'),
  category: row.textOrNull('category'),
  version: row.num('version'),
  createdAt: row.num('created_at'),
  updatedAt: row.num('updated_at'),
});

/** Everything at and below an entry: `below(id)` as a table. `CROSS JOIN` keeps SQLite from walking all entries. */
export const entriesBelow = `WITH RECURSIVE below (id) AS (SELECT ? UNION ALL
  SELECT entry.id FROM below CROSS JOIN entry ON entry.space = ? AND entry.parent = below.id)`;

export function child(app: App, space: string, parent: number, name: string): Entry | undefined {
  return app.rows.get(
    'SELECT * FROM entry WHERE space = ? AND parent = ? AND name = ?',
    [space, parent, name],
    readEntry,
  );
}

/** The entry of a path; the root has none. */
export function find(app: App, space: string, path: Path): Entry | undefined {
  let found: Entry | undefined;
  for (const name of path) {
    if (found?.isFile) return undefined;
    found = child(app, space, found?.id ?? 0, name);
    if (!found) return undefined;
  }
  return found;
}

/** The id of a directory, 0 for the root; `undefined` when there is none. */
export function directory(app: App, space: string, path: Path): number | undefined {
  if (path.length === 0) return 0;
  const found = find(app, space, path);
  return found?.isFile === false ? found.id : undefined;
}

export function needDirectory(app: App, space: string, path: Path): number {
  const id = directory(app, space, path);
  if (id === undefined) throw new Refused('DirectoryNotFound');
  return id;
}

export function needFile(app: App, space: string, path: Path): Entry & { object: string } {
  const found = find(app, space, path);
  if (found?.object == null) throw new Refused('FileNotFound');
  return { ...found, object: found.object };
}

/** Where an entry stands, as segments; in the recycle bin, below the item that was removed. */
export function pathOf(app: App, entry: Entry): string[] {
  const path = [entry.name];
  for (let parent = entry.parent; parent > 0;) {
    const above = app.rows.get('SELECT * FROM entry WHERE id = ?', [parent], readEntry);
    if (!above) break;
    path.unshift(above.name);
    parent = above.parent;
  }
  return path;
}

export function addDirectory(app: App, space: string, parent: number, name: string, userId: string | null): number {
  const now = app.clock.now();
  return app.rows.insert(
    "INSERT INTO entry (space, parent, rank, name, type, user_id, created_at, updated_at) VALUES (?, ?, 0, ?, 'dir', ?, ?, ?)",
    [space, parent, name, userId, now, now],
  );
}

/** Makes what is missing of a path and gives the last directory's id. A file in the way is a conflict. */
export function makeDirectories(app: App, space: string, path: Path, userId: string | null): number {
  return path.reduce((parent, name) => {
    const found = child(app, space, parent, name);
    if (found?.isFile) throw new Refused('PathConflict');
    return found?.id ?? addDirectory(app, space, parent, name, userId);
  }, 0);
}

export function addFile(
  app: App,
  at: { space: string; parent: number; name: string; userId: string | null },
  content: Content,
  more: { labels?: string; category?: string | null } = {},
): Entry {
  const now = app.clock.now();
  app.rows.run(
    `INSERT INTO entry (space, parent, rank, name, type, size, object, md5, etag, crc64, user_id, labels, category, created_at, updated_at)
     VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      at.space,
      at.parent,
      at.name,
      fileType(at.name),
      content.size,
      content.object,
      content.md5,
      content.etag,
      content.crc64,
      at.userId,
      more.labels ?? '[]',
      more.category ?? null,
      now,
      now,
    ],
  );
  const made = child(app, at.space, at.parent, at.name);
  if (!made) throw new Refused('InternalServerError');
  return made;
}

/** Removes an entry with everything below it, for good. */
export function erase(app: App, entry: Pick<Entry, 'id' | 'space'>): void {
  app.rows.run(`DELETE FROM entry WHERE id IN (${entriesBelow} SELECT id FROM below)`, [entry.id, entry.space]);
}

/** How often a taken name is tried with a number. */
const maxRenameAttempts = 1000;

/** The first free name among `a`, `a (1)`, `a (2)` … */
export function freeName(app: App, space: string, parent: number, name: string, isFile: boolean): string {
  for (let n = 0; n < maxRenameAttempts; n++) {
    const tried = n === 0 ? name : numbered(name, n, isFile);
    if (!child(app, space, parent, tried)) return tried;
  }
  throw new Refused('RenameTooManyTimes');
}

/** Number of files, number of directories and bytes below an entry, itself included. */
export function weigh(app: App, entry: Pick<Entry, 'id' | 'space'>): { files: number; dirs: number; bytes: number } {
  const sums = app.rows.get(
    `${entriesBelow} SELECT coalesce(sum(rank), 0) AS files, count(*) - coalesce(sum(rank), 0) AS dirs, coalesce(sum(size), 0) AS bytes
     FROM below CROSS JOIN entry ON entry.id = below.id`,
    [entry.id, entry.space],
    (row) => ({ files: row.num('files'), dirs: row.num('dirs'), bytes: row.num('bytes') }),
  );
  return sums ?? { files: 0, dirs: 0, bytes: 0 };
}
