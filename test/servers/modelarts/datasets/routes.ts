import type { Json } from '../../../../src/sandbox/json';
import type { Value } from '../../../../src/sandbox/store/rows';
import { refused } from '../api/errors';
import { addLabel, dropLabel, replaceProperty } from '../labels/rows';
import { readPaging, answeredTotal } from '../api/paging';
import { route, silent, type Call, type Route } from '../api/routes';
import { checkDescription, checkName, createDataset } from './create';
import { datasetOf, readDataset, touch } from './rows';
import { tellDataset, type Shown } from './tell';

const sortColumns = { create_time: 'seq', dataset_name: 'name' } as const;

function list(call: Call): Json {
  const { app, host, query } = call;
  const { offset, limit } = readPaging(call);
  const column = sortColumns[query.oneOf('sort_by', ['create_time', 'dataset_name'], 'create_time')];
  const order = query.oneOf('order', ['asc', 'desc'], 'desc');
  const type = query.text('dataset_type');
  const where = 'instr(lower(name), lower(?)) > 0 AND (? IS NULL OR type = ?)';
  const values: Value[] = [query.text('search_content') ?? '', type ?? null, Number(type ?? 0)];
  const total = app.rows.count(`SELECT count(*) AS n FROM dataset WHERE ${where}`, values);
  const found = app.rows.all(
    `SELECT * FROM dataset WHERE ${where} ORDER BY ${column} ${order} LIMIT ? OFFSET ?`,
    [...values, limit, offset],
    readDataset,
  );
  const shown: Shown = { labels: query.bool('with_labels'), previews: query.bool('file_preview') };
  return {
    total_number: answeredTotal(app, total),
    datasets: found.map((dataset) => tellDataset(app, host, dataset, { ...shown, ...running(call) })),
  };
}

function running(call: Call): Shown {
  return { runningTask: call.query.bool('check_running_task') };
}

function info(call: Call): Json {
  return tellDataset(call.app, call.host, datasetOf(call), { labels: true, ...running(call) });
}

/** Changes what is sent; labels are added, changed and removed by lists of their own (MA-30). */
function update(call: Call): Json {
  const { app, fields } = call;
  const { id, ...before } = datasetOf(call);
  const name = fields.has('dataset_name') ? checkName(app, fields.text('dataset_name') ?? '', id) : before.name;
  const description = fields.has('description')
    ? checkDescription(fields.text('description') ?? '')
    : before.description;
  app.rows.transaction(() => {
    app.rows.run('UPDATE dataset SET name = ?, description = ? WHERE id = ?', [name, description, id]);
    for (const label of fields.all('add_labels')) addLabel(app, id, label);
    for (const label of fields.all('update_labels')) replaceProperty(app, id, label);
    for (const label of fields.all('delete_labels')) dropLabel(app, id, label.text('name') ?? '');
    touch(app, id);
  });
  return { dataset_id: id };
}

/** The objects stay in OBS. */
function remove(call: Call): void {
  const { id } = datasetOf(call);
  if (call.app.modes.openTasks === id) throw refused(4803);
  call.app.rows.run('DELETE FROM dataset WHERE id = ?', [id]);
}

/** No version was ever published. */
function versions(call: Call): Json {
  datasetOf(call);
  call.query.whole('limit', 10, 1, 1000);
  return { total_number: 0, versions: [] };
}

const datasetPath = '/v2/:projectId/datasets/:datasetId';

export const datasetRoutes: Route[] = [
  route('GET', '/v2/:projectId/datasets', list),
  route('POST', '/v2/:projectId/datasets', createDataset, 201),
  route('GET', datasetPath, info),
  route('PUT', datasetPath, update),
  silent('DELETE', datasetPath, remove),
  route('GET', `${datasetPath}/versions`, versions),
];
