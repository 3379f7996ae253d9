import type { Json } from '../../../../src/sandbox/json';
import type { Row } from '../../../../src/sandbox/store/rows';
import type { App } from '../app';
import type { Call, Outcome, Route } from '../api/call';
import { Refused } from '../api/errors';
import { failed, itemResults, resultsDto, type Job } from './jobs';

/** How long a task is kept after its end, milliseconds (SMH-36). */
const keepTaskMs = 30 * 86_400_000;

interface Task {
  n: number;
  id: string;
  type: Job['type'];
  status: number;
}

const readTask = (row: Row): Task => ({
  n: row.num('n'),
  id: row.text('id'),
  type: (JSON.parse(row.text('job')) as Job).type,
  status: row.num('status'),
});

export const taskRoutes: Route[] = [
  { method: 'GET', kind: 'task', run: tasks },
  { method: 'GET', kind: 'task-result', rest: true, run: taskResult },
];

function findTasks(app: App, ids: readonly string[], space: string | undefined): Task[] {
  return app.rows.all(
    `SELECT * FROM task WHERE id IN (SELECT value FROM json_each(?)) AND (ended_at IS NULL OR ended_at > ?)
     AND (? IS NULL OR space = ?) ORDER BY n`,
    [JSON.stringify(ids), app.clock.now() - keepTaskMs, space ?? null, space ?? null],
    readTask,
  );
}

/** Several ids at once; unknown ones are left out (SMH-38). Without a space in the path, tasks of the whole library. */
function tasks(call: Call): Outcome {
  const library = call.target.rest === '';
  if (library) call.need('admin');
  const ids = (library ? call.target.space : call.name).split(',');
  const found = findTasks(call.app, ids, library ? undefined : call.space);
  return { status: 200, body: found.map((task) => taskDto(call, task)) };
}

function taskDto(call: Call, { n, id, type, status }: Task): Json {
  const shown = statusOf(call, status);
  const base = { taskId: BigInt(id), status: shown };
  if (shown === 202 || shown === 204) return base;
  const results = itemResults(call.app, n);
  return {
    ...base,
    result: type === 'copyDirectory' && shown === 200 ? { path: results[0]?.path } : resultsDto(call.app, results),
  };
}

/** A fault may hold a task at a status. */
function statusOf(call: Call, status: number): number {
  const { stuck } = call.arrival.hints;
  return stuck === undefined ? status : Number(stuck) || 202;
}

/** The newer form: failed items have a code only, and 400 means that all failed (SMH-37). */
function taskResult(call: Call): Outcome {
  const [task] = findTasks(call.app, [call.name], call.space);
  if (!task) throw new Refused('TaskNotFound');
  const results = itemResults(call.app, task.n);
  const status = results.length > 0 && task.status === 207 && results.every(failed) ? 400 : task.status;
  const shown = statusOf(call, status);
  const base = { taskId: BigInt(task.id), taskType: task.type, status: shown };
  if (shown === 202) return { status: 200, body: base };
  const list = results.toReversed().map(({ message: _, recycledItemId, ...rest }) => ({
    ...rest,
    recycledItemId: recycledItemId === undefined ? undefined : BigInt(recycledItemId),
  }));
  return { status: 200, body: { ...base, [`${task.type}Results`]: list } };
}
