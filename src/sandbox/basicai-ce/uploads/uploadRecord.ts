import type { App } from '../app';
import type { Progress } from '../ingest/run';

/** Statuses in the order in which a record takes them. */
export type UploadStatus = 'UNSTARTED' | 'DOWNLOADING' | 'DOWNLOAD_COMPLETED' | 'PARSING';

/** The record that a client polls. */
export class UploadRecord implements Progress {
  /** `stuckAt` is a fault: the record never passes that status. */
  constructor(
    private readonly app: App,
    readonly serial: string,
    private readonly stuckAt: string | undefined,
  ) {}

  create(datasetId: number, fileName: string): void {
    this.app.rows.run(
      "INSERT INTO upload (serial, dataset_id, file_name, status, created_at) VALUES (?, ?, ?, 'UNSTARTED', ?)",
      [this.serial, datasetId, fileName, this.app.clock.now()],
    );
  }

  /** Takes a status; false when the record shall stay in it. */
  enter(status: UploadStatus): boolean {
    this.set('status = ?1', status);
    return this.stuckAt !== status;
  }

  sized(bytes: number): void {
    this.set('total_size = ?1, got_size = ?1', bytes);
  }

  total(n: number): void {
    this.set('total = ?1, parsed = 0', n);
  }

  /** The status is first written after the first batch (CE-35). */
  parsed(n: number): void {
    this.set("status = 'PARSING', parsed = parsed + ?1", n);
  }

  complete(message: string): void {
    if (this.stuckAt !== 'PARSING') this.set("status = 'PARSE_COMPLETED', error = ?1", message);
  }

  fail(error: string): void {
    this.set("status = 'FAILED', error = ?1", error);
  }

  /** `?1` is the value. */
  private set(columns: string, value: string | number): void {
    this.app.rows.run(`UPDATE upload SET ${columns} WHERE serial = ?2`, [value, this.serial]);
  }
}
