import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseJson } from '../../json';
import type { App } from '../app';
import { addClass, toolTypes } from '../classes/classes';
import { changeData } from '../data/data';
import { addDataset, type DatasetType } from '../datasets/datasets';
import { addFolders, type Piece, type Unpacked } from '../ingest/unpacked';
import { ingest } from '../ingest/run';
import { newTarget } from '../ingest/write';
import { cocoResults, type Coco } from './coco';
import { baseName } from '../naming';

/** The user that the samples belong to. */
const sampleOwnerId = 2;

/** Fills a fresh sandbox with the sample data, by the way that uploads take. */
export async function seedSamples(app: App, folder: string): Promise<void> {
  const pace = app.pace.msPerItem;
  app.pace.msPerItem = 0;
  await seedPictures(app, join(folder, 'pictures'));
  await seed(app, 'Sample street', 'LIDAR_FUSION', await gather(app, join(folder, 'street'), 'street'));
  await seed(app, 'Sample dialogue', 'TEXT', await gather(app, join(folder, 'dialogue'), 'dialogue'));
  app.pace.msPerItem = pace;
}

async function seedPictures(app: App, folder: string): Promise<void> {
  const coco = parseJson(await readFile(join(folder, 'annotations.json'), 'utf8')) as Coco;
  const dataset = addDataset(app, sampleOwnerId, 'Sample pictures', 'IMAGE', 'Twelve pictures with boxes and polygons');
  const colors = ['#7dfaf2', '#ff8a65', '#aed581', '#64b5f6', '#ba68c8', '#ffd54f', '#4db6ac', '#f06292'];
  const classIds = new Map<string, number>();
  for (const [i, { name }] of coco.categories.entries())
    for (const toolType of toolTypes.slice(0, 2)) {
      const color = colors[i % colors.length] ?? '#7dfaf2';
      classIds.set(
        `${name}/${toolType}`,
        addClass(app, 'DATASET', dataset.id, { name, color, toolType, toolTypeOptions: '{}', attributes: '[]' }),
      );
    }
  const unpacked = await gather(app, folder, 'pictures', 'image_0/');
  for (const [file, text] of cocoResults(coco, classIds)) {
    const path = `result/${baseName(file)}.json`;
    unpacked.pieces.push({ path, zipPath: `pictures/${path}`, landed: await app.objects.landBytes(Buffer.from(text)) });
  }
  const target = newTarget(app, dataset.id, sampleOwnerId, -1);
  await ingest(target, 'IMAGE', unpacked, ignoreProgress);
  const rows = app.rows.all('SELECT id FROM data WHERE dataset_id = ? ORDER BY name_key', [dataset.id], (row) =>
    row.num('id'),
  );
  changeData(app, rows.slice(0, Math.ceil(rows.length / 3)), { annotationStatus: 'ANNOTATED' });
}

const ignoreProgress = { total: () => undefined, parsed: () => undefined };

async function seed(app: App, name: string, type: DatasetType, unpacked: Unpacked): Promise<void> {
  const dataset = addDataset(app, sampleOwnerId, name, type, null);
  await ingest(newTarget(app, dataset.id, sampleOwnerId, -1), type, unpacked, ignoreProgress);
}

/** All files below a folder as if they came out of an archive of that name. */
async function gather(app: App, folder: string, archive: string, into = ''): Promise<Unpacked> {
  const unpacked: Unpacked = { pieces: [], folders: new Set() };
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).sort();
  const pieces = await Promise.all(names.map((name) => landed(app, join(folder, name), `${into}${name}`, archive)));
  for (const piece of pieces)
    if (piece) {
      unpacked.pieces.push(piece);
      addFolders(unpacked.folders, piece.path.slice(0, Math.max(0, piece.path.lastIndexOf('/'))));
    }
  return unpacked;
}

async function landed(app: App, from: string, path: string, archive: string): Promise<Piece | undefined> {
  if (!(await stat(from)).isFile()) return undefined;
  const file = join(app.home.scratch, randomUUID());
  await copyFile(from, file);
  const bytes = await readFile(file);
  return {
    path,
    zipPath: `${archive}/${path}`,
    landed: { file, size: bytes.length, md5: createHash('md5').update(bytes).digest('hex') },
  };
}
