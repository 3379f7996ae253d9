import type { App } from '../app';
import { addSample, isSampleName, type SampleObject } from '../samples/rows';
import { syncStatus } from '../unknowns';
import { readDataset, datasetStatus, type Dataset } from './rows';

/** What a look at the input path changed. */
interface Scan {
  added: number;
  deleted: number;
}

/** When the objects below a path will have been read, each taking its time. */
export function workFor(app: App, dataPath: string): number {
  return app.clock.now() + app.pace.msPerItem * (1 + app.objects.list(dataPath.slice(1)).length);
}

/** Ends the work of datasets whose time has come: new ones get their samples, syncs take effect. */
export function settle(app: App): void {
  const due = app.rows.all('SELECT * FROM dataset WHERE work_until <= ?', [app.clock.now()], readDataset);
  for (const dataset of due) app.rows.transaction(() => finish(app, dataset));
}

function finish(app: App, dataset: Dataset): void {
  const isSync = dataset.status === datasetStatus.synchronizing;
  const failed = isSync && app.modes.failSync === true;
  const { added, deleted } = failed ? { added: 0, deleted: 0 } : scan(app, dataset);
  const [now, { id }] = [app.clock.now(), dataset];
  app.rows.run('UPDATE dataset SET status = ?, work_until = NULL, updated_at = ? WHERE id = ?', [
    datasetStatus.normal,
    now,
    id,
  ]);
  app.rows.run(
    `UPDATE sync SET status = ?, added = ?, deleted = ?, updated_at = ?,
     total = (SELECT count(*) FROM sample WHERE dataset_id = ?) WHERE dataset_id = ?`,
    [failed ? syncStatus.failed : syncStatus.done, added, deleted, now, id, id],
  );
}

/**
 * Objects without a sample become samples, samples without an object go. One that was removed without its object so
 * comes back, with a new id (MA-54).
 */
export function scan(app: App, dataset: Dataset): Scan {
  const objects = app.objects.list(dataset.dataPath.slice(1)).filter(({ key }) => isSampleName(dataset.type, key));
  const known = new Set(
    app.rows.all('SELECT object FROM sample WHERE dataset_id = ?', [dataset.id], (row) => row.text('object')),
  );
  const fresh: SampleObject[] = objects.filter(({ key }) => !known.has(key));
  for (const object of fresh) addSample(app, dataset.id, object);
  const deleted = app.rows.run('DELETE FROM sample WHERE dataset_id = ? AND object NOT IN (SELECT key FROM object)', [
    dataset.id,
  ]);
  return { added: fresh.length, deleted };
}
