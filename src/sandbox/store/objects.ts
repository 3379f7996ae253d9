import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Home } from '../run/home';
import type { Row, Rows } from './rows';

/** What the store knows of an object: its file below the objects folder, its length in bytes, MD5 in hex. */
export interface StoredObject {
  key: string;
  file: string;
  size: number;
  md5: string;
  type: string | null;
  at: number;
}

/** Bytes that lie in a file of the scratch folder, whole, waiting for a key. */
export interface Landed {
  file: string;
  size: number;
  md5: string;
}

const objectSchema = `CREATE TABLE IF NOT EXISTS object
  (key TEXT PRIMARY KEY, file TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL, type TEXT, at INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS object_file ON object (file);`;

const read = (row: Row): StoredObject => ({
  key: row.text('key'),
  file: row.text('file'),
  size: row.num('size'),
  md5: row.text('md5'),
  type: row.textOrNull('type'),
  at: row.num('at'),
});

/** Objects as files. A file is written under another name and renamed, so that a kill leaves no half object. */
export class ObjectStore {
  /** Objects that are not stored but known by rule, if there are any. */
  computed: ((key: string) => StoredObject | undefined) | undefined;

  constructor(
    private readonly rows: Rows,
    private readonly home: Home,
    private readonly now: () => number,
  ) {
    rows.exec(objectSchema);
  }

  find(key: string): StoredObject | undefined {
    return this.rows.get('SELECT * FROM object WHERE key = ?', [key], read) ?? this.computed?.(key);
  }

  /** Writes a stream to the scratch folder. */
  async land(source: AsyncIterable<Buffer>): Promise<Landed> {
    const file = join(this.home.scratch, randomUUID());
    const hash = createHash('md5');
    let size = 0;
    // A handle and no stream: a stream that is destroyed while it writes emits its error when nobody listens any more.
    const out = await open(file, 'wx');
    try {
      for await (const chunk of source) {
        hash.update(chunk);
        size += chunk.length;
        await out.writeFile(chunk);
      }
      await out.close();
    } catch (error) {
      await out.close();
      await rm(file, { force: true });
      throw error;
    }
    return { file, size, md5: hash.digest('hex') };
  }

  /** Writes bytes to the scratch folder. */
  async landBytes(bytes: Uint8Array): Promise<Landed> {
    const file = join(this.home.scratch, randomUUID());
    await writeFile(file, bytes);
    return { file, size: bytes.length, md5: createHash('md5').update(bytes).digest('hex') };
  }

  /** Moves landed bytes to their place; the object exists when `record` has run. */
  async keep(key: string, landed: Landed, type: string | null): Promise<StoredObject> {
    const name = randomUUID();
    const file = join(name.slice(0, 2), name);
    await mkdir(join(this.home.objects, name.slice(0, 2)), { recursive: true });
    await rename(landed.file, join(this.home.objects, file));
    return { key, file, size: landed.size, md5: landed.md5, type, at: this.now() };
  }

  /** Makes objects known, in one transaction with whatever else the caller writes. Gives the files that nobody needs any more. */
  record(objects: readonly StoredObject[]): void {
    this.rows.transaction(() => {
      for (const o of objects)
        this.rows.run('INSERT OR REPLACE INTO object (key, file, size, md5, type, at) VALUES (?, ?, ?, ?, ?, ?)', [
          o.key,
          o.file,
          o.size,
          o.md5,
          o.type,
          o.at,
        ]);
    });
  }

  /** Stores landed bytes under a key, over what was there. */
  async put(key: string, landed: Landed, type: string | null): Promise<StoredObject> {
    const before = this.find(key);
    const object = await this.keep(key, landed, type);
    this.record([object]);
    if (before) await this.dropFile(before.file);
    return object;
  }

  /** Removes an object, if there is one. */
  async remove(key: string): Promise<void> {
    const object = this.find(key);
    this.rows.run('DELETE FROM object WHERE key = ?', [key]);
    if (object) await this.dropFile(object.file);
  }

  /** Stored objects by the order of their keys: those that begin with `prefix` and come after the key `after`. */
  list(prefix: string, after = '', limit = -1): StoredObject[] {
    return this.rows.all(
      'SELECT * FROM object WHERE key > ? AND key >= ? AND key < ? || char(0x10ffff) ORDER BY key LIMIT ?',
      [after, prefix, prefix, limit],
      read,
    );
  }

  /** Both ends inclusive, as in a Range header. */
  open(object: StoredObject, start = 0, end = object.size - 1): Readable {
    return createReadStream(join(this.home.objects, object.file), { start, end: Math.max(start, end) });
  }

  pathOf(object: StoredObject): string {
    return join(this.home.objects, object.file);
  }

  async discard(landed: Landed): Promise<void> {
    await rm(landed.file, { force: true });
  }

  /** Several objects may share one file. */
  private async dropFile(file: string): Promise<void> {
    if (this.rows.count('SELECT count(*) AS n FROM object WHERE file = ?', [file]) === 0)
      await rm(join(this.home.objects, file), { force: true });
  }
}
