import type { Json } from '../../../../src/sandbox/json';
import { takeIds, type App, type Id } from '../app';
import type { Call, Route } from '../api/call';
import { answeringFalse, Refused } from '../api/errors';
import {
  addFolder,
  filesBelow,
  checkFree,
  checkName,
  needFile,
  needFolder,
  readFile,
  rootId,
  type FileRow,
} from './files';

export const changeRoutes: Route[] = [
  { method: 'POST', path: '/add/dir', run: addDir },
  { method: 'POST', path: '/file/edit', run: edit },
  { method: 'POST', path: '/file/copy', run: copy },
  { method: 'POST', path: '/file/move', run: move },
];

/** The root is -1 or null; with the mode `nullRoot` only null is understood (EO-12). */
function addDir({ app, body }: Call): Json {
  body.needText('userid');
  const name = body.needText('dirName');
  const parentId = body.id('parentId');
  if (app.modes.nullRoot === true && parentId === -1n) throw new Refused(404, 'folder not found');
  const parent = needFolder(app, parentId ?? rootId, 404);
  checkName(name, null);
  checkFree(app, parent, name);
  return addFolder(app, parent, name);
}

/** Only what is sent is changed. A name comes with its extension; the extension itself stays. */
function edit({ app, body }: Call): Json {
  return answeringFalse(() => {
    const file = changeable(app, body.needId('id'));
    const name = body.text('name') ?? file.name;
    checkName(name, file.extension);
    const parentId = body.id('parentId');
    return settle(app, file, parentId === undefined ? file.parent : needFolder(app, parentId, 404), name);
  });
}

function move({ app, body }: Call): Json {
  return answeringFalse(() => {
    const file = changeable(app, body.needId('sourceFileId'));
    return settle(app, file, needFolder(app, body.needId('targetParentId'), 404), file.name);
  });
}

type Changeable = FileRow & { parent: Id };

/** The root cannot be changed. */
function changeable(app: App, id: Id): Changeable {
  const { parent, ...file } = needFile(app, id);
  if (parent === undefined) throw new Refused(404);
  return { ...file, parent };
}

function settle(app: App, file: Changeable, parent: Id, name: string): true {
  refuseInside(app, file, parent);
  checkFree(app, parent, name, file.id);
  const values = [parent, name, app.clock.now(), file.id];
  app.rows.run('UPDATE file SET parent = ?, name = ?, updated_at = ? WHERE id = ?', values);
  return true;
}

function refuseInside(app: App, file: FileRow, parent: Id): void {
  const inside = app.rows.count(`${filesBelow} SELECT count(*) AS n FROM below WHERE id = ?`, [file.id, parent]);
  if (inside > 0) throw new Refused(400, 'a folder cannot go into itself');
}

/** Gives the id of the copy. A folder is copied with what is in it, which is inferred (EO-27); bytes are shared. */
function copy({ app, body }: Call): Json {
  const file = changeable(app, body.needId('sourceFileId'));
  const parent = needFolder(app, body.needId('targetParentId'), 404);
  refuseInside(app, file, parent);
  checkFree(app, parent, file.name);
  return app.rows.transaction(() => copyTree(app, file, parent));
}

function copyTree(app: App, file: FileRow, parent: Id): Id {
  const inside = app.rows.all(
    `${filesBelow} SELECT file.* FROM below CROSS JOIN file ON file.id = below.id`,
    [file.id],
    readFile,
  );
  const first = takeIds(app, inside.length);
  const ids = new Map(inside.map(({ id }, i) => [id, first + BigInt(i)]));
  const now = app.clock.now();
  for (const { id, parent: above } of inside)
    app.rows.run(
      `INSERT INTO file (id, parent, name, folder, extension, data_type, size, object, md5, category, captured_at, created_at, updated_at)
       SELECT ?, ?, name, folder, extension, data_type, size, object, md5, category, captured_at, ?, ? FROM file WHERE id = ?`,
      [ids.get(id) ?? 0n, id === file.id ? parent : (ids.get(above ?? 0n) ?? 0n), now, now, id],
    );
  return first;
}
