import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseJson } from '../../../../src/sandbox/json';
import { mimeType } from '../../../../src/sandbox/mime';
import type { App } from '../app';
import { letters } from '../ids';
import { addDataset } from '../datasets/rows';
import { Fields } from '../api/fields';
import { addLabel } from '../labels/rows';
import { addSample } from '../samples/rows';

export const sampleBucket = 'acme-vision';

/** Types of the seeded datasets (MA-16). */
const [imageClassification, objectDetection, freeFormat] = [0, 1, 900];
const labelColors = ['#3399ff', '#ff8a65', '#aed581', '#ba68c8', '#ffd54f', '#4db6ac'];

interface Coco {
  images: { id: number; file_name: string }[];
  categories: { id: number; name: string }[];
  annotations: { image_id: number; category_id: number; bbox: number[] }[];
}

/** Fills a fresh sandbox: `street-signs` with boxes, `classify` with classes, `free` with files of any kind. */
export async function seedSamples(app: App, folder: string): Promise<void> {
  await seedSigns(app, join(folder, 'pictures'));
  await seedClasses(app, join(folder, 'street', 'scene_street', 'camera_image_0'));
  await seedFree(app, join(folder, 'street', 'lidar_point_cloud_0'), join(folder, 'dialogue', 'text'));
}

async function seedSigns(app: App, folder: string): Promise<void> {
  const coco = parseJson(await readFile(join(folder, 'annotations.json'), 'utf8')) as Coco;
  const names = new Map(coco.categories.map(({ id, name }) => [id, name]));
  const id = seedDataset(app, 'street-signs', 'signs', objectDetection, [...names.values()]);
  for (const file of await filesOf(folder, /\.(jpg|png)$/)) {
    const image = coco.images.find(({ file_name }) => file_name === basename(file));
    const own = coco.annotations.filter(({ image_id }) => image_id === image?.id);
    const labels = own.map(({ category_id, bbox }) => boxLabel(names.get(category_id) ?? '', bbox));
    await seedSample(app, id, 'signs', file, labels);
  }
}

/** A box as a label: its two corners, in pixels from the top left (MA-39). */
function boxLabel(name: string, [x = 0, y = 0, width = 0, height = 0]: readonly number[]): object {
  const corners = [x, y, x + width, y + height].map(Math.round);
  const feature = [corners.slice(0, 2), corners.slice(2)];
  const property = { '@modelarts:shape': 'bndbox', '@modelarts:feature': feature };
  return { name, type: objectDetection, annotated_by: 'human', property };
}

async function seedClasses(app: App, folder: string): Promise<void> {
  const id = seedDataset(app, 'classify', 'classify', imageClassification, ['day', 'crossing']);
  for (const [i, file] of (await filesOf(folder, /\.jpg$/)).entries()) {
    const name = i % 2 === 0 ? 'day' : 'crossing';
    await seedSample(app, id, 'classify', file, i < 5 ? [{ name, type: imageClassification, score: 1 }] : []);
  }
}

async function seedFree(app: App, clouds: string, texts: string): Promise<void> {
  const id = seedDataset(app, 'free', 'free', freeFormat, []);
  for (const file of [...(await filesOf(clouds, /\.pcd$/)), ...(await filesOf(texts, /\.json$/))])
    await seedSample(app, id, 'free', file, []);
}

function seedDataset(app: App, name: string, folder: string, type: number, labels: readonly string[]): string {
  const id = letters(20);
  const paths = { dataPath: `/${sampleBucket}/${folder}/in/`, workPath: `/${sampleBucket}/${folder}/work/` };
  addDataset(app, { id, name, type, description: '', ...paths }, null);
  for (const [i, label] of labels.entries())
    addLabel(
      app,
      id,
      new Fields({ name: label, type, property: { '@modelarts:color': labelColors[i % labelColors.length] } }),
    );
  return id;
}

async function seedSample(app: App, id: string, folder: string, file: string, labels: object[]): Promise<void> {
  const landed = await app.objects.landBytes(await readFile(file));
  const object = await app.objects.put(`${sampleBucket}/${folder}/in/${basename(file)}`, landed, mimeType(file));
  addSample(app, id, object, JSON.stringify(labels), labels.length > 0 ? 'manual' : 'none');
}

async function filesOf(folder: string, pick: RegExp): Promise<string[]> {
  return (await readdir(folder))
    .filter((name) => pick.test(name))
    .sort()
    .map((name) => join(folder, name));
}
