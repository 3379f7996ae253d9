import type { Json } from '../../../../src/sandbox/json';
import type { App, Id } from '../app';
import type { Call, Route } from '../api/call';
import { filesBelow, findFile, readFile, type FileRow } from './files';

export const removeRoutes: Route[] = [{ method: 'POST', path: '/delete/datafiles', run: remove }];

/**
 * Deletes files and folders for good, each as a whole or not at all. The code is 200 even when some failed, and the
 * order of the results is not that of the ids (EO-28).
 */
function remove({ app, body }: Call): Json {
  const ids = [...new Set(body.ids('dataFileIds'))];
  const known = new Set(ids.filter((id) => findFile(app, id)?.parent !== undefined));
  const results = ids.map((id) => removeOne(app, id, known.has(id)));
  return results.filter(({ dataFileId }) => dataFileId !== app.modes.forgetful).toReversed();
}

interface Result {
  readonly [key: string]: Json;
  readonly dataFileId: Id;
}

/** What went with a folder of the same call counts as deleted. */
function removeOne(app: App, id: Id, known: boolean): Result {
  const blockers = known ? boundBelow(app, id) : [];
  const success = known && blockers.length === 0;
  if (success) app.rows.run(`DELETE FROM file WHERE id IN (${filesBelow} SELECT id FROM below)`, [id]);
  return { success, dataFileId: id, canNotBeDeletedFiles: blockers.map(blockerDto) };
}

function boundBelow(app: App, id: Id): FileRow[] {
  return app.rows.all(
    `${filesBelow} SELECT file.* FROM below CROSS JOIN file ON file.id = below.id WHERE file.bound = 1`,
    [id],
    readFile,
  );
}

function blockerDto({ id, name, extension }: FileRow): Json {
  return { id, fileName: name, fileExtension: extension === null ? null : `.${extension}` };
}

/** Binds a file, or frees all. Throws when there is no such file. */
export function bind(app: App, id: Id | undefined): void {
  if (id === undefined) app.rows.run('UPDATE file SET bound = 0');
  else if (app.rows.run('UPDATE file SET bound = 1 WHERE id = ?', [id]) === 0) throw new Error(`no file ${id}`);
}
