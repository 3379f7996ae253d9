import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { datasetOf, type Dataset } from '../datasets/rows';
import { Refused, refused } from '../api/errors';
import type { Fields } from '../api/fields';
import { readPaging, answeredTotal } from '../api/paging';
import { route, silent, type Call, type Route } from '../api/routes';
import { outcome } from '../samples/outcome';
import { removeOne } from '../samples/remove';
import { readSample } from '../samples/rows';
import { maxLabelsPerPage } from '../unknowns';
import { addLabel, dropLabel, findLabel, labelsOf, tellLabel } from './rows';

const renameProperty = '@modelarts:rename_to';
/** What goes with a label: nothing, the samples that have only it, or their objects too (MA-56). */
const deletePolicies = ['0', '1', '2'] as const;

function list(call: Call): Json {
  const { offset, limit } = readPaging(call, maxLabelsPerPage);
  const labels = labelsOf(call.app, datasetOf(call).id);
  return {
    total_number: answeredTotal(call.app, labels.length),
    labels: labels.slice(offset, offset + limit).map(tellLabel),
  };
}

/** Does a deed for each label of the body and tells how it went. */
async function each(call: Call, change: (dataset: Dataset, label: Fields) => void | Promise<void>): Promise<Json> {
  const dataset = datasetOf(call);
  const labels = call.fields.all('labels');
  if (labels.length === 0) throw refused(4202, 'labels');
  const results: Json[] = [];
  for (const label of labels)
    try {
      await change(dataset, label);
      results.push({ success: true });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      results.push({ success: false, error_code: error.code, error_msg: error.message });
    }
  return outcome(4410, results);
}

/** A new name goes into the samples too. */
function rename(app: App, dataset: Dataset, fields: Fields): void {
  const [name, to] = [fields.text('name') ?? '', fields.one('property').text(renameProperty) ?? ''];
  if (to === '') throw refused(4202, renameProperty);
  if (!findLabel(app, dataset.id, name)) throw refused(4410, name);
  if (findLabel(app, dataset.id, to)) throw refused(4411, to);
  app.rows.transaction(() => {
    app.rows.run('UPDATE label SET name = ? WHERE dataset_id = ? AND name = ?', [to, dataset.id, name]);
    for (const sample of isLabelled(app, dataset, name)) {
      const labels = sample.labels.map((label) => (label['name'] === name ? { ...label, name: to } : label));
      app.rows.run('UPDATE sample SET labels = ? WHERE id = ?', [JSON.stringify(labels), sample.id]);
    }
  });
}

/** Removes a label from the dataset and its samples; those that had only it stay without or go as well. */
async function remove(app: App, dataset: Dataset, name: string, policy: string): Promise<void> {
  dropLabel(app, dataset.id, name);
  for (const sample of isLabelled(app, dataset, name)) {
    const others = sample.labels.filter((label) => label['name'] !== name);
    if (others.length === 0 && policy !== '0') await removeOne(app, dataset, sample.id, policy === '2');
    else
      app.rows.run('UPDATE sample SET labels = ?, state = ? WHERE id = ?', [
        JSON.stringify(others),
        others.length > 0 ? sample.state : 'none',
        sample.id,
      ]);
  }
}

function isLabelled(app: App, dataset: Dataset, name: string): ReturnType<typeof readSample>[] {
  return app.rows
    .all('SELECT * FROM sample WHERE dataset_id = ?', [dataset.id], readSample)
    .filter((sample) => sample.labels.some((label) => label['name'] === name));
}

function setColor(call: Call): void {
  const { id } = datasetOf(call);
  const changed = call.app.rows.run('UPDATE label SET property = ? WHERE dataset_id = ? AND name = ?', [
    call.fields.json,
    id,
    call.param('label'),
  ]);
  if (changed === 0) throw refused(4410);
}

/** Also removes every sample that has only this label (MA-56). */
function removeNamed(call: Call): Promise<void> {
  return remove(call.app, datasetOf(call), call.param('label'), call.query.bool('delete_source') ? '2' : '1');
}

const labelsPath = '/v2/:projectId/datasets/:datasetId/data-annotations/labels';

export const labelRoutes: Route[] = [
  route('GET', labelsPath, list),
  route('POST', labelsPath, (call) => each(call, ({ id }, label) => addLabel(call.app, id, label))),
  route('PUT', labelsPath, (call) => each(call, (dataset, label) => rename(call.app, dataset, label))),
  route('POST', `${labelsPath}/delete`, (call) => {
    const policy = call.query.oneOf('delete_policy', deletePolicies, '0');
    return each(call, (dataset, label) => remove(call.app, dataset, label.text('name') ?? '', policy));
  }),
  silent('PUT', `${labelsPath}/:label`, setColor),
  silent('DELETE', `${labelsPath}/:label`, removeNamed),
];
