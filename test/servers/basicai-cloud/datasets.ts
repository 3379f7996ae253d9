import type { Json } from '../../../src/sandbox/json';
import type { Row } from '../../../src/sandbox/store/rows';
import { idList, listedIds, takeIds, wireDate, type App } from './app';
import { notFound, Refused } from './api/errors';
import { afterId, pageOf, sharedFilters, Where, type ListOptions } from './api/lists';
import { get, post, type Call, type Route } from './api/routes';
import { sandboxTeamId, sandboxUserId } from './unknowns';

export interface Dataset {
  id: bigint;
  name: string;
  type: string;
  description: string | null;
  createdAt: number;
  updatedAt: number;
}

const read = (row: Row): Dataset => ({
  id: row.big('id'),
  name: row.text('name'),
  type: row.text('type'),
  description: row.textOrNull('description'),
  createdAt: row.num('created_at'),
  updatedAt: row.num('updated_at'),
});

export function findDatasets(app: App, ids: readonly bigint[]): Dataset[] {
  return app.rows.all(`SELECT * FROM dataset WHERE id IN ${listedIds} ORDER BY id`, [idList(ids)], read);
}

/** The dataset that a path names. */
export function datasetOf(call: Call): Dataset {
  const [dataset] = findDatasets(call.app, [call.id('datasetId')]);
  if (!dataset) throw notFound('dataset');
  return dataset;
}

export function addDataset(app: App, name: string, type: string, description: string | null): bigint {
  const id = takeIds(app, 'dataset');
  const now = app.clock.now();
  app.rows.run('INSERT INTO dataset (id, name, type, description, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)', [
    id,
    name,
    type,
    description,
    now,
    now,
  ]);
  return id;
}

function toAnswer(app: App, { id, name, type, description, createdAt, updatedAt }: Dataset): Json {
  const count = (condition: string): number =>
    app.rows.count(`SELECT count(*) AS n FROM item WHERE dataset_id = ? AND ${condition}`, [id]);
  return {
    id,
    teamId: sandboxTeamId,
    name,
    type,
    description,
    itemCount: count('parent_id = 0'),
    dataCount: count("type = 'DATA'"),
    createdAt: wireDate(createdAt),
    createdBy: sandboxUserId,
    updatedAt: wireDate(updatedAt),
    updatedBy: sandboxUserId,
  };
}

function freeName(app: App, name: string, own = 0n): string {
  if (app.rows.count('SELECT count(*) AS n FROM dataset WHERE name = ? AND id <> ?', [name, own]) > 0)
    throw new Refused('NAME_DUPLICATED', 'dataset name already exists');
  return name;
}

async function create(call: Call): Promise<Json> {
  const { app } = call;
  const fields = await call.fields();
  const [name, type] = [freeName(app, fields.name()), fields.requiredText('type')];
  const id = addDataset(app, name, type, fields.text('description') ?? null);
  return app.modes.bareId ? id : { id, name, type };
}

/** Changes what is sent; the type of a dataset stays. */
async function update(call: Call): Promise<Json> {
  const dataset = datasetOf(call);
  const fields = await call.fields();
  const name = fields.has('name') ? fields.name() : dataset.name;
  const description = fields.names('description') ? (fields.text('description') ?? null) : dataset.description;
  return write(call.app, dataset.id, name, description);
}

/** Clears what is left out (CLOUD-14). */
async function replace(call: Call): Promise<Json> {
  const { id } = datasetOf(call);
  const fields = await call.fields();
  return write(call.app, id, fields.name(), fields.text('description') ?? null);
}

function write(app: App, id: bigint, name: string, description: string | null): Json {
  app.rows.run('UPDATE dataset SET name = ?, description = ?, updated_at = ? WHERE id = ?', [
    freeName(app, name, id),
    description,
    app.clock.now(),
    id,
  ]);
  return null;
}

function removeOne(call: Call): Json {
  call.app.rows.run('DELETE FROM dataset WHERE id = ?', [datasetOf(call).id]);
  return null;
}

/** All or, when one is unknown, none; see mode `partialRemove`. */
function removeMany(call: Call): Json {
  const { app } = call;
  const ids = call.query.ids('datasetIds');
  if (!app.modes.partialRemove && findDatasets(app, ids).length < ids.length) throw notFound('dataset');
  app.rows.run(`DELETE FROM dataset WHERE id IN ${listedIds}`, [idList(ids)]);
  return null;
}

function listing(call: Call): ListOptions<Dataset> {
  return {
    table: 'dataset',
    where: sharedFilters(call, new Where()).and('type = ?', call.query.text('type')),
    read,
    toAnswer: (rows) => rows.map((row) => toAnswer(call.app, row)),
  };
}

export const datasetRoutes: Route[] = [
  post('/dataset/create', create),
  post('/dataset/update/:datasetId', update),
  post('/dataset/replace/:datasetId', replace),
  post('/dataset/delete/:datasetId', removeOne),
  post('/dataset/delete', removeMany),
  get('/dataset/list', (call) => pageOf(call, listing(call)), { isPage: true }),
  get('/dataset/listById', (call) => afterId(call, listing(call))),
  get('/dataset/info/:datasetId', (call) => toAnswer(call.app, datasetOf(call))),
  get('/dataset/info', (call) =>
    findDatasets(call.app, call.query.ids('datasetIds')).map((d) => toAnswer(call.app, d)),
  ),
];
