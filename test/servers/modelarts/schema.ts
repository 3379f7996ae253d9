/**
 * The tables of this server; objects have theirs in the store. Times are milliseconds since 1970. A dataset's work (making
 * it, or a sync) is done at `work_until`. `seq` is the order of making. A sample's `object` is `bucket/key`; `state` is
 * `none`, `manual` or `auto`.
 */
export const databaseSchema = `
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, password TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS access_key (access TEXT PRIMARY KEY, secret TEXT NOT NULL, security_token TEXT, expires_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS iam_token (hash TEXT PRIMARY KEY, project_id TEXT NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS signature_failure (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, access TEXT NOT NULL, line TEXT NOT NULL,
  reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS dataset (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
  type INTEGER NOT NULL, description TEXT NOT NULL, data_path TEXT NOT NULL, work_path TEXT NOT NULL, status INTEGER NOT NULL,
  deleted_samples INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, work_until INTEGER);
CREATE TABLE IF NOT EXISTS label (dataset_id TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL, property TEXT NOT NULL,
  PRIMARY KEY (dataset_id, name, type));
CREATE TABLE IF NOT EXISTS sample (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, dataset_id TEXT NOT NULL,
  object TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, created_at INTEGER NOT NULL, labels TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL DEFAULT 'none', UNIQUE (dataset_id, object));
CREATE INDEX IF NOT EXISTS sample_place ON sample (dataset_id, seq);
CREATE TABLE IF NOT EXISTS sync (dataset_id TEXT PRIMARY KEY, task_id TEXT NOT NULL, status TEXT NOT NULL, added INTEGER NOT NULL,
  deleted INTEGER NOT NULL, total INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS dataset_deleted AFTER DELETE ON dataset BEGIN
  DELETE FROM sample WHERE dataset_id = old.id; DELETE FROM label WHERE dataset_id = old.id; DELETE FROM sync WHERE dataset_id = old.id; END;
`;
