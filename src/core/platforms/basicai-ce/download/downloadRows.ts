import { chunk, groupBy } from '../../../model/lists';
import type { Query } from '../../../model/page';
import type { DownloadRoot } from '../../../contract';
import { type CeClient, idsPerQuery } from '../api/client';
import { parseRef } from '../refs';
import { walkDataset, walkScene } from '../api/walk';
import type { Data } from '../api/wire';

/** A datum with its files, and the scene that it is a frame of. */
export interface DownloadRow {
  readonly row: Data;
  readonly scene: string | undefined;
}

/** Every datum of a root, frames of scenes one by one, in pieces of at most `idsPerQuery`. */
export async function* rowsOf(
  client: CeClient,
  root: DownloadRoot,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<readonly DownloadRow[]> {
  const { datasetId } = parseRef(root.ref);
  const found =
    root.nodes === undefined
      ? walkDataset(client, datasetId, query, signal)
      : chosenRows(
          client,
          root.nodes.map((node) => node.ref),
          signal,
        );
  for await (const rows of found) for (const part of chunk(rows, idsPerQuery)) yield* expanded(client, part, signal);
}

async function* expanded(client: CeClient, rows: readonly Data[], signal: AbortSignal): AsyncGenerator<DownloadRow[]> {
  const names = await sceneNames(client, rows, signal);
  const single = rows.filter((row) => row.type === 'SINGLE_DATA');
  if (single.length > 0) yield single.map((row) => ({ row, scene: names.get(row.parentId) }));
  for (const scene of rows.filter((row) => row.type === 'SCENE'))
    for await (const frames of walkScene(client, scene.datasetId, scene.id, signal))
      for (const part of chunk(frames, idsPerQuery)) yield part.map((row) => ({ row, scene: scene.name }));
}

/** Frames that were chosen by themselves do not tell the name of their scene. */
async function sceneNames(client: CeClient, rows: readonly Data[], signal: AbortSignal): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map((row) => row.parentId).filter((id) => id !== '0'))];
  const scenes: Data[] = [];
  for (const part of chunk(ids, idsPerQuery)) scenes.push(...(await client.dataByIds(part, signal)));
  return new Map(scenes.map((scene) => [scene.id, scene.name]));
}

/** A frame whose scene is chosen too comes with it. */
async function* chosenRows(
  client: CeClient,
  refs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly Data[]> {
  const named = groupBy(refs.map(parseRef), (one) => one.kind);
  const scenes = new Set((named.get('scene') ?? []).map((one) => one.id));
  const wanted = [...named.values()].flat().filter((one) => one.sceneId === undefined || !scenes.has(one.sceneId));
  for (const part of chunk(
    wanted.map((one) => one.id),
    idsPerQuery,
  ))
    yield client.dataByIds(part, signal);
}
