/** The tables of this server. Times are milliseconds since 1970; ids count up from 1 and are never used again. */
export const databaseSchema = `
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS user (id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
  nickname TEXT NOT NULL, avatar_id INTEGER, last_login_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER);
CREATE TABLE IF NOT EXISTS user_token (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, token TEXT NOT NULL,
  token_type TEXT NOT NULL, expire_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER);
CREATE INDEX IF NOT EXISTS user_token_token ON user_token (token);
CREATE TABLE IF NOT EXISTS dataset (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL, type TEXT NOT NULL,
  description TEXT, deleted INTEGER NOT NULL DEFAULT 0, created_by INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL, zip_path TEXT, type TEXT, size INTEGER,
  kind TEXT NOT NULL, width INTEGER, height INTEGER);
CREATE INDEX IF NOT EXISTS file_path ON file (path);
CREATE TABLE IF NOT EXISTS data (id INTEGER PRIMARY KEY, dataset_id INTEGER NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
  order_name TEXT NOT NULL, content TEXT NOT NULL, type TEXT NOT NULL, parent_id INTEGER NOT NULL, status TEXT NOT NULL,
  annotation_status TEXT NOT NULL, split_type TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS data_place ON data (dataset_id, parent_id, deleted, type, name_key);
CREATE INDEX IF NOT EXISTS data_parent ON data (parent_id, deleted);
CREATE TABLE IF NOT EXISTS computed (dataset_id INTEGER PRIMARY KEY, first_id INTEGER NOT NULL, count INTEGER NOT NULL,
  first_file INTEGER NOT NULL, folder TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS computed_change (id INTEGER PRIMARY KEY, deleted INTEGER NOT NULL, status TEXT NOT NULL,
  annotation_status TEXT NOT NULL, split_type TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS upload (id INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE, dataset_id INTEGER NOT NULL,
  file_name TEXT NOT NULL, status TEXT NOT NULL, error TEXT, total_size INTEGER, got_size INTEGER, total INTEGER, parsed INTEGER,
  created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS export (id INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE, dataset_id INTEGER NOT NULL,
  file_name TEXT NOT NULL, status TEXT NOT NULL, generated INTEGER NOT NULL, total INTEGER, file_id INTEGER, path TEXT,
  created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS lock_record (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, dataset_id INTEGER NOT NULL,
  item_type TEXT NOT NULL, UNIQUE (user_id, dataset_id));
CREATE TABLE IF NOT EXISTS lock_item (id INTEGER PRIMARY KEY AUTOINCREMENT, record_id INTEGER NOT NULL, dataset_id INTEGER NOT NULL,
  data_id INTEGER NOT NULL UNIQUE, scene_id INTEGER);
CREATE INDEX IF NOT EXISTS lock_item_record ON lock_item (record_id);
CREATE TABLE IF NOT EXISTS annotation (id INTEGER PRIMARY KEY AUTOINCREMENT, dataset_id INTEGER NOT NULL, data_id INTEGER NOT NULL,
  class_id INTEGER, attributes TEXT NOT NULL, source_id INTEGER NOT NULL, source_type TEXT);
CREATE INDEX IF NOT EXISTS annotation_data ON annotation (data_id);
CREATE INDEX IF NOT EXISTS annotation_dataset ON annotation (dataset_id);
CREATE TABLE IF NOT EXISTS classification_value (id INTEGER PRIMARY KEY AUTOINCREMENT, dataset_id INTEGER NOT NULL,
  data_id INTEGER NOT NULL, classification_id INTEGER NOT NULL, attributes TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS classification_value_data ON classification_value (data_id);
CREATE TABLE IF NOT EXISTS class (id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, owner_id INTEGER NOT NULL, ontology_id INTEGER,
  class_id INTEGER, name TEXT NOT NULL, name_key TEXT NOT NULL, color TEXT, tool_type TEXT NOT NULL, tool_options TEXT, attributes TEXT,
  created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS class_owner ON class (owner, owner_id);
CREATE TABLE IF NOT EXISTS classification (id INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, owner_id INTEGER NOT NULL,
  name TEXT NOT NULL, name_key TEXT NOT NULL, attribute TEXT, input_type TEXT, is_required INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS classification_owner ON classification (owner, owner_id);
CREATE TABLE IF NOT EXISTS ontology (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS model (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL, version TEXT,
  description TEXT, scenario TEXT, classes TEXT, dataset_type TEXT NOT NULL, model_code TEXT NOT NULL, url TEXT, model_type TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS model_run (id INTEGER PRIMARY KEY AUTOINCREMENT, model_id INTEGER NOT NULL, run_no TEXT NOT NULL,
  dataset_id INTEGER NOT NULL, status TEXT NOT NULL, record_type TEXT NOT NULL, data_count INTEGER, error_reason TEXT,
  result_filter TEXT, data_filter TEXT, serial TEXT NOT NULL, completion REAL, deleted INTEGER NOT NULL DEFAULT 0,
  user_id INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS model_answer (serial TEXT NOT NULL, data_id INTEGER NOT NULL, model_code TEXT NOT NULL, result TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS model_answer_serial ON model_answer (serial);
`;
