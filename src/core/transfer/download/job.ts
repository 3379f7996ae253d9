import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { type Outcome, outcomeOf, type OutcomeStatus } from '../../model/outcome';
import { englishText, text, type Text } from '../../model/text';
import { isCancelled, isPlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import type { DownloadBatch, DownloadPart } from '../../contract';
import { checkSpace, MadeFolders } from '../unpack/disk';
import { type NameChange, fileSystemNameRulesOf, SafeNames } from '../unpack/safeNames';
import { fetchPart } from './fetchPart';
import { DownloadManifest, type ManifestFile, type DownloadOrigin } from './manifest';

/** Files on their way at once. */
const concurrency = 50;
/** Files that are looked at before the first is fetched, so that their bytes can be compared with the free space. */
const lookAhead = 20_000;

/** How far a download has come. What is still to be listed is not counted yet. */
export interface DownloadProgress {
  readonly files: number;
  readonly filesOf: number;
  readonly bytes: number;
  readonly bytesOf: number;
}

export interface DownloadReport {
  progress(progress: DownloadProgress): void;
}

export interface DownloadResult {
  /** One for each item; of an item with several files the worst. */
  readonly outcomes: readonly Outcome[];
  /** Files that were fetched now, and those that were here already. */
  readonly fetched: number;
  readonly kept: number;
  readonly bytes: number;
  readonly changes: readonly NameChange[];
  readonly notes: readonly Text[];
}

/**
 * Brings every file of a plan into a folder, which exists. A file that fails is an outcome and stops no other; what is
 * here whole by the manifest is kept; what was changed here is left alone. An aborted signal stops all of it: what was
 * not fetched is `not-started`.
 * @throws PlatformError when the plan fails, or the disk has no room, before anything was brought
 */
export async function download(
  plan: AsyncIterable<DownloadBatch>,
  folder: string,
  origin: DownloadOrigin,
  context: Pick<SessionContext, 'clock' | 'random'>,
  report: DownloadReport,
  signal: AbortSignal,
): Promise<DownloadResult> {
  const manifest = await DownloadManifest.open(folder, origin);
  const job = new Job(folder, manifest, context, report, signal);
  try {
    for await (const batch of ahead(plan, lookAhead)) await job.run(batch);
  } catch (error) {
    if (!isCancelled(error)) job.broke(origin, error);
  } finally {
    await manifest.close();
  }
  return job.result();
}

/** Batches put together until there are enough of them. What was planned before a plan failed is not lost. */
async function* ahead(plan: AsyncIterable<DownloadBatch>, most: number): AsyncGenerator<DownloadBatch> {
  let parts: DownloadPart[] = [];
  let notes: Text[] = [];
  try {
    for await (const batch of plan) {
      parts.push(...batch.parts);
      notes.push(...(batch.notes ?? []));
      if (parts.length < most) continue;
      yield { parts, notes };
      [parts, notes] = [[], []];
    }
  } catch (error) {
    yield { parts, notes };
    throw error;
  }
  yield { parts, notes };
}

const severity: readonly OutcomeStatus[] = ['done', 'skipped', 'not-started', 'unknown', 'failed'];

class Job {
  private readonly names = new SafeNames(fileSystemNameRulesOf(process.platform));
  private readonly folders: MadeFolders;
  private readonly limit = pLimit(concurrency);
  private readonly outcomes = new Map<string, Outcome>();
  private readonly notes: Text[] = [];
  private readonly seen = { files: 0, filesOf: 0, bytes: 0, bytesOf: 0 };
  private readonly count = { fetched: 0, kept: 0 };

  constructor(
    private readonly folder: string,
    private readonly manifest: DownloadManifest,
    private readonly context: Pick<SessionContext, 'clock' | 'random'>,
    private readonly report: DownloadReport,
    private readonly signal: AbortSignal,
  ) {
    this.folders = new MadeFolders(folder);
    for (const file of manifest.all()) this.names.keep(file.from ?? file.path, file.path);
  }

  async run({ parts, notes = [] }: DownloadBatch): Promise<void> {
    for (const note of notes) this.manifest.note(englishText(note));
    this.notes.push(...notes);
    const placed = parts.map((part) => ({ part, path: this.names.path(part.path) }));
    this.seen.filesOf += parts.length;
    this.seen.bytesOf += sizeOf(parts);
    await checkSpace(this.folder, sizeOf(parts.filter((part) => this.manifest.of(part.path)?.key !== part.key)));
    await Promise.all(placed.map(({ part, path }) => this.limit(() => this.bring(part, path))));
  }

  /** The rest cannot be listed: an outcome beside those that there are; the error itself when there are none. */
  broke({ ref, name }: DownloadOrigin, error: unknown): void {
    if (this.outcomes.size === 0 || !isPlatformError(error)) throw error;
    this.outcomes.set(ref, { ref, name, status: 'failed', reason: error.userMessage });
  }

  result(): DownloadResult {
    return {
      outcomes: [...this.outcomes.values()],
      ...this.count,
      bytes: this.seen.bytes,
      changes: this.names.changes,
      notes: this.notes,
    };
  }

  private async bring(part: DownloadPart, path: string): Promise<void> {
    try {
      const [status, reason] = this.signal.aborted ? ['not-started' as const] : await this.one(part, path);
      this.settle(part, status, reason);
    } catch (error) {
      if (isCancelled(error)) this.settle(part, 'not-started');
      else
        this.settle(
          part,
          'failed',
          isPlatformError(error) ? error.userMessage : text('Unexpected: {0}', String(error)),
        );
    }
    this.seen.files++;
    this.report.progress(this.seen);
  }

  private async one(part: DownloadPart, path: string): Promise<[OutcomeStatus, Text?]> {
    const target = join(this.folder, path);
    await this.folders.above(path);
    const found = await stateOf(target, this.manifest.of(part.path));
    if (found === 'foreign')
      return ['skipped', text('{0} was changed here, or is not from this download; it is left as it is.', path)];
    if (found === 'whole' && this.manifest.of(part.path)?.key === part.key) {
      this.count.kept++;
      this.move(part.size ?? 0);
      return ['done'];
    }
    const fetched = await fetchPart(part, target, this.context, (bytes) => this.move(bytes), this.signal);
    if (part.size === undefined) this.seen.bytesOf += fetched.size;
    this.count.fetched++;
    this.manifest.add({
      id: part.item.id,
      name: part.item.name,
      path,
      ...(path !== part.path && { from: part.path }),
      key: part.key,
      ...fetched,
    });
    return ['done'];
  }

  private move(bytes: number): void {
    this.seen.bytes += bytes;
    this.report.progress(this.seen);
  }

  private settle({ item }: DownloadPart, status: OutcomeStatus, reason?: Text): void {
    const before = this.outcomes.get(item.ref);
    if (before && severity.indexOf(before.status) >= severity.indexOf(status)) return;
    this.outcomes.set(item.ref, outcomeOf(item, status, reason));
  }
}

function sizeOf(parts: readonly DownloadPart[]): number {
  return parts.reduce((sum, part) => sum + (part.size ?? 0), 0);
}

/** Whether a place is free, holds what the manifest says, or something that is not to be lost. */
async function stateOf(path: string, known: ManifestFile | undefined): Promise<'free' | 'whole' | 'foreign'> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 'free';
  if (known === undefined || !found.isFile() || found.size !== known.size) return 'foreign';
  return (await md5Of(path)) === known.md5 ? 'whole' : 'foreign';
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) hash.update(bytes);
  return hash.digest('hex');
}
