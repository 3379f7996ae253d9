import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionOf, mimeType } from '../../../src/sandbox/mime';
import { plainPicture } from '../../../src/sandbox/pictures/plain';
import { takeIds, type App, type Id } from './app';
import { addFile, addFolder, child, rootId } from './files/files';
import { dataTypeOf } from './files/types';

/** A UAV's picture, as the wire counts categories. */
const uavCategory = 2;

const documentTexts: Record<string, string> = {
  'flight plan.txt': 'Two flights over the north block, 80 m above ground.\n',
  '说明.txt': '北区航测说明。\n',
};

/** Fills the folders from the samples: pictures as rasters, point clouds, a few texts. */
export async function fillSamples(app: App, samples: string): Promise<void> {
  const block = folders(app, ['survey', 'north-block']);
  for (const name of await files(join(samples, 'pictures')))
    if (!name.endsWith('.json')) await seed(app, block, name, await readFile(join(samples, 'pictures', name)));
  const clouds = folders(app, ['clouds']);
  for (const found of await files(join(samples, 'street'))) {
    const name = found.split('/').at(-1) ?? '';
    if (name.endsWith('.pcd')) await seed(app, clouds, name, await readFile(join(samples, 'street', found)));
  }
  const docs = folders(app, ['docs']);
  for (const [name, text] of Object.entries(documentTexts)) await seed(app, docs, name, Buffer.from(text));
}

async function files(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/')).sort();
}

function folders(app: App, names: readonly string[]): Id {
  return names.reduce((parent, name) => child(app, parent, name)?.id ?? addFolder(app, parent, name), rootId);
}

async function seed(app: App, parent: Id, name: string, bytes: Buffer): Promise<void> {
  const extension = extensionOf(name);
  const object = `seeded/${parent}/${name}`;
  const landed = await app.objects.landBytes(bytes);
  await app.objects.put(object, landed, mimeType(name));
  const { size, md5 } = landed;
  const capturedAt = app.clock.now() - 86_400_000;
  const dataType = dataTypeOf(extension);
  addFile(app, { parent, name, extension, dataType, size, object, md5, category: uavCategory, capturedAt });
}

/** The folder `rows` with that many small pictures, `item_0000001.png` and so on; all share one object. */
export async function fillRows(app: App, count: number): Promise<void> {
  const parent = folders(app, ['rows']);
  const object = 'seeded/rows/item.png';
  const landed = await app.objects.landBytes(plainPicture());
  await app.objects.put(object, landed, 'image/png');
  const now = app.clock.now();
  app.rows.run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO file (id, parent, name, folder, extension, data_type, size, object, md5, category, captured_at, created_at, updated_at)
     SELECT ? + i, ?, printf('item_%07d.png', i), 0, 'png', 0, ?, ?, ?, ?, ?, ?, ? FROM n`,
    [count, takeIds(app, count) - 1n, parent, landed.size, object, landed.md5, uavCategory, now, now, now],
  );
}
