import type { Json } from '../../../../src/sandbox/json';
import type { Row } from '../../../../src/sandbox/store/rows';
import { wireTime, type App } from '../app';
import { Refused } from '../api/errors';
import type { Caller } from '../access/tokens';

/** The literal that stands for the space of a single-tenant library (SMH-1). */
export const onlySpace = '-';

export interface Space {
  id: string;
  userId: string | null;
  extension: Readonly<Record<string, Json>>;
  /** Days that the recycle bin keeps an item. */
  retention: number;
  createdAt: number;
}

export const readSpace = (row: Row): Space => ({
  id: row.text('id'),
  userId: row.textOrNull('user_id'),
  extension: JSON.parse(row.text('extension')) as Space['extension'],
  retention: row.num('retention'),
  createdAt: row.num('created_at'),
});

export function addSpace(app: App, id: string, userId: string | null, extension: Space['extension']): void {
  app.rows.run('INSERT OR IGNORE INTO space (id, user_id, extension, created_at) VALUES (?, ?, ?, ?)', [
    id,
    userId,
    JSON.stringify(extension),
    app.clock.now(),
  ]);
}

export function findSpace(app: App, id: string): Space {
  const found = app.rows.get('SELECT * FROM space WHERE id = ?', [id], readSpace);
  if (!found) throw new Refused('SpaceNotFound');
  return found;
}

/**
 * The space that a path names. The only space of a single-tenant library shows what the first space of all holds, so
 * that one filling serves both kinds of libraries.
 */
export function resolveSpace(app: App, named: string): string {
  if (app.modes.singleTenant !== (named === onlySpace)) throw new Refused('SpaceNotFound');
  if (named !== onlySpace) return findSpace(app, named).id;
  const first = app.rows.get('SELECT id FROM space WHERE id <> ? ORDER BY rowid LIMIT 1', [onlySpace], (row) =>
    row.text('id'),
  );
  return first ?? ownSpace(app);
}

function ownSpace(app: App): string {
  addSpace(app, onlySpace, null, {});
  return onlySpace;
}

/** Refuses a caller whose token is for other spaces. */
export function checkSpace(caller: Caller, named: string): void {
  const free = caller.spaces.length === 0 && (caller.grants.has('admin') || named === onlySpace);
  if (!free && !caller.spaces.includes(named)) throw new Refused('AccessTokenNotMatchSpace');
}

export function spaceDto(space: Space): Json {
  return {
    spaceId: space.id,
    userId: space.userId ?? undefined,
    spaceTag: space.extension['spaceTag'],
    creationTime: wireTime(space.createdAt),
  };
}
