import { lookUp } from '../../core/model/lookUp';
import type { Json } from '../json';
import type { App } from './app';

/** What a look at a table shows; secrets are not among it. `md5` and `size` of data are those of its first file. */
const tableQueries: Record<string, string> = {
  dataset: 'SELECT id, name, type, description, deleted FROM dataset ORDER BY id',
  data: `SELECT d.id, d.dataset_id AS datasetId, d.name, d.type, d.parent_id AS parentId, d.status, d.annotation_status AS annotationStatus,
    d.split_type AS splitType, d.deleted, f.size, f.path, o.md5 FROM data d
    LEFT JOIN file f ON f.id = json_extract(d.content, '$[0].files[0]') LEFT JOIN object o ON o.key = f.path ORDER BY d.id`,
  file: 'SELECT id, name, path, zip_path AS zipPath, type, size FROM file ORDER BY id',
  object: 'SELECT key, size, md5, type FROM object ORDER BY key',
  upload: `SELECT id, serial, dataset_id AS datasetId, file_name AS fileName, status, error, total_size AS totalSize, total, parsed FROM upload ORDER BY id`,
  export:
    'SELECT id, serial, dataset_id AS datasetId, file_name AS fileName, status, generated, total FROM export ORDER BY id',
  locks: `SELECT i.id, r.id AS recordId, r.user_id AS userId, i.dataset_id AS datasetId, i.data_id AS dataId, i.scene_id AS sceneId
    FROM lock_item i JOIN lock_record r ON r.id = i.record_id ORDER BY i.id`,
  annotation: `SELECT id, dataset_id AS datasetId, data_id AS dataId, class_id AS classId, attributes, source_id AS sourceId,
    source_type AS sourceType FROM annotation ORDER BY id`,
  class: 'SELECT id, owner, owner_id AS ownerId, name, color, tool_type AS toolType FROM class ORDER BY id',
  classification:
    'SELECT id, owner, owner_id AS ownerId, name, input_type AS inputType FROM classification ORDER BY id',
  user: 'SELECT id, username, nickname FROM user ORDER BY id',
  token: 'SELECT id, user_id AS userId, token_type AS type, expire_at AS expireAt FROM user_token ORDER BY id',
  model: 'SELECT id, name, url, deleted FROM model ORDER BY id',
  modelRun:
    'SELECT id, model_id AS modelId, dataset_id AS datasetId, run_no AS runNo, status, deleted FROM model_run ORDER BY id',
};

export function tableRows(app: App, name: string): Json | undefined {
  const sql = lookUp(tableQueries, name);
  return sql === undefined ? undefined : app.rows.all(sql, [], (row) => row.plain());
}
