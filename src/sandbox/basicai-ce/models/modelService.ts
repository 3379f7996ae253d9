import { setTimeout as wait } from 'node:timers/promises';
import { isObject, type Json, type JsonObject } from '../../json';
import { link, type App } from '../app';
import { findFiles } from '../data/files';
import { classNames, type Model } from './models';
import type { DataRow } from '../data/model';

/** What a user wants of a model: confidences from 0 to 1, classes by their codes. */
export interface ResultFilter {
  minConfidence: number;
  maxConfidence: number;
  classes: string[];
}

/** What a service said about one datum, as it is told and stored. */
export type ModelResult =
  { ok: true; confidence: number | null; objects: JsonObject[] } | { ok: false; message: string };

const maxAttempts = 4;
/** Milliseconds between two attempts. */
const retryDelayMs = 50;

/** Asks a model's service about one datum (CE-89). */
export async function askService(
  app: App,
  host: string,
  model: Model,
  row: DataRow,
  filter: ResultFilter | undefined,
): Promise<ModelResult> {
  const body = JSON.stringify({ datas: [requestOf(app, host, model, row)] });
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch((model.url ?? '').trim(), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return readAnswer(await response.json(), model, row.id, filter);
    } catch {
      if (attempt >= maxAttempts) return { ok: false, message: 'service is busy' };
      await wait(retryDelayMs);
    }
  }
}

function requestOf(app: App, host: string, model: Model, row: DataRow): Record<string, Json> {
  const files = findFiles(
    app,
    row.content.flatMap((node) => node.files),
  );
  const urls = (pattern: RegExp): string[] =>
    row.content
      .filter((node) => pattern.test(node.name ?? ''))
      .flatMap((node) => node.files.flatMap((id) => files.get(id) ?? []))
      .map((file) => link(app, host, file.path));
  if (model.modelCode === 'IMAGE_DETECTION') return { url: urls(/^image/i)[0] ?? null, id: row.id };
  return {
    id: row.id,
    imageUrls: urls(/^camera_image/i),
    pointCloudUrl: urls(/^lidar_point_cloud/i)[0] ?? null,
    cameraConfigUrl: urls(/^camera_config/i)[0] ?? null,
  };
}

function readAnswer(answer: unknown, model: Model, dataId: number, filter: ResultFilter | undefined): ModelResult {
  const list =
    isObject(answer) && answer['code'] === 'OK' && Array.isArray(answer['data']) ? (answer['data'] as unknown[]) : [];
  const one = list.filter(isObject).find((entry, _, all) => entry['id'] === dataId || all.length === 1);
  if (one?.['code'] !== 'OK')
    return {
      ok: false,
      message: isObject(answer) && typeof answer['message'] === 'string' ? answer['message'] : 'service is busy',
    };
  const names = classNames(model);
  const objects = Array.isArray(one['objects']) ? (one['objects'] as unknown[]).filter(isObject) : [];
  const kept = objects.filter((object) => wanted(object, filter)).map((object) => flat(object, names, model));
  return { ok: true, confidence: typeof one['confidence'] === 'number' ? one['confidence'] : null, objects: kept };
}

function wanted(object: JsonObject, filter: ResultFilter | undefined): boolean {
  const confidence = Number(object['confidence']);
  if (!filter) return true;
  return (
    confidence >= filter.minConfidence &&
    confidence <= filter.maxConfidence &&
    filter.classes.includes(String(object['label']))
  );
}

function flat(object: JsonObject, names: ReadonlyMap<string, string>, model: Model): JsonObject {
  const label = String(object['label']);
  const head = { modelClass: names.get(label) ?? label, confidence: object['confidence'] };
  if (model.modelCode === 'IMAGE_DETECTION') {
    const points = [
      { x: object['leftTopX'], y: object['leftTopY'] },
      { x: object['rightBottomX'], y: object['rightBottomY'] },
    ];
    return { ...head, type: 'RECTANGLE', points };
  }
  return {
    ...head,
    type: '3D_BOX',
    center3D: { x: object['x'], y: object['y'], z: object['z'] },
    rotation3D: { x: object['rotX'], y: object['rotY'], z: object['rotZ'] },
    size3D: { x: object['dx'], y: object['dy'], z: object['dz'] },
  };
}
