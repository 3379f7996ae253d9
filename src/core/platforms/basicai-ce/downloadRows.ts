import { chunks, groups } from '../../model/lists';
import type { Query } from '../../model/page';
import type { DownloadRoot } from '../download';
import { type Client, idsPerQuery } from './client';
import { read } from './refs';
import { walkDataset, walkScene } from './walk';
import type { Data } from './wire';

/** A datum with its files, and the scene that it is a frame of. */
export interface PlacedRow {
  readonly row: Data;
  readonly scene: string | undefined;
}

/** Every datum of a root, frames of scenes one by one, in pieces of at most `idsPerQuery`. */
export async function* rowsOf(
  client: Client,
  root: DownloadRoot,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<readonly PlacedRow[]> {
  const { datasetId } = read(root.ref);
  const found =
    root.nodes === undefined
      ? walkDataset(client, datasetId, query, signal)
      : chosenRows(
          client,
          root.nodes.map((node) => node.ref),
          signal,
        );
  for await (const rows of found) for (const part of chunks(rows, idsPerQuery)) yield* expanded(client, part, signal);
}

async function* expanded(client: Client, rows: readonly Data[], signal: AbortSignal): AsyncGenerator<PlacedRow[]> {
  const names = await sceneNames(client, rows, signal);
  const single = rows.filter((row) => row.type === 'SINGLE_DATA');
  if (single.length > 0) yield single.map((row) => ({ row, scene: names.get(row.parentId) }));
  for (const scene of rows.filter((row) => row.type === 'SCENE'))
    for await (const frames of walkScene(client, scene.datasetId, scene.id, signal))
      for (const part of chunks(frames, idsPerQuery)) yield part.map((row) => ({ row, scene: scene.name }));
}

/** Frames that were chosen by themselves do not tell the name of their scene. */
async function sceneNames(client: Client, rows: readonly Data[], signal: AbortSignal): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map((row) => row.parentId).filter((id) => id !== '0'))];
  const scenes: Data[] = [];
  for (const part of chunks(ids, idsPerQuery)) scenes.push(...(await client.dataByIds(part, signal)));
  return new Map(scenes.map((scene) => [scene.id, scene.name]));
}

/** A frame whose scene is chosen too comes with it. */
async function* chosenRows(
  client: Client,
  refs: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly Data[]> {
  const named = groups(refs.map(read), (one) => one.kind);
  const scenes = new Set((named.get('scene') ?? []).map((one) => one.id));
  const wanted = [...named.values()].flat().filter((one) => one.sceneId === undefined || !scenes.has(one.sceneId));
  for (const part of chunks(
    wanted.map((one) => one.id),
    idsPerQuery,
  ))
    yield client.dataByIds(part, signal);
}
