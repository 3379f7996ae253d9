import { lookUp } from '../../../src/core/model/lookUp';
import type { Json } from '../../../src/sandbox/json';
import type { App } from './app';
import { sweep } from './items/removal';

/** What a look at a table shows. Ids are texts, exact at any size; `parent` is null at the top level. */
const tableQueries: Readonly<Record<string, string>> = {
  dataset: 'SELECT CAST(id AS TEXT) AS id, name, type, description FROM dataset ORDER BY dataset.id',
  item: `SELECT CAST(id AS TEXT) AS id, CAST(dataset_id AS TEXT) AS datasetId, CAST(nullif(parent_id, 0) AS TEXT) AS parent,
    type, name FROM item ORDER BY item.id`,
  file: `SELECT CAST(i.id AS TEXT) AS itemId, json_extract(f.value, '$.deviceName') AS deviceName,
    json_extract(f.value, '$.filename') AS filename, json_extract(f.value, '$.path') AS path,
    json_extract(f.value, '$.size') AS size, o.md5 FROM item i, json_each(i.files) f
    LEFT JOIN object o ON o.key = json_extract(f.value, '$.path') ORDER BY i.id, f.key`,
  results: `SELECT CAST(r.data_id AS TEXT) AS dataId, CAST(s.id AS TEXT) AS sourceId, s.type AS sourceType, s.name AS sourceName,
    json_array_length(r.record, '$.instances') AS instances FROM result r JOIN source s ON s.id = r.source_id ORDER BY r.id`,
  object: 'SELECT key, size, md5, type FROM object ORDER BY key',
};

export function tableRows(app: App, name: string): Json | undefined {
  const sql = lookUp(tableQueries, name);
  if (sql === undefined) return undefined;
  sweep(app);
  return app.rows.all(sql, [], (row) => row.plain());
}
