import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { groupBy } from '../../../model/lists';
import type { Node } from '../../../model/node';
import type { Query } from '../../../model/page';
import { text, type Text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import { withOrigin } from '../../../net/hosts/urls';
import type { Download, DownloadBatch, DownloadPart, DownloadRoot, DownloadWhat } from '../../../contract';
import { rootsOf } from '../../shared/downloadRoots';
import type { ClassCalls } from '../classes';
import type { CeClient } from '../api/client';
import { fileOf, mergeDialoguePaths } from '../upload/dialogues';
import { type DownloadRow, rowsOf } from './downloadRows';
import { type PlacedItem, placedFiles, refOf } from '../nodes';
import { openFresh, readAll, type FileRest, restFrom } from '../../../net/store/open';
import { datasetRef, parseRef } from '../refs';
import { resultFiles } from '../results/results';

/** Folders that older versions wrote; the import knows only the newer names (CE-41). */
const olderFolders: readonly (readonly [RegExp, string])[] = [
  [/^image_?(\d)$/i, 'image_$1'],
  [/^image$/i, 'image_0'],
  [/^point_cloud$/i, 'lidar_point_cloud_0'],
];

/**
 * Originals in the layout that an upload takes (CE-40), results beside them: `result/` in the form of the import,
 * `result-other/` for what the import would refuse or take for something else.
 */
export class CeDownload implements Download {
  readonly folders = 'layout';

  constructor(
    private readonly client: CeClient,
    private readonly classes: ClassCalls,
    private readonly context: SessionContext,
    private readonly origin: string,
  ) {}

  async roots(nodes: readonly Node[], signal: AbortSignal): Promise<DownloadRoot[]> {
    const byDataset = groupBy(nodes, (node) => datasetRef(parseRef(node.ref).datasetId));
    const datasets = [...byDataset.keys()].map((ref) => this.client.dataset(parseRef(ref).datasetId, signal));
    const names = new Map((await Promise.all(datasets)).map(({ id, name }) => [datasetRef(id), name]));
    return rootsOf(byDataset, (ref) => names.get(ref));
  }

  async *plan(
    root: DownloadRoot,
    query: Query,
    what: DownloadWhat,
    signal: AbortSignal,
  ): AsyncGenerator<DownloadBatch> {
    const { datasetId } = parseRef(root.ref);
    const { type } = await this.client.dataset(datasetId, signal);
    const named = await this.classes.classes(datasetId, signal);
    const classes = new Map(named.map(({ id, name }) => [id, name]));
    const texts: DownloadRow[] = [];
    for await (const rows of rowsOf(this.client, root, query, signal)) {
      if (type === 'TEXT') texts.push(...rows);
      const originals = type === 'TEXT' ? [] : rows.flatMap((row) => this.originals(row));
      const empty = rows.filter(({ row }) => placedFiles(row.content).length === 0);
      yield {
        parts: [...originals, ...(what.results ? await this.results(rows, classes, signal) : [])],
        notes: empty.map(({ row }) => text('{0} has no file on the server.', row.name)),
      };
    }
    if (type === 'TEXT') yield this.dialogues(texts);
  }

  private originals({ row, scene }: DownloadRow): DownloadPart[] {
    return placedFiles(row.content).map((placed) => ({
      path: `${above(scene)}${folderOf(placed)}/${nameOf(placed)}`,
      item: itemOf({ row, scene }),
      key: `file/${placed.file.id}`,
      ...(placed.file.size !== undefined && { size: placed.file.size }),
      open: (from, signal, version) => this.open(row.id, placed, restFrom(from, version), signal),
    }));
  }

  private open(dataId: string, { file }: PlacedItem, rest: FileRest | undefined, signal: AbortSignal) {
    const fresh = async () => {
      const [row] = await this.client.dataByIds([dataId], signal);
      const found = row && placedFiles(row.content).find(({ file: one }) => one.id === file.id);
      if (!found) throw new PlatformError('not-found', text('{0} is no longer on the server.', file.name));
      return withOrigin(found.file.url, this.origin);
    };
    return openFresh(this.context, withOrigin(file.url, this.origin), fresh, rest, signal);
  }

  private async results(
    rows: readonly DownloadRow[],
    classes: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<DownloadPart[]> {
    const found = await this.client.annotations(
      rows.map(({ row }) => row.id),
      signal,
    );
    const byId = new Map(found.map((one) => [one.dataId, resultFiles(one, classes)]));
    return rows.flatMap((placed) => {
      const { result, other } = byId.get(placed.row.id) ?? {};
      const file = `${placed.row.name}.json`;
      return [
        ...(result === undefined ? [] : [made(`${above(placed.scene)}result/${file}`, placed, result)]),
        ...(other === undefined ? [] : [made(`${above(placed.scene)}result-other/${file}`, placed, other)]),
      ];
    });
  }

  /** One part for each file that the items came from: uploaded one by one they would get longer names. */
  private dialogues(rows: readonly DownloadRow[]): DownloadBatch {
    const notes: Text[] = [];
    const parts = [...groupBy(rows, ({ row }) => fileOf(row.name).file)].flatMap(([file, paths]): DownloadPart[] => {
      const sorted = [...paths].sort((a, b) => fileOf(a.row.name).n - fileOf(b.row.name).n);
      if (sorted.some(({ row }, at) => fileOf(row.name).n !== at + 1))
        notes.push(text('{0} does not have all of its dialogues here; uploaded again they get other numbers.', file));
      const [first] = sorted;
      if (first === undefined) return [];
      const ids = sorted.flatMap(({ row }) => placedFiles(row.content).map((placed) => placed.file.id));
      const key = `text/${createHash('sha1').update(ids.join()).digest('hex')}`;
      const open: DownloadPart['open'] = (_from, signal) => this.merged(file, sorted, signal);
      return [{ path: `text/${file}.json`, item: { ...itemOf(first), name: file }, key, open }];
    });
    return { parts, notes };
  }

  private async merged(file: string, rows: readonly DownloadRow[], signal: AbortSignal) {
    const paths: unknown[] = [];
    for (const { row } of rows)
      for (const placed of placedFiles(row.content)) {
        const { body } = await this.open(row.id, placed, undefined, signal);
        paths.push(parsed(await readAll(body)));
      }
    const lines = mergeDialoguePaths(paths);
    if (lines === undefined)
      throw new PlatformError('invalid', text('The dialogues of {0} do not fit together in one file.', file));
    return { body: Readable.from([Buffer.from(JSON.stringify(lines, null, 2))], { objectMode: false }) };
  }
}

function made(path: string, placed: DownloadRow, content: unknown): DownloadPart {
  const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
  const md5 = createHash('md5').update(bytes).digest('hex');
  return {
    path,
    item: itemOf(placed),
    key: `made/${md5}`,
    size: bytes.length,
    open: async (from) => ({ body: Readable.from([bytes.subarray(from)], { objectMode: false }), md5, version: md5 }),
  };
}

function itemOf({ row, scene }: DownloadRow): DownloadPart['item'] {
  return { ref: refOf(row), id: row.id, name: scene === undefined ? row.name : `${scene}/${row.name}` };
}

/** A folder is a scene to the import only when its name says so. */
function above(scene: string | undefined): string {
  if (scene === undefined) return '';
  return /^scene_/i.test(scene) ? `${scene}/` : `scene_${scene}/`;
}

function folderOf({ folder, file }: PlacedItem): string {
  const known = olderFolders.find(([older]) => older.test(folder));
  if (known) return folder.replace(...known);
  if (folder !== '') return folder;
  return /\.pcd$/i.test(file.name) ? 'lidar_point_cloud_0' : 'image_0';
}

function nameOf({ file }: PlacedItem): string {
  return file.originalName ?? file.name;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
