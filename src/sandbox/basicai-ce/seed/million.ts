import { plainPicture } from '../../pictures/plain';
import { takeIds, type App } from '../app';
import { Computed, type ComputedPlan } from '../data/computed';
import { addDataset } from '../datasets/datasets';

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
