import { deflateSync, crc32 } from 'node:zlib';
import { takeIds, type App } from './app';
import { Computed, type ComputedPlan } from './computed';
import { addDataset } from './datasets';

/** Takes up the computed dataset of an earlier start, if there is one. */
export function loadComputed(app: App): void {
  const plan = app.rows.get('SELECT * FROM computed LIMIT 1', [], (row): ComputedPlan => ({
    datasetId: row.num('dataset_id'),
    firstId: row.num('first_id'),
    count: row.num('count'),
    firstFile: row.num('first_file'),
    folder: row.text('folder'),
    createdAt: row.num('created_at'),
  }));
  if (plan) attach(app, plan);
}

/** Makes the dataset "million" with that many data, unless there is one. */
export async function fillComputed(app: App, count: number): Promise<void> {
  if (app.computed) return;
  const userId = 2;
  const landed = await app.objects.landBytes(plainPicture());
  const plan = app.rows.transaction(() => {
    const dataset = addDataset(app, userId, 'million', 'IMAGE', null);
    const made: ComputedPlan = {
      datasetId: dataset.id,
      firstId: takeIds(app, 'data', count),
      count,
      firstFile: takeIds(app, 'file', count * 4),
      folder: `${userId}/${dataset.id}/${'0'.repeat(32)}`,
      createdAt: Math.floor(app.clock.now() / 1000) * 1000,
    };
    app.rows.run(
      'INSERT INTO computed (dataset_id, first_id, count, first_file, folder, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      [made.datasetId, made.firstId, made.count, made.firstFile, made.folder, made.createdAt],
    );
    return made;
  });
  await app.objects.put(pictureKey(plan), landed, 'image/png');
  attach(app, plan);
}

function attach(app: App, plan: ComputedPlan): void {
  const picture = app.objects.find(pictureKey(plan));
  if (!picture) return;
  const computed = new Computed(app.rows, plan, picture);
  app.computed = computed;
  app.objects.computed = (key) => computed.object(key);
}

function pictureKey(plan: ComputedPlan): string {
  return `${plan.folder}/picture.png`;
}

/** A PNG of 16 by 16 grey pixels. */
function plainPicture(): Buffer {
  const header = Buffer.from([0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.alloc(16 * 17, 0x80).map((byte, i) => (i % 17 === 0 ? 0 : byte)));
  const chunks = [chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
