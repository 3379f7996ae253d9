import { lookUp } from '../../core/model/lookUp';
import { rmSync } from 'node:fs';
import { Database, type JSValue, type QueryResult, type Statement } from 'node-sqlite3-wasm';

export type Value = JSValue;

/** No statement here asks for expanded rows: each cell is a value. */
type Cells = Readonly<Record<string, Value>>;

/** One row, read by column with the type that the reader expects. */
export class Row {
  private readonly cells: Cells;

  constructor(cells: QueryResult) {
    this.cells = cells as Cells;
  }

  num(column: string): number {
    return Number(lookUp(this.cells, column));
  }

  /** A whole number of up to 64 bits, exactly. */
  big(column: string): bigint {
    return BigInt(lookUp(this.cells, column) as bigint | number);
  }

  numOrNull(column: string): number | null {
    return lookUp(this.cells, column) == null ? null : this.num(column);
  }

  text(column: string): string {
    return this.textOrNull(column) ?? '';
  }

  textOrNull(column: string): string | null {
    const cell = lookUp(this.cells, column);
    if (cell == null) return null;
    return typeof cell === 'string' ? cell : JSON.stringify(cell);
  }

  /** Every cell as it is, for a look at the table from outside. */
  plain(): Record<string, string | number | null> {
    return Object.fromEntries(
      Object.entries(this.cells).map(([k, v]) => [k, v === null || typeof v === 'string' ? v : Number(v)]),
    );
  }
}

/** The tables of a sandbox, in one SQLite file. */
export class Rows {
  private readonly database: Database;
  private readonly statements = new Map<string, Statement>();
  private depth = 0;

  /**
   * The library locks by a folder beside the file, which a killed process leaves behind; whoever opens must own the
   * sandbox folder (see `home.ts`), so that a lock found here is stale.
   */
  constructor(path: string) {
    rmSync(`${path}.lock`, { recursive: true, force: true });
    this.database = new Database(path);
    this.database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF;');
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  run(sql: string, values: Value[] = []): number {
    return this.prepared(sql).run(values).changes;
  }

  /** Runs an insert and gives the new row's id. */
  insert(sql: string, values: Value[]): number {
    return Number(this.prepared(sql).run(values).lastInsertRowid);
  }

  all<T>(sql: string, values: Value[], read: (row: Row) => T): T[] {
    return this.prepared(sql)
      .all(values)
      .map((cells) => read(new Row(cells)));
  }

  get<T>(sql: string, values: Value[], read: (row: Row) => T): T | undefined {
    const cells = this.prepared(sql).get(values);
    return cells ? read(new Row(cells)) : undefined;
  }

  count(sql: string, values: Value[] = []): number {
    return this.get(sql, values, (row) => row.num('n')) ?? 0;
  }

  /** All or nothing; nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.depth++;
    this.database.exec('BEGIN');
    try {
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    } finally {
      this.depth--;
    }
  }

  /** Background work ends by itself once this is so. */
  get closed(): boolean {
    return !this.database.isOpen;
  }

  close(): void {
    for (const statement of this.statements.values()) statement.finalize();
    this.statements.clear();
    this.database.close();
  }

  private prepared(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

/** `?,?,?` for a list of that length. */
export function marks(list: readonly unknown[]): string {
  return list.map(() => '?').join(',');
}
