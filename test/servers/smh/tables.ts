import { lookUp } from '../../../src/core/model/lookUp';
import type { Json } from '../../../src/sandbox/json';
import type { App } from './app';

/** Every entry with its path; those in the recycle bin have none. */
const placedEntries = `WITH RECURSIVE placed (id, space, path) AS (SELECT id, space, name FROM entry WHERE parent = 0 UNION ALL
  SELECT entry.id, entry.space, placed.path || '/' || entry.name FROM placed CROSS JOIN entry ON entry.space = placed.space AND entry.parent = placed.id)`;

/** What a look at a table shows; no secrets. */
const tableQueries: Record<string, string> = {
  space: 'SELECT id, user_id AS userId, extension, retention FROM space ORDER BY id',
  entry: `${placedEntries} SELECT entry.id, entry.space, placed.path, entry.type, entry.size, entry.md5, entry.crc64
    FROM placed JOIN entry ON entry.id = placed.id ORDER BY entry.space, placed.path`,
  recycled: `SELECT recycled.id, recycled.space, recycled.path, entry.type, recycled.size, entry.md5
    FROM recycled JOIN entry ON entry.id = recycled.entry ORDER BY recycled.n`,
  token: `SELECT id, spaces, user_id AS userId, grants, period, used_at AS usedAt FROM token ORDER BY id`,
  task: `SELECT id, space, json_extract(job, '$.type') AS type, json_array_length(job, '$.items') AS items, status,
    (SELECT count(*) FROM task_item WHERE task_item.task = task.n) AS done FROM task ORDER BY n`,
  upload: `SELECT id, space, path, strategy, filesize, size, md5, crc64, confirmed, upload_id IS NOT NULL AS multipart,
    (SELECT count(*) FROM part WHERE part.upload = upload.id) AS parts FROM upload ORDER BY id`,
};

/** Columns that hold a path as JSON, shown joined by slashes. */
export function tableRows(app: App, name: string): Json | undefined {
  const sql = lookUp(tableQueries, name);
  return sql === undefined
    ? undefined
    : app.rows.all(sql, [], (row) => {
        const plain = row.plain();
        const path = plain['path'];
        return typeof path === 'string' && path.startsWith('[')
          ? { ...plain, path: (JSON.parse(path) as string[]).join('/') }
          : plain;
      });
}
