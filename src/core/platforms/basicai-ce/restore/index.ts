import { groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import { text } from '../../../model/text';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import { memorySource } from '../../../transfer/memorySource';
import type {
  RestorePlan,
  DeletionSnapshot,
  SnapshotResult,
  SnapshotFile,
  ArchiveFile,
  Restoration,
  RestoreResult,
} from '../../../contract';
import type { CeClient } from '../api/client';
import { typeLayouts } from '../layout';
import { fetchClassIds, type References } from '../results/references';
import { parseRef } from '../refs';
import type { DeletedBranch } from './deleted';
import { importableOf } from './importable';
import { SnapshotTaker } from './keep';
import { livingTexts, pathOf, readPath } from './living';
import { originalSource, storedSize } from './original';
import { SmallFiles } from './smallFiles';
import { splitAgain } from './split';
import { type StoredResults, storedData, type StoredFile } from './stored';
import { type KeptPath, mergedTexts, namesBetween } from './texts';

/**
 * Brings deleted data back: the store keeps the files of deleted data, and `getDataAndResult` still signs links for
 * their ids as long as their dataset lives (CE-72). Their layout is built again, so that the server lists them as
 * before.
 */
export class CeRestoration implements Restoration {
  readonly results = 'GROUND_TRUTH';

  constructor(
    private readonly client: CeClient,
    private readonly context: SessionContext,
    private readonly origin: string,
    private readonly deleted: DeletedBranch,
    private readonly references: Pick<References, 'classes'>,
  ) {}

  async snapshot(nodes: readonly Node[], signal: AbortSignal): Promise<SnapshotResult> {
    const files = new SmallFiles(this.context, this.origin, signal);
    const { kept, lost } = await new SnapshotTaker(this.client, files, signal).snapshot(nodes);
    return { kept: [...kept, ...this.deleted.snapshots(nodes)], lost };
  }

  async planRestore(snapshots: readonly DeletionSnapshot[], signal: AbortSignal): Promise<Map<Ref, RestorePlan>> {
    const found = new Map<Ref, RestorePlan>();
    for (const [datasetId, kept] of groupBy(snapshots, (one) => parseRef(one.ref).datasetId)) {
      const stored = await this.stillStored(datasetId, kept, signal);
      const classIds = kept.flatMap((one) => one.frames ?? [one]).some((one) => one.results.length > 0)
        ? await fetchClassIds(this.references, datasetId, signal)
        : new Set<string>();
      const texts: KeptPath[] = [];
      for (const one of kept) {
        const path = await this.textOf(one, stored, signal);
        if (path) texts.push(path);
        else found.set(one.ref, await this.plan(one, stored, classIds, signal));
      }
      if (texts.length === 0) continue;
      const living = await livingTexts(this.client, this.context, this.origin, datasetId, namesBetween(texts), signal);
      for (const [ref, plan] of mergedTexts(texts, living)) found.set(ref, plan);
    }
    return found;
  }

  async applyMetadata(restored: readonly RestoreResult[], signal: AbortSignal): Promise<void> {
    await splitAgain(this.client, restored, signal);
    this.deleted.forget(restored.map(({ snapshot }) => snapshot.ref));
  }

  private async textOf(
    kept: DeletionSnapshot,
    stored: ReadonlyMap<string, StoredResults>,
    signal: AbortSignal,
  ): Promise<KeptPath | undefined> {
    const [own] = kept.files ?? [];
    if (own?.bytes !== undefined && /^text\//i.test(own.path)) return pathIn(kept, bytesOf(own));
    const [file] = stored.get(parseRef(kept.ref).id)?.files ?? [];
    if (file?.role !== 'text') return undefined;
    const lines = await readPath(this.context, withOrigin(file.url, this.origin), signal);
    return lines && { snapshot: kept, lines };
  }

  /** What the server still tells of those whose files were not kept themselves. */
  private async stillStored(
    datasetId: string,
    kept: readonly DeletionSnapshot[],
    signal: AbortSignal,
  ): Promise<Map<string, StoredResults>> {
    const without = kept
      .flatMap((one) => one.frames ?? [one])
      .filter(({ files = [] }) => files.length === 0 || files.some(({ bytes }) => bytes === undefined));
    const ids = without.map((one) => parseRef(one.ref).id);
    const { found } = await storedData(this.client, datasetId, ids, signal);
    return new Map(found.map((one) => [one.id, one]));
  }

  private async plan(
    kept: DeletionSnapshot,
    stored: ReadonlyMap<string, StoredResults>,
    classIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<RestorePlan> {
    if (kept.scene !== undefined && !/^scene_/i.test(kept.scene))
      return refuse(text('Its scene "{0}" cannot be sent: such names begin with "scene_".', kept.scene));
    if (kept.frames === undefined) return this.single(kept, stored, classIds, signal);
    const frames: RestorePlan[] = [];
    for (const frame of kept.frames) frames.push(await this.single(frame, stored, classIds, signal));
    const items = frames.flatMap((frame) => frame.items);
    if (items.length === 0) return refuse(text('The server no longer has its files.'));
    const lost = frames.filter((frame) => frame.refused).length;
    const losses = new Map(frames.flatMap((frame) => frame.losses).map((loss) => [JSON.stringify(loss), loss]));
    return { items, losses: [...losses.values(), ...(lost > 0 ? [text('Frames without a file: {0}', lost)] : [])] };
  }

  private async single(
    kept: DeletionSnapshot,
    stored: ReadonlyMap<string, StoredResults>,
    classIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<RestorePlan> {
    const files = kept.files ?? [{ path: `image_0/${kept.fileName}`, size: kept.size }];
    const there = stored.get(parseRef(kept.ref).id)?.files ?? [];
    const found: ArchiveFile[] = [];
    const lost: SnapshotFile[] = [];
    for (const file of files) {
      const placed = await this.placed(kept, file, matching(file, files, there), signal);
      if (placed) found.push(placed);
      else lost.push(file);
    }
    const lead = found.find(({ path }) => isLead(path));
    if (lead === undefined) return refuse(text('The server no longer has its file.'));
    const losses = lost.map(({ path }) => text('The file {0}', path));
    return built(kept, lead, found, importableOf(kept.results, classIds, /\.pcd$/i.test(lead.path)), losses);
  }

  private async placed(
    kept: DeletionSnapshot,
    file: SnapshotFile,
    stored: StoredFile | undefined,
    signal: AbortSignal,
  ): Promise<ArchiveFile | undefined> {
    const path = kept.scene === undefined ? file.path : `${kept.scene}/${file.path}`;
    if (file.bytes !== undefined) return { path, source: memorySource(lastOf(path), bytesOf(file)) };
    if (stored === undefined) return undefined;
    const url = withOrigin(stored.url, this.origin);
    const size = file.size ?? (await storedSize(this.context, url, signal));
    if (size === undefined) return undefined;
    return { path, source: originalSource(this.context, lastOf(path), url, size) };
  }
}

/** The stored file of the same place; the only one where there is one only. */
function matching(
  file: SnapshotFile,
  all: readonly SnapshotFile[],
  stored: readonly StoredFile[],
): StoredFile | undefined {
  const [only] = stored;
  if (all.length === 1 && stored.length === 1) return only;
  return stored.find(({ path }) => path.toLowerCase() === file.path.toLowerCase());
}

function bytesOf({ bytes = '' }: SnapshotFile): Buffer {
  return Buffer.from(bytes, 'base64');
}

function pathIn(snapshot: DeletionSnapshot, content: Buffer): KeptPath | undefined {
  const lines = pathOf(content);
  return lines && { snapshot, lines };
}

function isLead(path: string): boolean {
  const folder = lastOf(parentPathOf(path));
  return [typeLayouts['IMAGE'], typeLayouts['LIDAR_FUSION']].some((layout) => layout?.lead.name.test(folder) === true);
}

function built(
  kept: DeletionSnapshot,
  lead: ArchiveFile,
  found: readonly ArchiveFile[],
  results: ReturnType<typeof importableOf>,
  losses: RestorePlan['losses'],
): RestorePlan {
  const prefix = kept.scene === undefined ? '' : `${kept.scene}/`;
  const { file } = results;
  const written = file === undefined ? [] : [resultFile(`${prefix}result/${kept.name}.json`, file)];
  const beside = [...found.filter((one) => one !== lead), ...written];
  const { source } = lead;
  const fileName = lastOf(lead.path);
  // A picture without company needs no archive.
  const plain = beside.length === 0 && lead.path.toLowerCase() === `image_0/${fileName}`.toLowerCase();
  const item = {
    name: prefix + kept.name,
    fileName: kept.files === undefined ? kept.fileName : fileName,
    size: source.size,
    source,
    ...(!plain && { path: lead.path }),
    ...(beside.length > 0 && { beside }),
    ...(file !== undefined && { objects: results.objects }),
  };
  return { items: [item], losses: [...losses, ...results.losses] };
}

function resultFile(path: string, content: string): ArchiveFile {
  return { path, source: memorySource(lastOf(path), Buffer.from(content)) };
}

function refuse(message: ReturnType<typeof text>): RestorePlan {
  return { items: [], refused: message, losses: [] };
}
