import { lookUp } from '../../../src/core/model/lookUp';
import type { Json } from '../../../src/sandbox/json';
import type { App } from './app';

/** What a look at a table shows. Ids are texts, since they may pass 2^53; the root folder is not shown. */
const tableQueries: Record<string, string> = {
  file: `SELECT CAST(id AS TEXT) AS id, CAST(parent AS TEXT) AS parent, name, folder, data_type AS dataType, size, md5, bound,
    captured_at AS capturedAt FROM file WHERE parent IS NOT NULL ORDER BY file.id`,
  upload: `SELECT file_id AS fileId, method, data_type AS dataType, name, extension, CAST(parent AS TEXT) AS parent, bytes,
    size, md5, done FROM upload ORDER BY rowid`,
};

export function tableRows(app: App, name: string): Json | undefined {
  const sql = lookUp(tableQueries, name);
  return sql === undefined ? undefined : app.rows.all(sql, [], (row) => row.plain());
}
