import { lookUp } from '../../../src/core/model/lookUp';
import type { Json } from '../../../src/sandbox/json';
import type { App } from './app';
import { settle } from './datasets/work';

/** What a look at a table shows; secrets are not among it. `labels` of a sample is how many it has. */
const tableQueries: Readonly<Record<string, string>> = {
  dataset: 'SELECT id, name, type, status, data_path AS dataPath, description FROM dataset ORDER BY seq',
  sample: `SELECT id, dataset_id AS dataset, name, size, object, state, json_array_length(labels) AS labels
    FROM sample ORDER BY seq`,
  label: 'SELECT dataset_id AS dataset, name, type, property FROM label ORDER BY rowid',
  object: 'SELECT key, size, md5, type FROM object ORDER BY key',
  signature_failures: 'SELECT id, at, access, line, reason FROM signature_failure ORDER BY id',
};

export function tableRows(app: App, name: string): Json | undefined {
  const sql = lookUp(tableQueries, name);
  if (sql === undefined) return undefined;
  settle(app);
  return app.rows.all(sql, [], (row) => row.plain());
}
