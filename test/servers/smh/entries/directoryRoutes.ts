import { boundsOf, readPath } from '../batches/batchRoutes';
import type { Call, Outcome, Route } from '../api/call';
import { entryDto, readTags } from '../api/dto';
import { addDirectory, find, makeDirectories, needDirectory, weigh } from './entries';
import { Refused } from '../api/errors';
import { backgroundFromItems, idOf, startJob } from '../batches/jobs';
import { listDirectory } from './listings';
import { checkNames, type Path } from '../api/names';
import { remove } from '../recycle/recycle';
import type { Strategy } from '../api/strategy';
import { clearName, copy, move } from './relocate';

const kind = 'directory';

export const directoryRoutes: Route[] = [
  { method: 'HEAD', kind, run: exists },
  { method: 'GET', kind, flag: 'info', run: info },
  { method: 'GET', kind, flag: 'stats', run: stats },
  { method: 'GET', kind, run: list },
  { method: 'PUT', kind, run: put },
  { method: 'POST', kind, flag: 'update', run: update },
  { method: 'DELETE', kind, run: removeDirectory },
];

function exists(call: Call): Outcome {
  needDirectory(call.app, call.space, call.path);
  return { status: 200 };
}

function list(call: Call): Outcome {
  return { status: 200, body: listDirectory(call, needDirectory(call.app, call.space, call.path)) };
}

function info({ app, space, path }: Call): Outcome {
  needDirectory(app, space, path);
  const entry = find(app, space, path);
  return { status: 200, body: { path, ...(entry ? entryDto(entry) : { type: 'dir' }) } };
}

/** Counts below a directory; the fields are those of a space's `file-count`, which is inferred. */
function stats({ app, space, path }: Call): Outcome {
  const id = needDirectory(app, space, path);
  const { files, dirs, bytes } = weigh(app, { id, space });
  const below = id === 0 ? dirs : dirs - 1;
  return { status: 200, body: { fileNum: String(files), dirNum: String(below), size: String(bytes) } };
}

/** One call creates, moves and copies: its body tells which (SMH-23). */
function put(call: Call): Outcome {
  const body = call.object();
  if (call.path.length === 0) throw new Refused('RootDirectoryNotAllowed');
  if ('from' in body) return moveDirectory(call, readPath(body['from']));
  if ('copyFrom' in body) return copyDirectory(call, readPath(body['copyFrom']));
  return create(call);
}

/** Directories above are made. A directory is never overwritten. */
function create(call: Call): Outcome {
  call.need('create_directory');
  const { app, space, path, caller } = call;
  checkNames(path, 'directory');
  const strategy = soft(call);
  const made = app.rows.transaction(() => {
    const above = path.slice(0, -1);
    const parent = makeDirectories(app, space, above, caller.userId);
    const name = clearName(app, { space, parent }, path.at(-1) ?? '', false, strategy);
    addDirectory(app, space, parent, name, caller.userId);
    return [...above, name];
  });
  return { status: 201, body: { path: made } };
}

function soft(call: Call): Strategy {
  const strategy = call.strategy('ask');
  if (strategy === 'overwrite') throw new Refused('InvalidConflictResolutionStrategy');
  return strategy;
}

const answer = (strategy: Strategy, path: Path): Outcome =>
  strategy === 'rename' ? { status: 200, body: { path } } : { status: 204 };

function moveDirectory(call: Call, from: Path): Outcome {
  call.demand('moveDirectory');
  const { app, space, path: to } = call;
  needDirectory(app, space, from);
  const strategy = soft(call);
  return answer(
    strategy,
    app.rows.transaction(() => move(app, { space, from, to, strategy })),
  );
}

function copyDirectory(call: Call, from: Path): Outcome {
  call.demand('copyDirectory');
  const { app, space, path: to } = call;
  const id = needDirectory(app, space, from);
  const strategy = soft(call);
  const { files, dirs } = weigh(app, { id, space });
  if (app.modes.asyncCopy || files + dirs >= backgroundFromItems) {
    const items = [{ operation: 'copy' as const, from, to, strategy }];
    const task = startJob(app, { type: 'copyDirectory', items, cost: files + dirs, ...boundsOf(call) });
    return { status: 202, body: { taskId: idOf(task) } };
  }
  return answer(
    strategy,
    app.rows.transaction(() => copy(app, { space, from, to, strategy })),
  );
}

/** Labels and category, of a file as well. */
function update(call: Call): Outcome {
  call.need('upload_file', 'upload_file_force', 'create_directory');
  const entry = find(call.app, call.space, call.path);
  if (!entry) throw new Refused('PathNotFound');
  const { labels, category } = readTags(call.object());
  call.app.rows.run('UPDATE entry SET labels = ?, category = ?, updated_at = ? WHERE id = ?', [
    labels ?? entry.labels,
    category ?? entry.category,
    call.app.clock.now(),
    entry.id,
  ]);
  return { status: 204 };
}

function removeDirectory(call: Call): Outcome {
  const { app, space, path } = call;
  if (path.length === 0) throw new Refused('RootDirectoryNotAllowed');
  needDirectory(app, space, path);
  const entry = find(app, space, path);
  const permanent = call.flag('permanent');
  call.demand('deleteDirectory', permanent && app.modes.bin);
  const id = entry && app.rows.transaction(() => remove(app, entry, path, permanent));
  return id === undefined ? { status: 204 } : { status: 200, body: { recycledItemId: idOf(id) } };
}
