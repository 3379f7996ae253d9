import pLimit from 'p-limit';
import { chunk } from '../../../model/lists';
import type { FileRole } from '../../../model/node';
import { parentPathOf, lastOf } from '../../../model/paths';
import { type CeClient, idsPerQuery } from '../api/client';
import type { DataAndResult, ResultFile } from '../api/wire';
import { bisectFailures, type BisectResult, joinParts, liesInAnId } from './bisect';

/** A file that the store still has. The link is signed for seven days. */
export interface StoredFile {
  /** Its folder of the layout and its name: `camera_image_0/000.jpg`. */
  readonly path: string;
  readonly url: string;
  readonly role: FileRole;
}

/** What the server still tells of a datum, deleted or not. */
export interface StoredResults {
  readonly id: string;
  readonly datasetId: string;
  readonly name: string;
  readonly files: readonly StoredFile[];
  /** Where its scene's folder stands in the store; absent for what is in none. */
  readonly scene?: string;
}

type Answer = DataAndResult['data'][number];

/** Calls in flight at once. */
export const storedConcurrency = 4;

/**
 * Asks for data by id, deleted ones included. Ids that the server does not know are absent; ids that it stumbles over,
 * a deleted scene's for example (CE-54), have failed. @throws PlatformError for a cause that lies in no id
 */
export async function storedData(
  client: CeClient,
  datasetId: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<BisectResult<StoredResults>> {
  const limit = pLimit(storedConcurrency);
  const ask = async (part: readonly string[]) => (await client.dataAndResult(datasetId, part, signal)).data;
  const answers = joinParts(
    await Promise.all(chunk(ids, idsPerQuery).map((part) => limit(() => bisectFailures(part, ask)))),
  );
  for (const error of answers.failed.values()) if (!liesInAnId(error)) throw error;
  return { found: answers.found.map(storedOf), failed: answers.failed };
}

/** What one answer tells of a datum. */
export function storedOf(row: Answer): StoredResults {
  const listed = (role: FileRole, folder: (n: number) => string, files: readonly ResultFile[] | null | undefined) =>
    (files ?? []).map((file, n) => fileOf(role, folder(n), file));
  const files = [
    ...listed('point-cloud', (n) => `lidar_point_cloud_${n}`, row.lidarPointClouds),
    ...listed('image', (n) => `image_${n}`, row.images),
    ...listed('image', (n) => `camera_image_${n}`, row.cameraImages),
    ...listed('camera-config', () => 'camera_config', row.cameraConfig ? [row.cameraConfig] : []),
    ...listed('text', () => 'text', row.texts),
  ];
  const [first] = files;
  const key = first === undefined ? '' : keyOf(first.url);
  const scene = sceneIn(key);
  return {
    id: row.dataId,
    datasetId: /(?:^|\/)(\d+)\/[0-9a-f]{32}\//.exec(key)?.[1] ?? '',
    name: row.name,
    files,
    ...(scene !== undefined && { scene }),
  };
}

const known = /^(image_\d|lidar_point_cloud_\d|camera_image_.+|camera_config|text)$/i;

/** The folder is told by the link alone; a picture that was sent by itself lies in none. */
function fileOf(role: FileRole, folder: string, { url, filename }: ResultFile): StoredFile {
  const found = lastOf(parentPathOf(keyOf(url)));
  return { path: `${known.test(found) ? found : folder}/${filename}`, url, role };
}

/** The place in the store that a signed link leads to. */
function keyOf(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '').replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function sceneIn(key: string): string | undefined {
  let at = parentPathOf(parentPathOf(key));
  while (at !== '' && !/^scene_/i.test(lastOf(at))) at = parentPathOf(at);
  return at === '' ? undefined : at;
}
