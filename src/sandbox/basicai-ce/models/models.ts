import { parseJson, type Json } from '../../json';
import type { Row } from '../../store/rows';
import type { App } from '../app';
import { raw } from '../classes/classes';
import { findData } from '../data/data';
import { Complaints, Refused, refused, unforeseen } from '../api/errors';
import { given } from '../api/fields';
import { nameKey } from '../naming';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';

export interface Model {
  id: number;
  name: string;
  version: string | null;
  description: string | null;
  scenario: string | null;
  classes: string | null;
  datasetType: string;
  modelCode: string;
  url: string | null;
  modelType: string;
}

const read = (row: Row): Model => ({
  id: row.num('id'),
  name: row.text('name'),
  version: row.textOrNull('version'),
  description: row.textOrNull('description'),
  scenario: row.textOrNull('scenario'),
  classes: row.textOrNull('classes'),
  datasetType: row.text('dataset_type'),
  modelCode: row.text('model_code'),
  url: row.textOrNull('url'),
  modelType: row.text('model_type'),
});

export function findModel(app: App, id: number): Model | undefined {
  return app.rows.get('SELECT * FROM model WHERE id = ? AND deleted = 0', [id], read);
}

/** The names of a model's classes by their codes. */
export function classNames(model: Model): Map<string, string> {
  const list = parseJson(model.classes ?? '[]') as { name: string; code: string }[];
  return new Map(list.map(({ name, code }) => [code, name]));
}

function dto(model: Model, withClasses = true): Json {
  const { id, name, version, description, scenario, datasetType, modelCode, url, modelType } = model;
  return {
    id,
    name,
    version,
    description,
    scenario,
    classes: withClasses ? raw(model.classes) : null,
    datasetType,
    modelCode,
    url,
    modelType,
  };
}

/** Asking for one kind of point clouds gives also the models for point clouds in general. */
function list(call: Call): Json {
  const type = call.query.text('datasetType');
  const types = type?.startsWith('LIDAR_') ? [type, 'LIDAR'] : [type];
  const models = call.app.rows.all('SELECT * FROM model WHERE deleted = 0 ORDER BY id', [], read);
  return models.filter((model) => type === undefined || types.includes(model.datasetType)).map((model) => dto(model));
}

function pages(call: Call): Json {
  const paging = readPaging(call.query);
  const total = call.app.rows.count('SELECT count(*) AS n FROM model WHERE deleted = 0');
  const models = call.app.rows.all(
    'SELECT * FROM model WHERE deleted = 0 ORDER BY id LIMIT ? OFFSET ?',
    [paging.limit, paging.offset],
    read,
  );
  return page(
    paging,
    total,
    models.map((model) => dto(model, false)),
  );
}

async function add(call: Call): Promise<Json> {
  const { app } = call;
  const body = await call.body();
  const complaints = new Complaints();
  const name = body.text('name');
  complaints.when(!given(name), 'name', 'id cannot be null');
  complaints.when(body.raw('datasetType') === undefined, 'datasetType', 'datasetType cannot be null');
  complaints.when(body.raw('modelType') === undefined, 'modelType', 'modelType cannot be null');
  complaints.done();
  if (app.rows.count('SELECT count(*) AS n FROM model WHERE name_key = ? AND deleted = 0', [nameKey(name ?? '')]) > 0)
    throw refused('NAME_DUPLICATED');
  const datasetType = body.text('datasetType') ?? '';
  const code = datasetType === 'IMAGE' ? 'IMAGE_DETECTION' : 'LIDAR_DETECTION';
  const id = app.rows.insert(
    'INSERT INTO model (name, name_key, description, dataset_type, model_code, model_type) VALUES (?, ?, ?, ?, ?, ?)',
    [
      name ?? '',
      nameKey(name ?? ''),
      body.text('description') ?? null,
      datasetType,
      code,
      body.text('modelType') ?? '',
    ],
  );
  const model = findModel(app, id);
  return model ? dto(model) : null;
}

async function update(call: Call): Promise<Json> {
  const body = await call.body();
  const [name, description, url] = [body.text('name'), body.text('description'), body.text('url')];
  call.app.rows.run(
    'UPDATE model SET name = coalesce(?, name), name_key = coalesce(?, name_key), description = coalesce(?, description), url = coalesce(?, url) WHERE id = ?',
    [name ?? null, name === undefined ? null : nameKey(name), description ?? null, url ?? null, body.long('id') ?? 0],
  );
  return null;
}

async function configure(call: Call): Promise<Json> {
  const body = await call.body();
  call.app.rows.run('UPDATE model SET classes = ? WHERE id = ?', [
    body.json('modelClassList') ?? '[]',
    body.long('modelId') ?? 0,
  ]);
  return null;
}

function remove(call: Call): Json {
  call.app.rows.run('UPDATE model SET deleted = 1 WHERE id = ?', [call.id()]);
  return null;
}

/** The trial dataset that it needs is not there. */
async function testUrl(call: Call): Promise<Json> {
  const body = await call.body();
  if (!given(body.text('url'))) throw new Refused(400, 'PARAM_ERROR', 'url:url cannot be empty;');
  throw refused('DEFAULT_DATASET_NOT_FOUND');
}

/** In this version the answer is always two nulls (CE-88); with two models of one code it fails. */
function recognition(code: string): Route['run'] {
  return async (call) => {
    const body = await call.body();
    const complaints = new Complaints();
    const dataId = body.long('dataId');
    complaints.when(dataId === undefined, 'dataId', 'not allow null');
    complaints.when(body.list('classes').length === 0, 'classes', 'classes not empty');
    for (const name of ['minConfidence', 'maxConfidence']) {
      const value = body.number(name);
      complaints.when(value !== undefined && (value < 0 || value > 1), name, 'confidence is error');
    }
    complaints.done();
    if (findData(call.app, [dataId ?? 0]).length === 0) throw refused('NOT_FOUND');
    const models = call.app.rows.count('SELECT count(*) AS n FROM model WHERE model_code = ? AND deleted = 0', [code]);
    if (models > 1) throw unforeseen('org.apache.ibatis.exceptions.TooManyResultsException');
    return { modelCode: null, modelDataResults: null };
  };
}

export const modelRoutes: Route[] = [
  get('/model/list', list),
  get('/model/page', pages),
  get('/model/info/:id', (call) => {
    const model = findModel(call.app, call.id());
    return model ? dto(model) : null;
  }),
  post('/model/add', add),
  post('/model/update', update),
  post('/model/configurationModelClass', configure),
  post('/model/delete/:id', remove),
  post('/model/testModelUrlConnection', testUrl),
  post('/model/image/recognition', recognition('IMAGE_DETECTION')),
  post('/model/pointCloud/recognition', recognition('LIDAR_DETECTION')),
];
