/**
 * The tables of this server. Times are milliseconds since 1970; ids are whole numbers of 64 bits. `parent_id` is 0 at the
 * top level; `files` is JSON, see `files.ts`; `gone_at` is when a removed item vanishes (mode `slowRemove`).
 */
export const databaseSchema = `
CREATE TABLE IF NOT EXISTS access_key (key TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS dataset (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, description TEXT,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, dataset_id INTEGER NOT NULL, parent_id INTEGER NOT NULL,
  type TEXT NOT NULL, name TEXT NOT NULL, meta TEXT, files TEXT NOT NULL, created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, gone_at INTEGER);
CREATE INDEX IF NOT EXISTS item_place ON item (dataset_id, parent_id, id);
CREATE INDEX IF NOT EXISTS item_parent ON item (parent_id);
CREATE INDEX IF NOT EXISTS item_gone ON item (gone_at) WHERE gone_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS source (id INTEGER PRIMARY KEY, dataset_id INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS result (id INTEGER PRIMARY KEY, data_id INTEGER NOT NULL, source_id INTEGER NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS result_data ON result (data_id);
CREATE TRIGGER IF NOT EXISTS item_deleted AFTER DELETE ON item BEGIN DELETE FROM result WHERE data_id = old.id; END;
CREATE TRIGGER IF NOT EXISTS dataset_deleted AFTER DELETE ON dataset BEGIN
  DELETE FROM item WHERE dataset_id = old.id; DELETE FROM source WHERE dataset_id = old.id; END;
`;
