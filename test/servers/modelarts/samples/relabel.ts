import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { datasetOf, touch, type Dataset } from '../datasets/rows';
import { failure, refused } from '../api/errors';
import type { Fields } from '../api/fields';
import type { Call } from '../api/routes';
import { outcome } from './outcome';

/** `PUT /samples`: the labels sent replace those that were; none wipe them (MA-44). */
export function relabelSamples(call: Call): Json {
  const dataset = datasetOf(call);
  const samples = call.fields.all('samples');
  if (samples.length === 0) throw refused(4202, 'samples');
  const results = samples.map((sample) => relabelOne(call.app, dataset, sample));
  touch(call.app, dataset.id);
  return outcome(4420, results);
}

function relabelOne(app: App, dataset: Dataset, fields: Fields): Json {
  const labels = fields.all('labels').map((label) => label.json);
  const changed = app.rows.run('UPDATE sample SET labels = ?, state = ? WHERE dataset_id = ? AND id = ?', [
    `[${labels.join(',')}]`,
    labels.length > 0 ? 'manual' : 'none',
    dataset.id,
    fields.text('sample_id') ?? '',
  ]);
  return changed === 0 ? failure(4420) : { success: true };
}
