/**
 * The tables of this server. Times are milliseconds since 1970, sizes bytes. Ids are whole numbers of up to 64 bits; the
 * root folder is a row without a parent. `extension` has no dot; a folder has none.
 */
export const databaseSchema = `
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, parent INTEGER, name TEXT NOT NULL, folder INTEGER NOT NULL,
  extension TEXT, data_type INTEGER, size INTEGER NOT NULL DEFAULT 0, object TEXT, md5 TEXT, category INTEGER,
  bound INTEGER NOT NULL DEFAULT 0, captured_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS file_name ON file (parent, name);
CREATE INDEX IF NOT EXISTS file_place ON file (parent);
CREATE INDEX IF NOT EXISTS file_object ON file (object);
CREATE TABLE IF NOT EXISTS upload (file_id TEXT PRIMARY KEY, method INTEGER NOT NULL, data_type INTEGER NOT NULL,
  name TEXT NOT NULL, extension TEXT NOT NULL, parent INTEGER NOT NULL, category INTEGER NOT NULL, bytes INTEGER NOT NULL,
  captured_at INTEGER, object TEXT NOT NULL UNIQUE, size INTEGER, md5 TEXT, done INTEGER NOT NULL DEFAULT 0);
`;
