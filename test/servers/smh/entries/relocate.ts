import type { App } from '../app';
import { entriesBelow, child, directory, erase, find, freeName, readEntry, type Entry } from './entries';
import { Refused } from '../api/errors';
import { checkNames, type Path } from '../api/names';
import type { Strategy } from '../api/strategy';

/** Clears the way for a name and gives the one to use. A directory is never overwritten, nor takes a file's place. */
export function clearName(
  app: App,
  place: { space: string; parent: number },
  name: string,
  isFile: boolean,
  strategy: Strategy,
): string {
  const taken = child(app, place.space, place.parent, name);
  if (!taken) return name;
  if (strategy === 'rename') return freeName(app, place.space, place.parent, name, isFile);
  if (strategy === 'ask' || !isFile || !taken.isFile) throw new Refused('SameNameDirectoryOrFileExists');
  erase(app, taken);
  return name;
}

interface Course {
  space: string;
  from: Path;
  to: Path;
  strategy: Strategy;
}

function source(app: App, { space, from, to, strategy }: Course): Entry {
  if (from.length === 0 || to.length === 0) throw new Refused('RootDirectoryNotAllowed');
  const entry = find(app, space, from);
  if (!entry) throw new Refused('SourceFileNotFound');
  checkNames(to, entry.isFile ? 'file' : 'directory');
  if (!entry.isFile && to.length > from.length && from.every((name, i) => name === to[i]))
    throw new Refused('PathConflict', 'A directory cannot go into itself.');
  if (strategy !== 'rename' && from.join('/') === to.join('/')) throw new Refused('SameNameDirectoryOrFileExists');
  return entry;
}

function target(app: App, { space, to, strategy }: Course, isFile: boolean): { parent: number; name: string } {
  const parent = directory(app, space, to.slice(0, -1));
  if (parent === undefined) throw new Refused('DirectoryNotFound');
  return { parent, name: clearName(app, { space, parent }, to.at(-1) ?? '', isFile, strategy) };
}

/** Moves or renames an entry; gives the path where it stands now. */
export function move(app: App, course: Course): Path {
  const entry = source(app, course);
  const { parent, name } = target(app, course, entry.isFile);
  app.rows.run('UPDATE entry SET parent = ?, name = ?, updated_at = ? WHERE id = ?', [
    parent,
    name,
    app.clock.now(),
    entry.id,
  ]);
  return [...course.to.slice(0, -1), name];
}

/** Copies an entry with everything below it; gives the path of the copy. Bytes are shared. */
export function copy(app: App, course: Course): Path {
  const entry = source(app, course);
  const { parent, name } = target(app, course, entry.isFile);
  const inside = app.rows.all(
    `${entriesBelow} SELECT entry.* FROM below CROSS JOIN entry ON entry.id = below.id`,
    [entry.id, course.space],
    readEntry,
  );
  const copies = new Map<number, number>();
  for (const one of inside) {
    const at = one.id === entry.id ? { parent, name } : { parent: copies.get(one.parent) ?? 0, name: one.name };
    copies.set(one.id, copyRow(app, one.id, at.parent, at.name));
  }
  return [...course.to.slice(0, -1), name];
}

function copyRow(app: App, id: number, parent: number, name: string): number {
  const now = app.clock.now();
  return app.rows.insert(
    `INSERT INTO entry (space, parent, rank, name, type, size, object, md5, etag, crc64, user_id, labels, category, created_at, updated_at)
     SELECT space, ?, rank, ?, type, size, object, md5, etag, crc64, user_id, labels, category, ?, ? FROM entry WHERE id = ?`,
    [parent, name, now, now, id],
  );
}
