import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';

export const manifestName = 'manifest.json';
/** Files of a run that has not ended, one a line: what is done survives the end of the editor. */
const journalName = '.manifest.jsonl';
const format = 1;

/** Where a folder's files come from. No key and no link. */
export interface DownloadOrigin {
  readonly platform: string;
  readonly server: string;
  readonly ref: string;
  readonly name: string;
}

/** One file that is here whole. */
export interface ManifestFile {
  /** The platform's id of the item. */
  readonly id: string;
  readonly name: string;
  /** As it lies here, with `/`. */
  readonly path: string;
  /** In the platform's layout, where the name had to be changed. */
  readonly from?: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** In hex. */
  readonly md5: string;
}

/** What a folder holds: read before a run, written while it goes on, put in order at its end. */
export class DownloadManifest {
  private pending: string[] = [];
  private writing: Promise<void> = Promise.resolve();
  private readonly notes = new Set<string>();

  private constructor(
    private readonly folder: string,
    private readonly origin: DownloadOrigin,
    /** By the path in the platform's layout. */
    private readonly files: Map<string, ManifestFile>,
  ) {}

  /** @throws PlatformError when the folder holds something else's manifest */
  static async open(folder: string, origin: DownloadOrigin): Promise<DownloadManifest> {
    const written = await readManifest(folder);
    if (written && !sameOrigin(written.source, origin))
      throw new PlatformError('conflict', text('{0} contains a different download.', folder));
    const lines = await readText(join(folder, journalName));
    const files = [...(written?.files ?? []), ...(lines ?? '').split('\n').flatMap(readLine)];
    const manifest = new DownloadManifest(folder, origin, new Map(files.map((file) => [file.from ?? file.path, file])));
    // From the first moment on the folder can be told for what it is, also when the run never ends.
    if (written === undefined) await manifest.write();
    return manifest;
  }

  all(): IterableIterator<ManifestFile> {
    return this.files.values();
  }

  of(layoutPath: string): ManifestFile | undefined {
    return this.files.get(layoutPath);
  }

  add(file: ManifestFile): void {
    this.files.set(file.from ?? file.path, file);
    this.pending.push(JSON.stringify(file));
    this.writing = this.writing.then(() => this.flush());
  }

  note(message: string): void {
    this.notes.add(message);
  }

  /** Puts the manifest in order at the end of a run. */
  async close(): Promise<void> {
    await this.writing;
    await this.write();
    await rm(join(this.folder, journalName), { force: true });
  }

  /** Under another name first, so that the old one stays until the new one is whole. */
  private async write(): Promise<void> {
    const path = join(this.folder, manifestName);
    const files = [...this.files.values()].map((file) => JSON.stringify(file)).join(',\n    ');
    const head = JSON.stringify({ format, source: this.origin, notes: [...this.notes] }, null, 2);
    await writeFile(`${path}.part`, `${head.slice(0, -2)},\n  "files": [\n    ${files}\n  ]\n}\n`);
    await rename(`${path}.part`, path);
  }

  private async flush(): Promise<void> {
    const lines = this.pending;
    this.pending = [];
    if (lines.length > 0)
      await appendFile(join(this.folder, journalName), `${lines.join('\n')}\n`).catch(() => undefined);
  }
}

interface Written {
  readonly source: DownloadOrigin;
  readonly files: readonly ManifestFile[];
}

/** The manifest of a folder, or undefined when there is none that can be read. */
export async function readManifest(folder: string): Promise<Written | undefined> {
  try {
    const found = JSON.parse((await readText(join(folder, manifestName))) ?? '') as Partial<Written> & {
      format?: unknown;
    };
    if (found.format !== format || found.source === undefined || !Array.isArray(found.files)) return undefined;
    return { source: found.source, files: found.files.filter(isFile) };
  } catch {
    return undefined;
  }
}

export function sameOrigin(one: DownloadOrigin, other: DownloadOrigin): boolean {
  return one.platform === other.platform && one.server === other.server && one.ref === other.ref;
}

/** A line that was cut when the editor ended is left out. */
function readLine(line: string): ManifestFile[] {
  try {
    const found: unknown = JSON.parse(line);
    return isFile(found) ? [found] : [];
  } catch {
    return [];
  }
}

function isFile(value: unknown): value is ManifestFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, key, size, md5, id, name } = value as Record<string, unknown>;
  return [path, key, md5, id, name].every((one) => typeof one === 'string') && typeof size === 'number';
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
