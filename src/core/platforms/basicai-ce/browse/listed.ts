import pLimit from 'p-limit';
import { groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import { emptyQuery } from '../../../model/page';
import { itemKey, nameKey } from './nameKey';
import { placedFiles, refOf } from '../nodes';
import { type CeClient, type ListSort } from '../api/client';
import { walkDataset } from '../api/walk';
import type { Data } from '../api/wire';

/** A file as a row lists it. */
export interface ListedFile {
  readonly id: string;
  /** Bytes, where they are told. */
  readonly size: number | undefined;
  /** Signed for some time, at the origin that the server takes for its own. */
  readonly url: string;
}

export interface ListedRow {
  readonly ref: Ref;
  /** Its files: name behind its folder, in lower case → what the row tells of them. */
  readonly files: ReadonlyMap<string, ListedFile>;
}

/** Up to this many names are looked up one by one in a big dataset; more are found by walking it. */
const fewNames = 20;
const smallDataset = 500;
const pageSize = 500;
const concurrency = 4;
const byName: ListSort = { sortField: 'NAME', ascOrDesc: 'ASC' };

/** Finds what is listed under given names, compared as the server compares them. */
export class ListedNames {
  constructor(private readonly client: CeClient) {}

  /**
   * Name as asked → the ref that has it. The server adds no frame to a scene that exists, so all names of such a scene
   * are taken, by the scene.
   */
  async named(datasetId: string, names: readonly string[], signal: AbortSignal): Promise<Map<string, Ref>> {
    const single = names.filter((name) => sceneOf(name) === undefined);
    const rows = await this.rows(datasetId, single, signal);
    const found = new Map<string, Ref>();
    for (const name of single) {
      const [row] = rows.get(itemKey(name)) ?? [];
      if (row) found.set(name, row.ref);
    }
    for (const [scene, frames] of groupBy(names, sceneOf)) {
      const row = scene === undefined ? undefined : await this.scene(datasetId, scene, signal);
      if (row) for (const name of frames) found.set(name, refOf(row));
    }
    return found;
  }

  /**
   * Key of a name (`itemKey`) → rows that have it. A name `scene_a/000` means a frame: those are looked up in their scene.
   */
  async rows(datasetId: string, names: readonly string[], signal: AbortSignal): Promise<Map<string, ListedRow[]>> {
    const single = names.filter((name) => sceneOf(name) === undefined);
    const found = await this.topLevel(datasetId, single, signal);
    for (const scene of new Set(names.map(sceneOf)))
      if (scene !== undefined) await this.framesOf(datasetId, scene, found, signal);
    return found;
  }

  private async topLevel(
    datasetId: string,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, ListedRow[]>> {
    const wanted = new Map(names.map((name) => [itemKey(name), name]));
    const found = new Map<string, ListedRow[]>();
    if (wanted.size === 0) return found;
    const { total } = await this.client.data(datasetId, 1, 0, {}, byName, signal);
    if (total <= smallDataset || wanted.size > fewNames) {
      for await (const rows of walkDataset(this.client, datasetId, emptyQuery, signal))
        collect(rows, '', new Set(wanted.keys()), found);
      return found;
    }
    const limit = pLimit(concurrency);
    await Promise.all([...wanted.values()].map((name) => limit(() => this.oneName(datasetId, name, found, signal))));
    return found;
  }

  /** The filter finds parts of names and takes `%` and `_` as wildcards, so its answers are compared exactly. */
  private async oneName(
    datasetId: string,
    name: string,
    found: Map<string, ListedRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    const key = itemKey(name);
    for (let pageNo = 1; ; pageNo++) {
      const { list } = await this.client.data(datasetId, pageNo, pageSize, { name: asFilter(name) }, byName, signal);
      collect(list, '', new Set([key]), found);
      if (list.length < pageSize || found.has(key)) return;
    }
  }

  private async framesOf(
    datasetId: string,
    scene: string,
    found: Map<string, ListedRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    const row = await this.scene(datasetId, scene, signal);
    if (row === undefined) return;
    for (let pageNo = 1; ; pageNo++) {
      const page = await this.client.data(datasetId, pageNo, pageSize, { parentId: row.id }, byName, signal);
      collect(page.list, `${scene}/`, undefined, found);
      if (page.list.length < pageSize) return;
    }
  }

  /** The filter finds parts of names, so the scene may stand on any page. */
  private async scene(datasetId: string, name: string, signal: AbortSignal): Promise<Data | undefined> {
    for (let pageNo = 1; ; pageNo++) {
      const { list } = await this.client.data(datasetId, pageNo, pageSize, { name: asFilter(name) }, byName, signal);
      const found = list.find((one) => one.type === 'SCENE' && nameKey(one.name) === nameKey(name));
      if (found !== undefined || list.length < pageSize) return found;
    }
  }
}

function collect(
  rows: readonly Data[],
  prefix: string,
  wanted: ReadonlySet<string> | undefined,
  found: Map<string, ListedRow[]>,
): void {
  for (const row of rows) {
    const name = itemKey(prefix + row.name);
    if (wanted && !wanted.has(name)) continue;
    const files = placedFiles(row.content).map(
      ({ folder, file: { id, name: fileName, size, url } }) => [fileKey(folder, fileName), { id, size, url }] as const,
    );
    found.set(name, [...(found.get(name) ?? []), { ref: refOf(row), files: new Map(files) }]);
  }
}

/** A filter finds parts of names, and blanks at the end of what it holds are not passed over. */
function asFilter(name: string): string {
  return name.replace(/ +$/, '');
}

/** How a file of a row is told: its folder and its name, as the server compares them. */
export function fileKey(folder: string, name: string): string {
  return `${folder}/${name}`.toLowerCase();
}

/** The scene in the name of a frame, `scene_a/000`. */
export function sceneOf(name: string): string | undefined {
  const slash = name.indexOf('/');
  return slash < 0 ? undefined : name.slice(0, slash);
}
