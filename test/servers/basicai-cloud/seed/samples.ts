import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseJson } from '../../../../src/sandbox/json';
import { mimeType } from '../../../../src/sandbox/mime';
import type { App } from '../app';
import { addDataset } from '../datasets';
import { describe, type FileEntry } from '../items/files';
import { addItem, type NewItem } from '../items/items';
import { addResult, addSource, type ResultSource } from '../items/results';
import { newKey } from '../storage';
import { cocoInstances, instance, type Coco, type SampleShape } from './shapes';

/** Frames of the sample street, by name; the first half makes one scene, the second another. */
const frameNames = ['000', '001', '002', '003', '004', '005', '006', '007'];

/** Fills a fresh sandbox: `harbour` with pictures and a batch of two scenes, `tunnel` with point clouds. */
export async function seedSamples(app: App, folder: string): Promise<void> {
  const street = join(folder, 'street', 'scene_street');
  await seedHarbour(app, join(folder, 'pictures'), street);
  await seedTunnel(app, street);
}

async function seedHarbour(app: App, pictures: string, street: string): Promise<void> {
  const datasetId = addDataset(app, 'harbour', 'IMAGE', 'Quay cameras');
  const people = addSource(app, datasetId, 'DATA_FLOW', 'Without Task');
  const model = addSource(app, datasetId, 'MODEL', 'Detector');
  const coco = parseJson(await readFile(join(pictures, 'annotations.json'), 'utf8')) as Coco;
  const names = (await readdir(pictures)).filter((name) => /\.(jpg|png)$/.test(name)).sort();
  for (const name of names) {
    const files = [await store(app, join(pictures, name), 'camera_image_0')];
    const id = addItem(app, data(datasetId, 0n, name.replace(/\.\w+$/, ''), files));
    const instances = cocoInstances(coco, name);
    if (instances.length > 0) addResult(app, id, people, instances);
    if (name === 'cat.jpg') addResult(app, id, model, instances.slice(0, 1));
  }
  const night = addItem(app, { datasetId, meta: null, files: [], parentId: 0n, type: 'BATCH', name: 'night' });
  await seedScene(app, street, { datasetId, batch: night, name: 'scene_1', frames: frameNames.slice(0, 4) }, people);
  await seedScene(app, street, { datasetId, batch: night, name: 'scene_2', frames: frameNames.slice(4) }, undefined);
}

interface SceneSeed {
  datasetId: bigint;
  batch: bigint;
  name: string;
  frames: readonly string[];
}

/** A scene whose frames have results when there is a source for them. */
async function seedScene(app: App, street: string, seed: SceneSeed, source: ResultSource | undefined): Promise<void> {
  const { datasetId, batch, name, frames } = seed;
  const scene = addItem(app, { datasetId, meta: null, files: [], parentId: batch, type: 'SCENE', name });
  for (const frame of frames) {
    const files = [await store(app, join(street, 'camera_image_0', `${frame}.jpg`), 'camera_image_0')];
    const id = addItem(app, data(datasetId, scene, frame, files));
    const boxes = (await shapesOf(street, frame)).filter(({ type }) => type === '2D_RECT').slice(0, 2);
    if (source) addResult(app, id, source, boxes.map(instance));
  }
}

async function seedTunnel(app: App, street: string): Promise<void> {
  const datasetId = addDataset(app, 'tunnel', 'LIDAR_FUSION', null);
  const source = addSource(app, datasetId, 'DATA_FLOW', 'Without Task');
  for (const frame of frameNames.slice(0, 3)) {
    const files = [
      await store(app, join(street, 'lidar_point_cloud_0', `${frame}.pcd`), 'lidar_point_cloud_0'),
      await store(app, join(street, 'camera_image_0', `${frame}.jpg`), 'camera_image_0'),
      await store(app, join(street, 'camera_image_1', `${frame}.jpg`), 'camera_image_1'),
      await store(app, join(street, 'camera_config', `${frame}.json`), 'camera_config'),
    ];
    const id = addItem(app, data(datasetId, 0n, frame, files));
    const shapes = await shapesOf(street, frame);
    addResult(app, id, source, shapes.filter(({ type }) => type === '3D_BOX').map(instance));
  }
}

function data(datasetId: bigint, parentId: bigint, name: string, files: FileEntry[]): NewItem {
  return { datasetId, parentId, type: 'DATA', name, meta: null, files };
}

async function store(app: App, from: string, deviceName: string): Promise<FileEntry> {
  const name = basename(from);
  const landed = await app.objects.landBytes(await readFile(from));
  return describe(app, await app.objects.put(newKey(app, name), landed, mimeType(name)), deviceName, name);
}

async function shapesOf(street: string, frame: string): Promise<SampleShape[]> {
  const file = await readFile(join(street, 'result', `${frame}.json`), 'utf8');
  return (parseJson(file) as { objects: SampleShape[] }[]).flatMap(({ objects }) => objects);
}
