import { lookUp } from '../../../model/lookUp';
import { chunks, groups } from '../../../model/lists';
import type { Node } from '../../../model/node';
import type { Keepsake } from '../../platform';
import { type Client, idsPerQuery } from '../client';
import { placedFiles, refOf } from '../nodes';
import { datasetRef, read } from '../refs';
import type { Data, DataAndResult } from '../wire';

/** Notes of data, frames and whole scenes what is needed to bring them back, before they are deleted. */
export async function keepData(client: Client, nodes: readonly Node[], signal: AbortSignal): Promise<Keepsake[]> {
  const kept: Keepsake[] = [];
  const single = nodes.filter((node) => node.kind === 'data' || node.kind === 'frame').map((node) => read(node.ref));
  for (const [datasetId, named] of groups(single, (one) => one.datasetId)) {
    const scenes = await sceneNames(
      client,
      named.flatMap((one) => one.sceneId ?? []),
      signal,
    );
    const ids = named.map((one) => one.id);
    kept.push(...(await keepRows(client, datasetId, ids, (row) => scenes.get(row.parentId), signal)));
  }
  for (const { ref } of nodes.filter((node) => node.kind === 'scene'))
    kept.push(...(await keepScene(client, read(ref).datasetId, read(ref).id, signal)));
  return kept;
}

async function sceneNames(client: Client, ids: readonly string[], signal: AbortSignal): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const part of chunks([...new Set(ids)], idsPerQuery))
    for (const row of await client.statusByIds(part, signal)) names.set(row.id, row.name);
  return names;
}

async function keepScene(client: Client, datasetId: string, id: string, signal: AbortSignal): Promise<Keepsake[]> {
  const [scene] = await client.dataByIds([id], signal);
  if (scene?.type !== 'SCENE') return [];
  const frameIds = lookUp(await client.frameIds(datasetId, [id], signal), id) ?? [];
  const frames = await keepRows(client, datasetId, frameIds, () => scene.name, signal);
  if (frames.length === 0) return [];
  return [{ ...keepsakeOf(scene, []), fileName: scene.name, size: 0, files: [], frames }];
}

async function keepRows(
  client: Client,
  datasetId: string,
  ids: readonly string[],
  sceneOf: (row: Data) => string | undefined,
  signal: AbortSignal,
): Promise<Keepsake[]> {
  const kept: Keepsake[] = [];
  for (const part of chunks(ids, idsPerQuery)) {
    const rows = (await client.dataByIds(part, signal)).filter(
      (row) => row.type === 'SINGLE_DATA' && placedFiles(row.content).length > 0,
    );
    if (rows.length === 0) continue;
    const found = rows.map((row) => row.id);
    const { results } = await client.dataAndResult(datasetId, found, signal);
    for (const row of rows) {
      const scene = sceneOf(row);
      kept.push({ ...keepsakeOf(row, results), ...(scene !== undefined && { scene }) });
    }
  }
  return kept;
}

function keepsakeOf(row: Data, results: DataAndResult['results']): Keepsake {
  const placed = placedFiles(row.content);
  const first = placed.find(({ file }) => /\.pcd$/i.test(file.name)) ?? placed[0];
  return {
    ref: refOf(row),
    parent: datasetRef(row.datasetId),
    name: row.name,
    fileName: first?.file.originalName ?? first?.file.name ?? row.name,
    size: first?.file.size ?? 0,
    ...(first?.file.type !== undefined && { mime: first.file.type }),
    ...(row.splitType !== undefined && { split: row.splitType }),
    annotated: row.annotationStatus === 'ANNOTATED',
    results: results.filter((result) => result.dataId === row.id),
    files: placed.map(({ folder, file }) => ({
      // The file of a dialogue lies in no folder of its row, and in "text" of the layout.
      path: `${folder === '' ? 'text' : folder}/${file.name}`,
      ...(file.size !== undefined && { size: file.size }),
    })),
  };
}
