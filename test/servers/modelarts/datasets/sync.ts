import type { Json } from '../../../../src/sandbox/json';
import { letters } from '../ids';
import { refused } from '../api/errors';
import { route, silent, type Call, type Route } from '../api/routes';
import { syncStatus } from '../unknowns';
import { datasetOf, datasetStatus } from './rows';
import { workFor } from './work';

/** Starts to read the input path again (MA-32). */
function start(call: Call): void {
  const { app } = call;
  const dataset = datasetOf(call);
  if (dataset.status !== datasetStatus.normal) throw refused(4355);
  const now = app.clock.now();
  app.rows.run('UPDATE dataset SET status = ?, work_until = ? WHERE id = ?', [
    datasetStatus.synchronizing,
    workFor(app, dataset.dataPath),
    dataset.id,
  ]);
  app.rows.run(
    `INSERT OR REPLACE INTO sync (dataset_id, task_id, status, added, deleted, total, created_at, updated_at)
     VALUES (?, ?, ?, 0, 0, 0, ?, ?)`,
    [dataset.id, letters(20), syncStatus.running, now, now],
  );
}

function status(call: Call): Json {
  const { id } = datasetOf(call);
  const answer = call.app.rows.get('SELECT * FROM sync WHERE dataset_id = ?', [id], (row) => ({
    status: call.arrival.hints.stuck ?? row.text('status'),
    task_id: row.text('task_id'),
    add_sample_count: row.num('added'),
    deleted_sample_count: row.num('deleted'),
    total_sample_count: row.num('total'),
    create_time: row.num('created_at'),
    update_time: row.num('updated_at'),
    ...(row.text('status') === syncStatus.failed ? unreadablePathError : {}),
  }));
  return answer ?? { status: syncStatus.none };
}

const unreadablePathError = { error_code: 'ModelArts.4651', error_msg: 'Failed to read the OBS path' };

export const syncRoutes: Route[] = [
  silent('POST', '/v2/:projectId/datasets/:datasetId/sync-data', start, 200),
  route('GET', '/v2/:projectId/datasets/:datasetId/sync-data/status', status),
];
