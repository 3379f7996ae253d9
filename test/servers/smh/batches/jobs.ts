import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '../../../../src/sandbox/json';
import { takeId, type App } from '../app';
import type { Call, Outcome } from '../api/call';
import { runItem, type Bounds, type Item, type ItemResult } from './items';

/** A batch. `cost` is the work of one item, in items of the sandbox's pace. */
export interface Job extends Bounds {
  type: 'batchDelete' | 'batchMove' | 'batchCopy' | 'batchRestore' | 'copyDirectory';
  items: readonly Item[];
  cost: number;
}

/** Items from which a batch runs in the background; the real number is unknown (SMH-33). */
export const backgroundFromItems = 200;

/** Runs a batch at once or in the background and answers 200, 207 or 202 (SMH-29). */
export function answerJob(call: Call, job: Job): Outcome {
  const { app } = call;
  const { batch } = app.modes;
  if (batch === 'async' || (batch === 'auto' && job.items.length >= backgroundFromItems))
    return { status: 202, body: { taskId: BigInt(startJob(app, job)) } };
  const results = job.items.map((item) => runItem(app, job, item));
  return { status: results.some(failed) ? 207 : 200, body: { result: resultsDto(app, results) } };
}

/** Starts a batch in the background; gives the id of its task. */
export function startJob(app: App, job: Job): string {
  const id = takeId(app, 'task');
  const n = app.rows.insert('INSERT INTO task (id, space, job, status) VALUES (?, ?, ?, 202)', [
    id,
    job.space,
    JSON.stringify(job),
  ]);
  void work(app, n, job);
  return id;
}

/** Takes up what a stop of the sandbox left undone. */
export function resumeJobs(app: App): void {
  const open = app.rows.all('SELECT n, job FROM task WHERE status = 202', [], (row) => ({
    n: row.num('n'),
    job: JSON.parse(row.text('job')) as Job,
  }));
  for (const { n, job } of open) void work(app, n, job);
}

async function work(app: App, n: number, job: Job): Promise<void> {
  const done = app.rows.count('SELECT count(*) AS n FROM task_item WHERE task = ?', [n]);
  for (const [position, item] of job.items.entries()) {
    if (position < done) continue;
    await wait(app.pace.msPerItem * job.cost);
    if (app.rows.closed) return;
    app.rows.transaction(() => {
      const result = JSON.stringify(runItem(app, job, item));
      app.rows.run('INSERT INTO task_item (task, position, result) VALUES (?, ?, ?)', [n, position, result]);
    });
  }
  const status = endStatus(job, itemResults(app, n));
  app.rows.run('UPDATE task SET status = ?, ended_at = ? WHERE n = ?', [status, app.clock.now(), n]);
}

/** The status of a task at its end (SMH-36): a batch has a result, a single copy may have nothing to tell. */
function endStatus(job: Job, results: readonly ItemResult[]): number {
  if (job.type !== 'copyDirectory') return results.some(failed) ? 207 : 200;
  return results.some(failed) ? 500 : (results[0]?.status ?? 204);
}

export function itemResults(app: App, n: number): ItemResult[] {
  return app.rows.all(
    'SELECT result FROM task_item WHERE task = ? ORDER BY position',
    [n],
    (row) => JSON.parse(row.text('result')) as ItemResult,
  );
}

export const failed = (result: ItemResult): boolean => result.status >= 400;

/** Results on the wire, last one first: their order is not promised, so that clients must go by path. */
export function resultsDto(app: App, results: readonly ItemResult[]): Json {
  return results.toReversed().map((result) => ({
    status: result.status,
    ...(failed(result) && !app.modes.bareFailures && { code: result.code, message: result.message }),
    recycledItemId: result.recycledItemId === undefined ? undefined : idOf(result.recycledItemId),
    path: result.path,
  }));
}

/** An id that a client sent may be no number. */
export function idOf(text: string): bigint | string {
  return /^\d+$/.test(text) ? BigInt(text) : text;
}
