import type { App } from '../app';
import { find } from '../entries/entries';
import { Refused } from '../api/errors';
import { demand, granted, type Grant } from '../access/grants';
import type { Path } from '../api/names';
import { findRecycled, remove, restore } from '../recycle/recycle';
import type { Strategy } from '../api/strategy';
import { copy, move } from '../entries/relocate';

/** One thing that a batch does. */
export type Item =
  | { operation: 'delete'; path: Path; permanent: boolean }
  | { operation: 'move' | 'copy'; from: Path; to: Path; strategy: Strategy }
  | { operation: 'restore'; id: string; strategy: Strategy; toRoot: boolean };

/** What became of an item; `path` is where it stands now, or what was asked for when it failed. Ids are texts. */
export interface ItemResult {
  status: number;
  code?: string;
  message?: string;
  path?: Path;
  recycledItemId?: string;
}

/** The space that a batch works in, and what its caller may do. */
export interface Bounds {
  space: string;
  grants: readonly Grant[];
}

/** Does one thing, all or nothing, and tells what became of it: a batch is no transaction (SMH-29). */
export function runItem(app: App, bounds: Bounds, item: Item): ItemResult {
  try {
    return app.rows.transaction(() => {
      refuseFailing(app, bounds, item);
      return perform(app, bounds, item);
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: error.status, code: error.code, message: error.message, ...subject(item) };
  }
}

function perform(app: App, { space, grants }: Bounds, item: Item): ItemResult {
  const rights = new Set(grants);
  switch (item.operation) {
    case 'delete':
      return deleteItem(app, space, rights, item);
    case 'move':
    case 'copy':
      return relocateItem(app, space, rights, item);
    case 'restore': {
      const path = restore(app, space, item.id, item.strategy, item.toRoot);
      return { status: 200, recycledItemId: item.id, path };
    }
  }
}

function deleteItem(
  app: App,
  space: string,
  rights: ReadonlySet<Grant>,
  { path, permanent }: Extract<Item, { operation: 'delete' }>,
): ItemResult {
  if (path.length === 0) throw new Refused('RootDirectoryNotAllowed');
  const entry = find(app, space, path);
  if (!entry) throw new Refused('FileNotFound');
  demand(rights, entry.isFile ? 'deleteFile' : 'deleteDirectory', permanent && app.modes.bin);
  const recycledItemId = remove(app, entry, path, permanent);
  return recycledItemId === undefined ? { status: 204, path } : { status: 200, recycledItemId, path };
}

/** A result has a new `path` with status 200 only when the item was renamed on its way. */
function relocateItem(
  app: App,
  space: string,
  rights: ReadonlySet<Grant>,
  { operation, from, to, strategy }: Extract<Item, { operation: 'move' | 'copy' }>,
): ItemResult {
  const isFile = find(app, space, from)?.isFile ?? true;
  const hard = strategy === 'overwrite';
  if (operation === 'move') demand(rights, isFile ? 'moveFile' : 'moveDirectory', hard);
  else demand(rights, isFile ? 'copyFile' : 'copyDirectory', hard);
  const path = (operation === 'move' ? move : copy)(app, { space, from, to, strategy });
  return { status: path.at(-1) === to.at(-1) ? 204 : 200, path };
}

function subject(item: Item): Partial<ItemResult> {
  if (item.operation === 'restore') return { recycledItemId: item.id };
  return { path: item.operation === 'delete' ? item.path : item.to };
}

/** The mode `failing`: whatever stands at or below its path is forbidden. */
function refuseFailing(app: App, { space }: Bounds, item: Item): void {
  const { failing } = app.modes;
  if (failing === '') return;
  const path = touched(app, space, item).join('/');
  if (path === failing || path.startsWith(`${failing.replace(/\/$/, '')}/`)) throw new Refused('NoPermission');
}

function touched(app: App, space: string, item: Item): Path {
  if (item.operation === 'restore') return findRecycled(app, space, item.id).path;
  return item.operation === 'delete' ? item.path : item.from;
}

/** Refuses a batch whose caller could do nothing of it. */
export function needSome(grants: ReadonlySet<Grant>, operation: Item['operation']): void {
  const anyOf: Record<Item['operation'], Grant[]> = {
    delete: ['delete_file', 'delete_file_permanent', 'delete_directory', 'delete_directory_permanent'],
    move: ['move_file', 'move_file_force', 'move_directory'],
    copy: ['copy_file', 'copy_file_force', 'copy_directory'],
    restore: ['restore_recycled'],
  };
  if (!granted(grants, anyOf[operation])) throw new Refused('NoPermission');
}
