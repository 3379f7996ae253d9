import type { Json } from '../../json';
import type { Row, Value } from '../../store/rows';
import type { App } from '../app';
import { readData } from '../data/data';
import { dataDtos } from '../data/dataDto';
import { readDate } from '../api/dates';
import { Complaints, refused, unforeseen } from '../api/errors';
import { given, type Query } from '../api/fields';
import { nameKey } from '../naming';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';
import { statusCounts } from './statistics';

export const allDatasetTypes = ['LIDAR_FUSION', 'LIDAR_BASIC', 'IMAGE', 'TEXT'] as const;
export type DatasetType = (typeof allDatasetTypes)[number];

export interface Dataset {
  id: number;
  name: string;
  type: DatasetType;
  description: string | null;
}

const read = (row: Row): Dataset => ({
  id: row.num('id'),
  name: row.text('name'),
  type: row.text('type') as DatasetType,
  description: row.textOrNull('description'),
});

/** Longest name, characters. */
const maxNameLength = 255;

export function findDataset(app: App, id: number): Dataset | undefined {
  return app.rows.get('SELECT * FROM dataset WHERE id = ? AND deleted = 0', [id], read);
}

export function addDataset(
  app: App,
  userId: number,
  name: string,
  type: DatasetType,
  description: string | null,
): Dataset {
  checkName(app, name, 0);
  const now = app.clock.now();
  const id = app.rows.insert(
    'INSERT INTO dataset (name, name_key, type, description, created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [name, nameKey(name), type, description, userId, now, now],
  );
  return { id, name, type, description };
}

function checkName(app: App, name: string, own: number): void {
  if (Array.from(name).length > maxNameLength)
    throw unforeseen("Data truncation: Data too long for column 'name' at row 1");
  const taken = 'SELECT count(*) AS n FROM dataset WHERE name_key = ? AND deleted = 0 AND id <> ?';
  if (app.rows.count(taken, [nameKey(name), own]) > 0) throw refused('DATASET_NAME_DUPLICATED');
}

const uncountedFields = {
  annotatedCount: null,
  notAnnotatedCount: null,
  invalidCount: null,
  itemCount: null,
  datas: null,
};

function datasetDto(dataset: Dataset): Record<string, Json> {
  return {
    id: dataset.id,
    name: dataset.name,
    type: dataset.type,
    description: dataset.description,
    ...uncountedFields,
  };
}

async function create(call: Call): Promise<Json> {
  const body = await call.body();
  const complaints = new Complaints();
  const name = body.text('name');
  complaints.when(!given(name), 'name', 'name cannot be null');
  complaints.when(body.raw('type') === undefined, 'type', 'dataset type cannot be null');
  const type = body.oneOf(
    'type',
    allDatasetTypes,
    complaints,
    'dataset type must be one of LIDAR_FUSION, LIDAR_BASIC, IMAGE,TEXT',
  );
  complaints.done();
  if (name === undefined || type === undefined) throw unforeseen('java.lang.NullPointerException');
  return datasetDto(addDataset(call.app, call.user.id, name, type, body.text('description') ?? null));
}

async function update(call: Call): Promise<Json> {
  const body = await call.body();
  const complaints = new Complaints();
  const name = body.text('name');
  complaints.when(!given(name), 'name', 'name cannot be null');
  complaints.done();
  const { app } = call;
  if (!findDataset(app, call.id()) || name === undefined)
    throw unforeseen('java.lang.NullPointerException: no such dataset');
  checkName(app, name, call.id());
  app.rows.run(
    'UPDATE dataset SET name = ?, name_key = ?, description = coalesce(?, description), updated_at = ? WHERE id = ?',
    [name, nameKey(name), body.text('description') ?? null, app.clock.now(), call.id()],
  );
  return null;
}

/** The row goes at once, its data a moment later (CE-69). */
function remove(call: Call): Json {
  const { app } = call;
  const id = call.id();
  if (app.rows.run('UPDATE dataset SET deleted = 1 WHERE id = ? AND deleted = 0', [id]) === 0)
    throw refused('DATASET_NOT_FOUND');
  setTimeout(() => {
    app.rows.transaction(() => {
      app.rows.run('UPDATE data SET deleted = 1 WHERE dataset_id = ?', [id]);
      app.rows.run('DELETE FROM annotation WHERE dataset_id = ?', [id]);
      app.rows.run('DELETE FROM classification_value WHERE dataset_id = ?', [id]);
    });
  }, 20);
  return null;
}

function info(call: Call): Json {
  const dataset = findDataset(call.app, call.id());
  if (!dataset) throw refused('NOT_FOUND');
  return datasetDto(dataset);
}

const sortFields = ['NAME', 'CREATED_AT', 'UPDATED_AT'] as const;
const sortColumns = { NAME: 'name_key', CREATED_AT: 'created_at', UPDATED_AT: 'updated_at' } as const;

function readOrder(query: Query, complaints: Complaints): string {
  const sort = query.oneOf('sortField', sortFields, complaints, 'sort field must be one of NAME,CREATED_AT,UPDATED_AT');
  const direction = query.oneOf('ascOrDesc', ['ASC', 'DESC'], complaints, 'ascOrDesc must be one of ASC,DESC');
  complaints.done();
  if (sort !== undefined && direction === undefined) throw unforeseen('You have an error in your SQL syntax');
  return sort === undefined ? 'id' : `${sortColumns[sort]} ${direction ?? ''}, id`;
}

/** A span counts only with both ends (CE-11). */
function readSpan(query: Query): [number, number] | undefined {
  const [from, to] = [query.text('createStartTime'), query.text('createEndTime')].map(readDate);
  return from === undefined || to === undefined ? undefined : [from, to];
}

function list(call: Call): Json {
  const { app, query } = call;
  const paging = readPaging(query);
  const complaints = new Complaints();
  const type = query.oneOf('type', allDatasetTypes, complaints, 'type must be one of LIDAR_FUSION,LIDAR_BASIC,IMAGE');
  const order = readOrder(query, complaints);
  const span = readSpan(query);
  const name = query.text('name');
  const terms: [string, Value[]][] = [['deleted = 0', []]];
  if (name !== undefined) terms.push(["name_key LIKE ? ESCAPE '\\'", [`%${nameKey(name)}%`]]);
  if (type !== undefined) terms.push(['type = ?', [type]]);
  if (span) terms.push(['created_at BETWEEN ? AND ?', span]);
  const sql = terms.map(([term]) => term).join(' AND ');
  const values = terms.flatMap(([, bound]) => bound);
  const total = app.rows.count(`SELECT count(*) AS n FROM dataset WHERE ${sql}`, values);
  const found = app.rows.all(
    `SELECT * FROM dataset WHERE ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    [...values, paging.limit, paging.offset],
    read,
  );
  return page(
    paging,
    total,
    found.map((dataset) => withCounts(call, dataset)),
  );
}

/** Counts are of single frames, also those in scenes; an empty dataset has none at all (CE-12, CE-13). */
function withCounts(call: Call, dataset: Dataset): Json {
  const counts = statusCounts(call.app, dataset.id);
  if (counts.itemCount === 0) return datasetDto(dataset);
  return { ...datasetDto(dataset), ...counts, datas: previews(call, dataset) };
}

function previews(call: Call, dataset: Dataset): Json {
  const limit = dataset.type === 'IMAGE' ? 6 : 1;
  const { app } = call;
  const rows =
    app.computed?.datasetId === dataset.id
      ? app.computed.page(
          { datasetId: dataset.id, parentId: 0, sort: 'NAME', direction: 'ASC' },
          { pageNo: 1, pageSize: limit, offset: 0, limit },
        ).rows
      : app.rows.all(
          "SELECT * FROM data WHERE dataset_id = ? AND deleted = 0 AND type = 'SINGLE_DATA' ORDER BY id LIMIT ?",
          [dataset.id, limit],
          readData,
        );
  return dataDtos(app, call.host, rows);
}

function byType(call: Call): Json {
  const types = call.query.texts('datasetTypes');
  if (!types) {
    const complaints = new Complaints();
    complaints.add('datasetTypes', 'datasetTypes cannot be null');
    complaints.done();
  }
  const found = call.app.rows.all(
    'SELECT * FROM dataset WHERE deleted = 0 AND type IN (SELECT value FROM json_each(?)) ORDER BY id',
    [JSON.stringify(types ?? [])],
    read,
  );
  return found.map((dataset) => ({ ...datasetDto(dataset), type: null, description: null }));
}

export const datasetRoutes: Route[] = [
  post('/dataset/create', create),
  post('/dataset/update/:id', update),
  post('/dataset/delete/:id', remove),
  get('/dataset/info/:id', info),
  get('/dataset/findByPage', list),
  get('/dataset/findByType', byType),
];
