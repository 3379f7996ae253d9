import { textAnswer, type Answer } from '../http/answer';
import type { Arrival } from '../http/arrival';
import { isObject, parseJson, type JsonObject } from '../json';
import { findBoxes } from './boxes';
import { readCloud } from './cloud';
import { fetchLocal } from './fetchLocal';
import { Unreadable } from './grid';
import { readJpegGrid } from './jpegGrid';
import { readPngGrid } from './pngGrid';
import { findRegions, type Region } from './regions';

/** Where the detector answers, below the sandbox's origin. */
export const detectorPaths = {
  picture: '/model-service/image/recognition',
  cloud: '/model-service/pointCloud/recognition',
} as const;

/** What finds objects, by the path; each takes the file that an item names in one of its fields. */
const detectorsByPath = new Map<string, Detector>([
  [detectorPaths.picture, { fileOf: (item) => item['url'], find: findInPicture }],
  [detectorPaths.cloud, { fileOf: (item) => item['pointCloudUrl'], find: (bytes) => findBoxes(readCloud(bytes)) }],
]);

interface Detector {
  readonly fileOf: (item: JsonObject) => unknown;
  readonly find: (bytes: Buffer) => { confidence: number }[];
}

export function isDetector(path: string): boolean {
  return detectorsByPath.has(path);
}

/**
 * A model service as Xtreme1 calls it (CE-89): `{datas:[{id, url}]}` for pictures, `{datas:[{id, pointCloudUrl, …}]}`
 * for point clouds. An item that cannot be looked at has a code and a message of its own.
 */
export async function detect(arrival: Arrival): Promise<Answer> {
  const body = parseJson((await arrival.body()).toString('utf8'));
  const items = isObject(body) && Array.isArray(body['datas']) ? (body['datas'] as unknown[]).filter(isObject) : [];
  if (arrival.method !== 'POST' || items.length === 0)
    return answer(400, { code: 'ERROR', message: 'A POST with {"datas": [...]} is due.', data: null });
  const data = [];
  for (const item of items) data.push(await lookAt(arrival.path, item));
  const failed = data.find(({ code }) => code !== 'OK');
  return answer(200, { code: 'OK', message: failed?.message ?? '', data });
}

function answer(status: number, body: object): Answer {
  return textAnswer(status, 'application/json', JSON.stringify(body));
}

interface Looked {
  id: unknown;
  code: 'OK' | 'ERROR';
  message: string;
  objects: object[];
  confidence: number;
}

async function lookAt(path: string, item: JsonObject): Promise<Looked> {
  const id = item['id'] ?? null;
  const detector = detectorsByPath.get(path);
  const url = detector?.fileOf(item);
  try {
    if (!detector || typeof url !== 'string') throw new Unreadable('The item names no file.');
    const objects = detector.find(await fetchLocal(url));
    const confidence = Math.max(0, ...objects.map((object) => object.confidence));
    return { id, code: 'OK', message: '', objects, confidence };
  } catch (error) {
    return { id, code: 'ERROR', message: reasonOf(error), objects: [], confidence: 0 };
  }
}

/** Bytes that end too early, or are not what their header says, show as errors of the runtime. */
function reasonOf(error: unknown): string {
  return error instanceof Unreadable ? error.message : 'The file is damaged.';
}

function findInPicture(bytes: Buffer): Region[] {
  const signature = bytes.toString('latin1', 0, 4);
  if (signature.startsWith('\xff\xd8')) return findRegions(readJpegGrid(bytes));
  if (signature === '\x89PNG') return findRegions(readPngGrid(bytes));
  throw new Unreadable('The detector of the sandbox looks at JPEG and PNG files only.');
}
