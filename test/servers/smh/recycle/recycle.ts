import type { Row } from '../../../../src/sandbox/store/rows';
import { takeId, type App } from '../app';
import { directory, erase, readEntry, weigh, type Entry } from '../entries/entries';
import { Refused } from '../api/errors';
import type { Path } from '../api/names';
import type { Strategy } from '../api/strategy';
import { clearName } from '../entries/relocate';

/** A removed item; `n` is its number in the bin, `id` the one that clients see. */
export interface Recycled {
  n: number;
  id: string;
  space: string;
  path: Path;
  size: number;
  removedAt: number;
  entry: Entry;
}

export const readRecycled = (row: Row): Recycled => ({
  n: row.num('n'),
  id: row.text('recycled_id'),
  space: row.text('space'),
  path: JSON.parse(row.text('path')) as string[],
  size: row.num('total'),
  removedAt: row.num('removed_at'),
  entry: readEntry(row),
});

export const recycledQuery = `SELECT entry.*, recycled.n, recycled.id AS recycled_id, recycled.path, recycled.size AS total,
  recycled.removed_at FROM recycled JOIN entry ON entry.id = recycled.entry`;

/** Removes an entry: into the bin, of which the item's id is given, or for good. */
export function remove(app: App, entry: Entry, path: Path, permanent: boolean): string | undefined {
  if (permanent || !app.modes.bin) {
    erase(app, entry);
    return undefined;
  }
  const id = takeId(app, 'recycled');
  const n = app.rows.insert(
    'INSERT INTO recycled (id, space, entry, path, size, removed_at) VALUES (?, ?, ?, ?, ?, ?)',
    [id, entry.space, entry.id, JSON.stringify(path), weigh(app, entry).bytes, app.clock.now()],
  );
  app.rows.run('UPDATE entry SET parent = ? WHERE id = ?', [-n, entry.id]);
  return id;
}

export function findRecycled(app: App, space: string, id: string): Recycled {
  const found = app.rows.get(
    `${recycledQuery} WHERE recycled.space = ? AND recycled.id = ?`,
    [space, id],
    readRecycled,
  );
  if (!found) throw new Refused('RecycledItemNotFound');
  return found;
}

/** Brings an item back; gives its path. Without its old directory it fails, or goes to the root when told so. */
export function restore(app: App, space: string, id: string, strategy: Strategy, fallbackToRoot: boolean): Path {
  const item = findRecycled(app, space, id);
  let above = item.path.slice(0, -1);
  let parent = directory(app, space, above);
  if (parent === undefined) {
    if (!fallbackToRoot) throw new Refused('DirectoryNotFound');
    [above, parent] = [[], 0];
  }
  const name = clearName(app, { space, parent }, item.entry.name, item.entry.isFile, strategy);
  app.rows.run('UPDATE entry SET parent = ?, name = ? WHERE id = ?', [parent, name, item.entry.id]);
  app.rows.run('DELETE FROM recycled WHERE n = ?', [item.n]);
  return [...above, name];
}

/** Removes an item of the bin for good. */
export function purge(app: App, item: Recycled): void {
  app.rows.transaction(() => {
    erase(app, item.entry);
    app.rows.run('DELETE FROM recycled WHERE n = ?', [item.n]);
  });
}

export function purgeAll(app: App, space: string): void {
  for (const item of app.rows.all(`${recycledQuery} WHERE recycled.space = ?`, [space], readRecycled)) purge(app, item);
}

const dayMs = 86_400_000;

/** Whole days that an item still stays. */
export function daysLeft(app: App, item: Recycled, retention: number): number {
  return Math.max(0, Math.ceil((item.removedAt + retention * dayMs - app.clock.now()) / dayMs));
}

/** Lets go of items whose days are over. */
export function purgeOld(app: App, space: string, retention: number): void {
  const until = app.clock.now() - retention * dayMs;
  const old = app.rows.all(
    `${recycledQuery} WHERE recycled.space = ? AND recycled.removed_at < ?`,
    [space, until],
    readRecycled,
  );
  for (const item of old) purge(app, item);
}
