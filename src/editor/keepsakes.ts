import { lookUp } from '../core/model/lookUp';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../core/model/connection';
import type { Ref } from '../core/model/node';
import type { Keepsake } from '../core/platforms/platform';

/** What is kept of one deletion, so that it can be taken back. Holds no link and no key. */
export interface KeptBatch {
  readonly version: 1;
  readonly id: string;
  readonly connectionId: string;
  /** The server, so that another one under the same connection is never written to. */
  readonly url: string;
  /** The name of the dataset. */
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly when: number;
  readonly keepsakes: readonly Keepsake[];
  /** Old ref → new ref of what came back already. */
  readonly restored: Readonly<Record<Ref, Ref>>;
}

/** Deletions that can be taken back, one JSON file each in the extension's own storage. */
export class Keepsakes {
  constructor(
    private readonly folder: string,
    private readonly changed: (any: boolean) => void,
  ) {}

  /** Keeps what is about to be deleted. Written whole before anything is deleted. */
  async keep(connection: Connection, from: string, keepsakes: readonly Keepsake[], now: number): Promise<KeptBatch> {
    const id = `${new Date(now).toISOString().replace(/\D/g, '')}-${randomBytes(3).toString('hex')}`;
    const batch: KeptBatch = {
      version: 1,
      id,
      connectionId: connection.id,
      url: connection.url,
      from,
      when: now,
      keepsakes,
      restored: {},
    };
    await this.write(batch);
    return batch;
  }

  /** Replaces a batch; one that holds nothing more is removed. */
  async update(batch: KeptBatch): Promise<void> {
    if (batch.keepsakes.length > 0) return this.write(batch);
    await rm(this.file(batch.id), { force: true });
    await this.tell();
  }

  /** Newest first. Files that cannot be read are left alone and left out. */
  async all(): Promise<KeptBatch[]> {
    const names = await readdir(this.folder).catch(() => []);
    const read = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.read(join(this.folder, name))),
    );
    return read.filter((batch) => batch !== undefined).sort((a, b) => b.when - a.when);
  }

  async tell(): Promise<void> {
    const all = await this.all();
    this.changed(all.some((batch) => waiting(batch).length > 0));
  }

  private async write(batch: KeptBatch): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const part = `${this.file(batch.id)}.part`;
    await writeFile(part, JSON.stringify(batch), { mode: 0o600 });
    await rename(part, this.file(batch.id));
    await this.tell();
  }

  private async read(path: string): Promise<KeptBatch | undefined> {
    try {
      const found = JSON.parse(await readFile(path, 'utf8')) as Partial<KeptBatch>;
      return found.version === 1 && Array.isArray(found.keepsakes) ? (found as KeptBatch) : undefined;
    } catch {
      return undefined;
    }
  }

  private file(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

/** What has not come back yet. */
export function waiting(batch: KeptBatch): Keepsake[] {
  return batch.keepsakes.filter((kept) => lookUp(batch.restored, kept.ref) === undefined);
}
