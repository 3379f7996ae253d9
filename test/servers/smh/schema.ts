/**
 * The tables of this server. Times are milliseconds since 1970, sizes bytes. An entry below the root of its space has
 * parent 0; one that lies in the recycle bin has its bin row's number, negative, as parent, and keeps what is below it.
 * `rank` is 0 for directories and 1 for files. Ids that clients see are texts, since they may pass 2^53.
 */
export const databaseSchema = `
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS space (id TEXT PRIMARY KEY, user_id TEXT, extension TEXT NOT NULL,
  retention INTEGER NOT NULL DEFAULT 30, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY AUTOINCREMENT, space TEXT NOT NULL, parent INTEGER NOT NULL,
  rank INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL DEFAULT 0, object TEXT, md5 TEXT,
  etag TEXT, crc64 TEXT, user_id TEXT, labels TEXT NOT NULL DEFAULT '[]', category TEXT, version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS entry_name ON entry (space, parent, name);
CREATE INDEX IF NOT EXISTS entry_order ON entry (space, parent, rank, name, id);
CREATE INDEX IF NOT EXISTS entry_object ON entry (object);
CREATE TABLE IF NOT EXISTS recycled (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, space TEXT NOT NULL,
  entry INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, removed_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS token (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE, spaces TEXT NOT NULL,
  user_id TEXT, client_id TEXT, session_id TEXT, grants TEXT NOT NULL, period INTEGER NOT NULL, used_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS upload (id INTEGER PRIMARY KEY AUTOINCREMENT, confirm_key TEXT NOT NULL UNIQUE, space TEXT NOT NULL,
  path TEXT NOT NULL, strategy TEXT NOT NULL, object TEXT NOT NULL UNIQUE, upload_id TEXT, filesize INTEGER, user_id TEXT,
  labels TEXT NOT NULL DEFAULT '[]', category TEXT, size INTEGER, md5 TEXT, etag TEXT, crc64 TEXT,
  confirmed INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS part (upload INTEGER NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (upload, number));
CREATE TABLE IF NOT EXISTS task (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, space TEXT NOT NULL,
  job TEXT NOT NULL, status INTEGER NOT NULL, ended_at INTEGER);
CREATE TABLE IF NOT EXISTS task_item (task INTEGER NOT NULL, position INTEGER NOT NULL, result TEXT NOT NULL,
  PRIMARY KEY (task, position));
`;
