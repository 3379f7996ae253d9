import { RawJson, type Json } from '../../json';
import { newSerial, type App } from '../app';
import { findData } from '../data/data';
import { unforeseen } from '../api/errors';
import type { Body } from '../api/fields';
import { findModel, type Model } from './models';
import { askService, type ModelResult, type ResultFilter } from './modelService';
import { get, post, type Call, type Route } from '../api/routes';
import type { DataRow } from '../data/model';

export function readResultFilter(body: Body): ResultFilter | undefined {
  const filter = body.body('resultFilterParam');
  return (
    filter && {
      minConfidence: filter.number('minConfidence') ?? 0,
      maxConfidence: filter.number('maxConfidence') ?? 1,
      classes: filter.list('classes').map(String),
    }
  );
}

/** Asks a model about some data and keeps its answers under a serial number; nothing is stored as an annotation. */
async function annotate(call: Call): Promise<Json> {
  const { app } = call;
  const body = await call.body();
  const model = findModel(app, body.long('modelId') ?? 0);
  if (!model || body.text('modelCode') === undefined) throw unforeseen('java.lang.NullPointerException: modelCode');
  const serial = newSerial(app);
  ask(app, call.host, serial, model, findData(app, body.longs('dataIds')), readResultFilter(body)).catch(
    () => undefined,
  );
  return serial;
}

async function ask(
  app: App,
  host: string,
  serial: string,
  model: Model,
  rows: readonly DataRow[],
  filter: ResultFilter | undefined,
): Promise<void> {
  for (const row of rows) {
    const result = await askService(app, host, model, row, filter);
    app.rows.run('INSERT INTO model_answer (serial, data_id, model_code, result) VALUES (?, ?, ?, ?)', [
      serial,
      row.id,
      model.modelCode,
      resultJson(row.id, result),
    ]);
  }
}

function resultJson(dataId: number, result: ModelResult): string {
  if (!result.ok) return JSON.stringify({ code: 'ERROR', message: result.message });
  return JSON.stringify({
    dataId,
    objects: result.objects,
    code: 'OK',
    message: 'success',
    confidence: result.confidence,
  });
}

function results(call: Call): Json {
  const wanted = call.query.longs('dataIds');
  const found = call.app.rows
    .all('SELECT * FROM model_answer WHERE serial = ? ORDER BY rowid', [call.query.required('serialNo')], (row) => ({
      dataId: row.num('data_id'),
      code: row.text('model_code'),
      result: row.text('result'),
    }))
    .filter(({ dataId }) => wanted?.includes(dataId) ?? true);
  const [first] = found;
  if (!first) return { modelCode: null, modelDataResults: null };
  return {
    modelCode: first.code,
    modelDataResults: found.map(({ dataId, result }) => ({ dataId, modelResult: new RawJson(result) })),
  };
}

async function removeResults(call: Call): Promise<Json> {
  const body = await call.body();
  const ids = body.longs('dataIds');
  call.app.rows.run(
    'DELETE FROM model_answer WHERE serial = ?1 AND (?2 IS NULL OR data_id IN (SELECT value FROM json_each(?2)))',
    [body.text('serialNo') ?? '', ids.length === 0 ? null : JSON.stringify(ids)],
  );
  return null;
}

export const modelAnnotateRoutes: Route[] = [
  post('/data/modelAnnotate', annotate, { text: true }),
  get('/data/modelAnnotationResult', results),
  post('/data/removeModelDataResult', removeResults),
];
