import { groups } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import { aboveOf, lastOf } from '../../../model/paths';
import { text } from '../../../model/text';
import type { Kit } from '../../../net/kit';
import { withOrigin } from '../../../net/urls';
import { memorySource } from '../../../transfer/memorySource';
import type { Comeback, Keepsake, Kept, KeptFile, Placed, Restoration, Restored } from '../../platform';
import type { Client } from '../client';
import { layouts } from '../layout';
import { classIdsOf, type References } from '../references';
import { read } from '../refs';
import type { Deleted } from './deleted';
import { importableOf } from './importable';
import { Keeper } from './keep';
import { livingTexts, pathOf, readPath } from './living';
import { originalSource, storedSize } from './original';
import { SmallFiles } from './smallFiles';
import { splitAgain } from './split';
import { type Stored, storedData, type StoredFile } from './stored';
import { type KeptPath, mergedTexts, namesBetween } from './texts';

/**
 * Brings deleted data back: the store keeps the files of deleted data, and `getDataAndResult` still signs links for their
 * ids as long as their dataset lives (quirk 31). Their layout is built again, so that the server lists them as before.
 */
export class Restoring implements Restoration {
  readonly results = 'GROUND_TRUTH';

  constructor(
    private readonly client: Client,
    private readonly kit: Kit,
    private readonly origin: string,
    private readonly deleted: Deleted,
    private readonly references: Pick<References, 'classes'>,
  ) {}

  async keep(nodes: readonly Node[], signal: AbortSignal): Promise<Kept> {
    const files = new SmallFiles(this.kit, this.origin, signal);
    const { kept, lost } = await new Keeper(this.client, files, signal).keep(nodes);
    return { kept: [...kept, ...this.deleted.keepsakes(nodes)], lost };
  }

  async comebacks(keepsakes: readonly Keepsake[], signal: AbortSignal): Promise<Map<Ref, Comeback>> {
    const found = new Map<Ref, Comeback>();
    for (const [datasetId, kept] of groups(keepsakes, (one) => read(one.ref).datasetId)) {
      const stored = await this.stillStored(datasetId, kept, signal);
      const classIds = kept.flatMap((one) => one.frames ?? [one]).some((one) => one.results.length > 0)
        ? await classIdsOf(this.references, datasetId, signal)
        : new Set<string>();
      const texts: KeptPath[] = [];
      for (const one of kept) {
        const path = await this.textOf(one, stored, signal);
        if (path) texts.push(path);
        else found.set(one.ref, await this.comeback(one, stored, classIds, signal));
      }
      if (texts.length === 0) continue;
      const living = await livingTexts(this.client, this.kit, this.origin, datasetId, namesBetween(texts), signal);
      for (const [ref, comeback] of mergedTexts(texts, living)) found.set(ref, comeback);
    }
    return found;
  }

  async finish(restored: readonly Restored[], signal: AbortSignal): Promise<void> {
    await splitAgain(this.client, restored, signal);
    this.deleted.forget(restored.map(({ keepsake }) => keepsake.ref));
  }

  private async textOf(
    kept: Keepsake,
    stored: ReadonlyMap<string, Stored>,
    signal: AbortSignal,
  ): Promise<KeptPath | undefined> {
    const [own] = kept.files ?? [];
    if (own?.bytes !== undefined && /^text\//i.test(own.path)) return pathIn(kept, bytesOf(own));
    const [file] = stored.get(read(kept.ref).id)?.files ?? [];
    if (file?.role !== 'text') return undefined;
    const lines = await readPath(this.kit, withOrigin(file.url, this.origin), signal);
    return lines && { keepsake: kept, lines };
  }

  /** What the server still tells of those whose files were not kept themselves. */
  private async stillStored(
    datasetId: string,
    kept: readonly Keepsake[],
    signal: AbortSignal,
  ): Promise<Map<string, Stored>> {
    const without = kept
      .flatMap((one) => one.frames ?? [one])
      .filter(({ files = [] }) => files.length === 0 || files.some(({ bytes }) => bytes === undefined));
    const ids = without.map((one) => read(one.ref).id);
    const { found } = await storedData(this.client, datasetId, ids, signal);
    return new Map(found.map((one) => [one.id, one]));
  }

  private async comeback(
    kept: Keepsake,
    stored: ReadonlyMap<string, Stored>,
    classIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Comeback> {
    if (kept.scene !== undefined && !/^scene_/i.test(kept.scene))
      return refuse(text('Its scene "{0}" cannot be sent: such names begin with "scene_".', kept.scene));
    if (kept.frames === undefined) return this.single(kept, stored, classIds, signal);
    const frames: Comeback[] = [];
    for (const frame of kept.frames) frames.push(await this.single(frame, stored, classIds, signal));
    const items = frames.flatMap((frame) => frame.items);
    if (items.length === 0) return refuse(text('The server no longer has its files.'));
    const lost = frames.filter((frame) => frame.refused).length;
    const losses = new Map(frames.flatMap((frame) => frame.losses).map((loss) => [JSON.stringify(loss), loss]));
    return { items, losses: [...losses.values(), ...(lost > 0 ? [text('Frames without a file: {0}', lost)] : [])] };
  }

  private async single(
    kept: Keepsake,
    stored: ReadonlyMap<string, Stored>,
    classIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Comeback> {
    const files = kept.files ?? [{ path: `image_0/${kept.fileName}`, size: kept.size }];
    const there = stored.get(read(kept.ref).id)?.files ?? [];
    const found: Placed[] = [];
    const lost: KeptFile[] = [];
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
    kept: Keepsake,
    file: KeptFile,
    stored: StoredFile | undefined,
    signal: AbortSignal,
  ): Promise<Placed | undefined> {
    const path = kept.scene === undefined ? file.path : `${kept.scene}/${file.path}`;
    if (file.bytes !== undefined) return { path, source: memorySource(lastOf(path), bytesOf(file)) };
    if (stored === undefined) return undefined;
    const url = withOrigin(stored.url, this.origin);
    const size = file.size ?? (await storedSize(this.kit, url, signal));
    if (size === undefined) return undefined;
    return { path, source: originalSource(this.kit, lastOf(path), url, size) };
  }
}

/** The stored file of the same place; the only one where there is one only. */
function matching(file: KeptFile, all: readonly KeptFile[], stored: readonly StoredFile[]): StoredFile | undefined {
  const [only] = stored;
  if (all.length === 1 && stored.length === 1) return only;
  return stored.find(({ path }) => path.toLowerCase() === file.path.toLowerCase());
}

function bytesOf({ bytes = '' }: KeptFile): Buffer {
  return Buffer.from(bytes, 'base64');
}

function pathIn(keepsake: Keepsake, content: Buffer): KeptPath | undefined {
  const lines = pathOf(content);
  return lines && { keepsake, lines };
}

function isLead(path: string): boolean {
  const folder = lastOf(aboveOf(path));
  return [layouts['IMAGE'], layouts['LIDAR_FUSION']].some((layout) => layout?.lead.name.test(folder) === true);
}

function built(
  kept: Keepsake,
  lead: Placed,
  found: readonly Placed[],
  results: ReturnType<typeof importableOf>,
  losses: Comeback['losses'],
): Comeback {
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

function resultFile(path: string, content: string): Placed {
  return { path, source: memorySource(lastOf(path), Buffer.from(content)) };
}

function refuse(said: ReturnType<typeof text>): Comeback {
  return { items: [], refused: said, losses: [] };
}
