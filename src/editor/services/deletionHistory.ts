import { lookUp } from '../../core/model/lookUp';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../core/model/connection';
import type { Ref } from '../../core/model/node';
import type { DeletionSnapshot } from '../../core/contract';

/** What is kept of one deletion, so that it can be taken back. Holds no link and no key. */
export interface DeletionRecord {
  readonly version: 2;
  readonly id: string;
  readonly connectionId: string;
  /** The server, so that another one under the same connection is never written to. */
  readonly url: string;
  /** The name of the dataset. */
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly when: number;
  readonly snapshots: readonly DeletionSnapshot[];
  /** Old ref → new ref of what came back already. */
  readonly restored: Readonly<Record<Ref, Ref>>;
}

/** Deletions that can be taken back, one JSON file each in the extension's own storage. */
export class DeletionHistory {
  constructor(
    private readonly folder: string,
    private readonly changed: (any: boolean) => void,
  ) {}

  /** Keeps what is about to be deleted. Written whole before anything is deleted. */
  async record(
    connection: Connection,
    from: string,
    snapshots: readonly DeletionSnapshot[],
    now: number,
  ): Promise<DeletionRecord> {
    const id = `${new Date(now).toISOString().replace(/\D/g, '')}-${randomBytes(3).toString('hex')}`;
    const batch: DeletionRecord = {
      version: 2,
      id,
      connectionId: connection.id,
      url: connection.url,
      from,
      when: now,
      snapshots,
      restored: {},
    };
    await this.write(batch);
    return batch;
  }

  /** Replaces a batch; one that holds nothing more is removed. */
  async update(batch: DeletionRecord): Promise<void> {
    if (batch.snapshots.length > 0) return this.write(batch);
    await rm(this.file(batch.id), { force: true });
    await this.notify();
  }

  /** Newest first. Files that cannot be read are left alone and left out. */
  async all(): Promise<DeletionRecord[]> {
    const names = await readdir(this.folder).catch(() => []);
    const read = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.read(join(this.folder, name))),
    );
    return read.filter((batch) => batch !== undefined).sort((a, b) => b.when - a.when);
  }

  async notify(): Promise<void> {
    const all = await this.all();
    this.changed(all.some((batch) => notRestored(batch).length > 0));
  }

  private async write(batch: DeletionRecord): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const part = `${this.file(batch.id)}.part`;
    await writeFile(part, JSON.stringify(batch), { mode: 0o600 });
    await rename(part, this.file(batch.id));
    await this.notify();
  }

  private async read(path: string): Promise<DeletionRecord | undefined> {
    try {
      return current(JSON.parse(await readFile(path, 'utf8')) as Stored);
    } catch {
      return undefined;
    }
  }

  private file(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

/** A record as a file may hold it. */
type Stored = Readonly<Record<string, unknown>>;

/** What version 1 called the snapshots. */
const snapshotsOf1 = 'keepsakes';

/** @returns the record in today's form; `undefined` where it is of a version to come or of none */
function current(stored: Stored): DeletionRecord | undefined {
  const snapshots = stored['version'] === 1 ? stored[snapshotsOf1] : stored['snapshots'];
  if ((stored['version'] !== 1 && stored['version'] !== 2) || !Array.isArray(snapshots)) return undefined;
  const { id, connectionId, url, from, when, restored } = stored as unknown as DeletionRecord;
  const kept = snapshots as readonly DeletionSnapshot[];
  return { version: 2, id, connectionId, url, from, when, snapshots: kept, restored };
}

/** What has not come back yet. */
export function notRestored(batch: DeletionRecord): DeletionSnapshot[] {
  return batch.snapshots.filter((kept) => lookUp(batch.restored, kept.ref) === undefined);
}
