import { chunk, groupBy } from '../../../model/lists';
import { lookUp } from '../../../model/lookUp';
import type { Node } from '../../../model/node';
import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError } from '../../../net/errors';
import type { DeletionSnapshot, SnapshotResult, SnapshotFile, SnapshotGap } from '../../../contract';
import { type CeClient, idsPerQuery } from '../api/client';
import { type PlacedItem, placedFiles, refOf } from '../nodes';
import { datasetRef, type ParsedRef, parseRef } from '../refs';
import type { Data, DataAndResult } from '../api/wire';
import { bisectFailures, joinParts } from './bisect';
import type { FileToKeep, SmallFiles } from './smallFiles';
import { storedOf } from './stored';

/** A datum that is to be kept, as it was named and as it is listed. */
interface Wanted {
  readonly row: Data;
  readonly scene: string | undefined;
}

/** What the server tells of some ids, and of which it tells nothing. */
interface SourceAnswer extends DataAndResult {
  readonly failed: ReadonlySet<string>;
}

/** Notes of data, frames and whole scenes what is needed to bring them back, before they are deleted. */
export class SnapshotTaker {
  private readonly lost: SnapshotGap[] = [];

  constructor(
    private readonly client: CeClient,
    private readonly files: SmallFiles,
    private readonly signal: AbortSignal,
  ) {}

  async snapshot(nodes: readonly Node[]): Promise<SnapshotResult> {
    const kept: DeletionSnapshot[] = [];
    const single = nodes.filter(({ kind }) => kind === 'data' || kind === 'frame');
    for (const [datasetId, own] of groupBy(single, ({ ref }) => parseRef(ref).datasetId))
      kept.push(...(await this.single(datasetId, own)));
    for (const node of nodes.filter(({ kind }) => kind === 'scene')) kept.push(...(await this.scene(node)));
    return { kept, lost: this.lost };
  }

  private async single(datasetId: string, nodes: readonly Node[]): Promise<DeletionSnapshot[]> {
    const named = nodes.map(({ ref }) => parseRef(ref));
    const scenes = await this.sceneNames(named);
    const sceneOf = (row: Data) => scenes.get(row.parentId);
    return this.rows(datasetId, new Map(nodes.map((node) => [parseRef(node.ref).id, node])), sceneOf);
  }

  /** Names of scenes by id. One that cannot be asked leaves its frames without a place. */
  private async sceneNames(named: readonly ParsedRef[]): Promise<Map<string, string>> {
    const ids = [...new Set(named.flatMap((one) => one.sceneId ?? []))];
    const { found } = await this.asked(ids, (part) => this.client.statusByIds(part, this.signal));
    return new Map(found.map(({ id, name }) => [id, name]));
  }

  private async scene(node: Node): Promise<DeletionSnapshot[]> {
    const { datasetId, id } = parseRef(node.ref);
    try {
      const [scene] = await this.client.dataByIds([id], this.signal);
      if (scene?.type !== 'SCENE') return [];
      const frameIds = lookUp(await this.client.frameIds(datasetId, [id], this.signal), id) ?? [];
      const frameNodes = new Map(frameIds.map((frame) => [frame, { ...node, name: `${scene.name}/${frame}` }]));
      const frames = await this.rows(datasetId, frameNodes, () => scene.name);
      if (frames.length === 0) return [];
      return [{ ...snapshotOf(scene, []), fileName: scene.name, size: 0, files: [], frames }];
    } catch (error) {
      if (isCancelled(error) || !isPlatformError(error)) throw error;
      this.lost.push({ ref: node.ref, name: node.name, reason: error.userMessage });
      return [];
    }
  }

  private async rows(
    datasetId: string,
    byId: ReadonlyMap<string, Node>,
    sceneOf: (row: Data) => string | undefined,
  ): Promise<DeletionSnapshot[]> {
    const { found, failed } = await this.asked([...byId.keys()], (part) => this.client.dataByIds(part, this.signal));
    for (const [id, error] of failed) this.lose(byId.get(id), error.userMessage);
    for (const row of found)
      if (placedFiles(row.content).length === 0) this.lose(byId.get(row.id), text('The server lists no file of it.'));
    const wanted = found
      .filter((row) => row.type === 'SINGLE_DATA' && placedFiles(row.content).length > 0)
      .map((row): Wanted => ({ row, scene: row.parentId === '0' ? undefined : sceneOf(row) }));
    const response = await this.fetchResults(datasetId, wanted, byId);
    return (await Promise.all(wanted.map((one) => this.one(one, byId.get(one.row.id), response)))).flat();
  }

  /** What the server tells of rows with their results. Of dialogues it tells neither, so they are not asked about. */
  private async fetchResults(
    datasetId: string,
    wanted: readonly Wanted[],
    byId: ReadonlyMap<string, Node>,
  ): Promise<SourceAnswer> {
    const ids = wanted.filter(({ row }) => !isDialogue(row)).map(({ row }) => row.id);
    const ask = async (part: readonly string[]) => [await this.client.dataAndResult(datasetId, part, this.signal)];
    const { found, failed } = await this.asked(ids, ask);
    for (const [id, error] of failed) this.lose(byId.get(id), error.userMessage, text('Its results'));
    const [data, results] = [found.flatMap((one) => one.data), found.flatMap((one) => one.results)];
    return { data, results, failed: new Set(failed.keys()) };
  }

  private async one(
    { row, scene }: Wanted,
    node: Node | undefined,
    response: SourceAnswer,
  ): Promise<DeletionSnapshot[]> {
    if (row.parentId !== '0' && scene === undefined) {
      this.lose(node, text('The name of its scene could not be read.'));
      return [];
    }
    const results = response.results.filter((result) => result.dataId === row.id);
    const bare = snapshotOf(row, results);
    const files = await this.files.keep(filesToKeep(row, response));
    const [lead] = files;
    if (lead?.reason !== undefined) {
      this.lose(node, lead.reason);
      return [];
    }
    for (const { file, reason } of files)
      if (reason !== undefined) this.lose(node, reason, text('The file {0}', file.path));
    const whole = files.filter(({ reason }) => reason === undefined).map(({ file }) => file);
    return [{ ...bare, files: whole, ...(scene !== undefined && { scene }) }];
  }

  private async asked<T>(ids: readonly string[], ask: (ids: readonly string[]) => Promise<readonly T[]>) {
    const parts = [];
    for (const part of chunk(ids, idsPerQuery)) parts.push(await bisectFailures(part, ask));
    return joinParts(parts);
  }

  private lose(node: Node | undefined, reason: Text, part?: Text): void {
    if (node) this.lost.push({ ref: node.ref, name: node.name, reason, ...(part && { part }) });
  }
}

/** The file of a dialogue lies in no folder of its row. */
function isDialogue(row: Data): boolean {
  return placedFiles(row.content).every(({ folder }) => folder === '');
}

/**
 * The files of a row, the one that makes the item first. Those that nobody tells of once they are deleted are kept
 * themselves: dialogues, and the cameras of LIDAR_BASIC (CE-55, CE-56).
 */
function filesToKeep(row: Data, { data, failed }: SourceAnswer): FileToKeep[] {
  const answer = data.find(({ dataId }) => dataId === row.id);
  const response = answer && new Set(storedOf(answer).files.map(({ path }) => path.toLowerCase()));
  const placed = leadFirst(row);
  const laterOf = (path: string): FileToKeep['later'] => {
    if (failed.has(row.id)) return 'perhaps';
    return response === undefined || (placed.length === 1 && response.size === 1) || response.has(path) ? 'yes' : 'no';
  };
  return placed.map(({ folder, file }) => {
    const kept = keptFile(folder, file);
    return { file: kept, url: file.url, later: folder === '' ? 'no' : laterOf(kept.path.toLowerCase()) };
  });
}

function leadFirst(row: Data): PlacedItem[] {
  const placed = placedFiles(row.content);
  const lead = placed.find(({ file }) => /\.pcd$/i.test(file.name)) ?? placed[0];
  return lead ? [lead, ...placed.filter((one) => one !== lead)] : [];
}

function keptFile(folder: string, { name, size }: { name: string; size?: number | undefined }): SnapshotFile {
  // The file of a dialogue lies in no folder of its row, and in "text" of the layout.
  return { path: `${folder === '' ? 'text' : folder}/${name}`, ...(size !== undefined && { size }) };
}

function snapshotOf(row: Data, results: DataAndResult['results']): DeletionSnapshot {
  const placed = leadFirst(row);
  const [first] = placed;
  return {
    ref: refOf(row),
    parent: datasetRef(row.datasetId),
    name: row.name,
    fileName: first?.file.originalName ?? first?.file.name ?? row.name,
    size: first?.file.size ?? 0,
    ...(first?.file.type !== undefined && { mime: first.file.type }),
    ...(row.splitType !== undefined && { split: row.splitType }),
    annotated: row.annotationStatus === 'ANNOTATED',
    results,
    files: placed.map(({ folder, file }) => keptFile(folder, file)),
  };
}
