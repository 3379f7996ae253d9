import type { Answer } from '../../../../src/sandbox/http/answer';
import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { datasetOf, datasetStatus, type Dataset } from '../datasets/rows';
import { failure, refused } from '../api/errors';
import { json, type Call } from '../api/routes';
import { maxIdsPerDeletion } from '../unknowns';
import { isFailure, outcome } from './outcome';
import { findSample } from './rows';

/** Dataset types that hold text: their source files are never deleted (MA-53). */
const textDatasetTypes = [100, 101, 102];

/** `POST /samples/delete`: those that are known go, the others are told of (MA-51). */
export async function removeSamples(call: Call): Promise<Answer> {
  const { app, fields } = call;
  const dataset = datasetOf(call);
  const ids = fields.texts('samples');
  const withSource = fields.bool('delete_source', false) && !textDatasetTypes.includes(dataset.type);
  if (ids.length === 0) throw refused(4202, 'samples');
  if (ids.length > maxIdsPerDeletion) throw refused(4384, 'samples');
  if (dataset.status === datasetStatus.synchronizing) return busy(app);
  const results: Json[] = [];
  for (const id of ids) results.push(await removeOne(app, dataset, id, withSource));
  return json(200, toAnswer(app, results));
}

/** Gives what `results` tells of it. */
export async function removeOne(app: App, dataset: Dataset, id: string, withSource: boolean): Promise<Json> {
  const sample = findSample(app, dataset.id, id);
  if (!sample) return failure(4420);
  if (id === app.modes.stubborn) return { success: true };
  app.rows.run('DELETE FROM sample WHERE id = ?', [id]);
  app.rows.run('UPDATE dataset SET deleted_samples = deleted_samples + 1 WHERE id = ?', [dataset.id]);
  if (withSource) await app.objects.remove(sample.object);
  return { success: true };
}

/** 4424 also says that a sync has not ended (MA-55). */
function busy(app: App): Answer {
  if (app.modes.busyDelete === 'status') throw refused(4424);
  return json(200, failure(4424));
}

function toAnswer(app: App, results: readonly Json[]): Json {
  const answer = outcome(4424, results);
  if (app.modes.results === 'short') return { ...answer, results: results.slice(0, -1) };
  if (app.modes.results === 'missing' || !results.some(isFailure)) return { ...answer, results: undefined };
  return answer;
}
