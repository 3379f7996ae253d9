import { stamp, wireTime } from '../../clock';
import { type Json } from '../../json';
import type { Row, Value } from '../../store/rows';
import { newSerial, type App } from '../app';
import { raw } from '../classes/classes';
import { findPage } from '../data/dataQuery';
import { framesOf } from '../data/data';
import { findDataset } from '../datasets/datasets';
import { Complaints, paramError, refused, unforeseen } from '../api/errors';
import type { Body } from '../api/fields';
import { readResultFilter } from './modelAnnotate';
import { findModel, type Model } from './models';
import { askService, type ResultFilter } from './modelService';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';
import { splitTypes, annotationStatuses, type DataRow, type Filter } from '../data/model';

const allRows = { pageNo: 1, pageSize: -1, offset: 0, limit: -1 };

function addRun(
  app: App,
  userId: number,
  modelId: number,
  datasetId: number,
  type: 'IMPORTED' | 'RUNS',
  more: Value[],
): number {
  const now = app.clock.now();
  return app.rows.insert(
    `INSERT INTO model_run (model_id, dataset_id, run_no, serial, record_type, user_id, created_at, updated_at, status, data_count, result_filter, data_filter, completion)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [modelId, datasetId, stamp(now), newSerial(app), type, userId, now, now, ...more],
  );
}

/** The record that imported results of a model stand under. */
export function importedRun(app: App, userId: number, datasetId: number, modelId: number): number {
  return addRun(app, userId, modelId, datasetId, 'IMPORTED', ['SUCCESS', null, null, null, 1]);
}

interface DataFilter {
  ratio: number;
  filter: Filter;
  excludeModelData: boolean;
}

/** The data that a run takes: single ones and frames of scenes, the first so many per cent. */
function dataFor(app: App, modelId: number, { ratio, filter, excludeModelData }: DataFilter): DataRow[] {
  const top = findPage(app, filter, allRows).rows;
  const rows = [
    ...top.filter((row) => row.type !== 'SCENE'),
    ...framesOf(
      app,
      top.filter((row) => row.type === 'SCENE').map((row) => row.id),
    ),
  ];
  const done = new Set(
    app.rows.all(
      'SELECT DISTINCT data_id AS id FROM annotation WHERE source_id IN (SELECT id FROM model_run WHERE model_id = ?)',
      [modelId],
      (row) => row.num('id'),
    ),
  );
  const free = excludeModelData ? rows.filter((row) => !done.has(row.id)) : rows;
  return free.slice(0, Math.ceil((free.length * ratio) / 100));
}

function filterOf(datasetId: number, read: Pick<Body, 'oneOf'>): Filter {
  const complaints = new Complaints();
  const annotationStatus = read.oneOf(
    'annotationStatus',
    annotationStatuses,
    complaints,
    'annotationStatus must be one of ANNOTATED, NOT_ANNOTATED, INVALID',
  );
  const splitType = read.oneOf(
    'splitType',
    splitTypes,
    complaints,
    'splitType must be one of TRAINING,VALIDATION,TEST,NOT_SPLIT',
  );
  complaints.done();
  return { datasetId, parentId: 0, annotationStatus, splitType, sort: 'NAME', direction: 'ASC' };
}

function dataCount(call: Call): Json {
  const { query } = call;
  const filter = filterOf(query.requiredLong('datasetId'), query);
  const ratio = query.long('dataCountRatio') ?? 100;
  return dataFor(call.app, query.requiredLong('modelId'), {
    ratio,
    filter,
    excludeModelData: query.bool('isExcludeModelData'),
  }).length;
}

async function run(call: Call): Promise<Json> {
  const { app } = call;
  const body = await call.body();
  const [datasetId, modelId] = [body.long('datasetId') ?? 0, body.long('modelId') ?? 0];
  const model = findModel(app, modelId);
  if (!model?.url) throw paramError('Please first configure the model URL.');
  const chosen = body.body('dataFilterParam');
  if (!chosen) throw unforeseen('java.lang.NullPointerException: no dataFilterParam');
  const filter = filterOf(datasetId, chosen);
  const ratio = chosen.long('dataCountRatio') ?? 100;
  const excludeModelData = chosen.bool('isExcludeModelData') ?? false;
  const rows = dataFor(app, modelId, { ratio, filter, excludeModelData });
  if (rows.length === 0) throw refused('DATASET_DATA_SCENARIO_NOT_FOUND');
  const dataFilter = {
    dataCountRatio: ratio,
    isExcludeModelData: excludeModelData,
    splitType: filter.splitType ?? null,
    annotationStatus: filter.annotationStatus ?? null,
  };
  const id = addRun(app, call.user.id, modelId, datasetId, 'RUNS', [
    'STARTED',
    rows.length,
    body.json('resultFilterParam'),
    JSON.stringify(dataFilter),
    null,
  ]);
  work(app, call.host, id, model, rows, readResultFilter(body)).catch(() => undefined);
  return null;
}

async function work(
  app: App,
  host: string,
  id: number,
  model: Model,
  rows: readonly DataRow[],
  filter: ResultFilter | undefined,
): Promise<void> {
  const errors: string[] = [];
  for (const row of rows) {
    const result = await askService(app, host, model, row, filter);
    if (!result.ok) {
      errors.push(`${row.id}:${result.message}`);
      continue;
    }
    app.rows.transaction(() => {
      for (const object of result.objects)
        app.rows.run(
          "INSERT INTO annotation (dataset_id, data_id, class_id, attributes, source_id, source_type) VALUES (?, ?, NULL, ?, ?, 'MODEL')",
          [row.datasetId, row.id, JSON.stringify(object), id],
        );
    });
  }
  const status = errors.length === 0 ? 'SUCCESS' : errors.length === rows.length ? 'FAILURE' : 'SUCCESS_WITH_ERROR';
  const completion = status === 'FAILURE' ? null : 1 - errors.length / rows.length;
  const reason = errors.length === 0 ? null : JSON.stringify(errors);
  app.rows.run('UPDATE model_run SET status = ?, completion = ?, error_reason = ?, updated_at = ? WHERE id = ?', [
    status,
    completion,
    reason,
    app.clock.now(),
    id,
  ]);
}

/** Only after a failure. */
async function runAgain(call: Call): Promise<Json> {
  const id = (await call.body()).long('id') ?? 0;
  const status = call.app.rows.get('SELECT status FROM model_run WHERE id = ?', [id], (row) => row.text('status'));
  if (status === undefined) throw refused('DATASET__MODEL_RUN_RECORD_NOT_EXIST');
  if (status !== 'FAILURE' && status !== 'SUCCESS_WITH_ERROR') throw refused('DATASET__MODEL_RERUN_ERROR');
  call.app.rows.run("UPDATE model_run SET status = 'STARTED' WHERE id = ?", [id]);
  return null;
}

const dto =
  (app: App, named: boolean) =>
  (row: Row): Json => ({
    id: row.num('id'),
    modelId: row.num('model_id'),
    modelVersion: null,
    runNo: row.text('run_no'),
    datasetId: row.num('dataset_id'),
    status: row.text('status'),
    runRecordType: row.text('record_type'),
    dataCount: row.numOrNull('data_count'),
    metrics: null,
    errorReason: row.textOrNull('error_reason'),
    resultFilterParam: raw(row.textOrNull('result_filter')),
    dataFilterParam: raw(row.textOrNull('data_filter')),
    modelSerialNo: row.text('serial'),
    isDeleted: false,
    createdAt: wireTime(row.num('created_at')),
    createdBy: row.num('user_id'),
    updatedAt: wireTime(row.num('updated_at')),
    updatedBy: row.num('user_id'),
    datasetName: named ? (findDataset(app, row.num('dataset_id'))?.name ?? null) : null,
    completionRate: row.numOrNull('completion'),
  });

function list(call: Call): Json {
  const { app, query } = call;
  const paging = readPaging(query);
  const datasets = query.longs('datasetIds');
  const terms = [
    query.requiredLong('modelId'),
    datasets ? JSON.stringify(datasets) : null,
    query.text('status') ?? null,
    query.text('runNo') ?? null,
    query.text('runRecordType') ?? null,
  ];
  const where = `deleted = 0 AND model_id = ?1 AND (?2 IS NULL OR dataset_id IN (SELECT value FROM json_each(?2))) AND (?3 IS NULL OR status = ?3)
    AND (?4 IS NULL OR run_no LIKE '%' || ?4 || '%') AND (?5 IS NULL OR record_type = ?5)`;
  const direction = query.text('ascOrDesc') === 'ASC' ? 'ASC' : 'DESC';
  const total = app.rows.count(`SELECT count(*) AS n FROM model_run WHERE ${where}`, terms);
  const sql = `SELECT * FROM model_run WHERE ${where} ORDER BY created_at ${direction}, id ${direction} LIMIT ?6 OFFSET ?7`;
  return page(paging, total, app.rows.all(sql, [...terms, paging.limit, paging.offset], dto(app, true)));
}

/** Which runs have results, by model; of a dataset or of a datum. */
function withResults(call: Call, column: 'dataset_id' | 'data_id'): Json {
  const found = call.app.rows.all(
    `SELECT DISTINCT r.id AS id, r.run_no AS no, r.model_id AS model, m.name AS name FROM annotation a
     JOIN model_run r ON r.id = a.source_id AND r.deleted = 0 LEFT JOIN model m ON m.id = r.model_id WHERE a.${column} = ? ORDER BY r.id`,
    [call.id()],
    (row) => ({
      id: row.num('id'),
      runNo: row.text('no'),
      modelId: row.num('model'),
      modelName: row.textOrNull('name'),
    }),
  );
  return [...new Set(found.map((run) => run.modelId))].map((modelId) => {
    const own = found.filter((run) => run.modelId === modelId);
    return { modelName: own[0]?.modelName ?? null, modelId, runRecords: own.map(({ id, runNo }) => ({ id, runNo })) };
  });
}

function remove(call: Call): Json {
  call.app.rows.run('UPDATE model_run SET deleted = 1 WHERE id = ?', [call.id()]);
  return null;
}

const runsQuery = 'SELECT * FROM model_run WHERE deleted = 0 AND (?1 IS NULL OR dataset_id = ?1) ORDER BY id DESC';

export const modelRunRoutes: Route[] = [
  get('/model/modelRun/dataCount', dataCount),
  post('/model/modelRun', run),
  post('/model/reRun', runAgain),
  get('/modelRun/findModelRunRecordByPage', list),
  get('/modelRun/findModelRunRecordByDatasetId/:id', (call) =>
    call.app.rows.all(runsQuery, [call.id()], dto(call.app, false)),
  ),
  get('/modelRun/findAllModelRunRecord', (call) => call.app.rows.all(runsQuery, [null], dto(call.app, false))),
  get('/modelRun/getDatasetModelRunResult/:id', (call) => withResults(call, 'dataset_id')),
  get('/data/getDataModelRunResult/:id', (call) => withResults(call, 'data_id')),
  post('/modelRun/delete/:id', remove),
];
