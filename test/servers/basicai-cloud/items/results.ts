import { RawJson, type Json } from '../../../../src/sandbox/json';
import type { Row } from '../../../../src/sandbox/store/rows';
import { idList, listedIds, takeIds, type App } from '../app';
import { datasetOf } from '../datasets';
import { BadRequest } from '../api/errors';
import { childrenOf, findItems, itemOf } from './items';
import { get, type Call, type Route } from '../api/routes';

/** Where results come from. */
export interface ResultSource {
  id: bigint;
  type: string;
  name: string;
}

const read = (row: Row): ResultSource => ({ id: row.big('id'), type: row.text('type'), name: row.text('name') });

export function addSource(app: App, datasetId: bigint, type: string, name: string): ResultSource {
  const id = takeIds(app, 'source');
  app.rows.run('INSERT INTO source (id, dataset_id, type, name) VALUES (?, ?, ?, ?)', [id, datasetId, type, name]);
  return { id, type, name };
}

/** Keeps the shapes of one datum from one source, as its answers will tell them (CLOUD-18). */
export function addResult(app: App, dataId: bigint, source: ResultSource, instances: readonly object[]): void {
  const record = { validity: 'VALID', classificationValues: [], instances, segments: null };
  app.rows.run('INSERT INTO result (data_id, source_id, record) VALUES (?, ?, ?)', [
    dataId,
    source.id,
    JSON.stringify(record),
  ]);
}

function sources(call: Call): Json {
  const { app } = call;
  const { id } = datasetOf(call);
  const list = app.rows
    .all('SELECT * FROM source WHERE dataset_id = ? ORDER BY id', [id], read)
    .map((source) => ({ sourceId: source.id, sourceType: source.type, sourceName: source.name }));
  return app.modes.wrapSources ? { list } : list;
}

/** A flat list of records, one for each datum and source; of one source when the query names it. */
function records(call: Call, dataIds: readonly bigint[]): Json {
  const sourceId = call.query.id('sourceId') ?? null;
  return call.app.rows.all(
    `SELECT r.data_id, r.record, s.id AS source_id, s.type, s.name FROM result r JOIN source s ON s.id = r.source_id
     WHERE r.data_id IN ${listedIds} AND s.id = coalesce(?, s.id) ORDER BY r.data_id, s.id`,
    [idList(dataIds), sourceId],
    (row) => {
      const head = `"version":"1.0","dataId":${row.big('data_id')},"sourceId":${row.big('source_id')}`;
      const source = `"sourceType":${JSON.stringify(row.text('type'))},"sourceName":${JSON.stringify(row.text('name'))}`;
      return new RawJson(`{${head},${source},${row.text('record').slice(1)}`);
    },
  );
}

function ofData(call: Call): Json {
  return records(call, [itemOf(call, datasetOf(call).id, 'dataId', 'DATA').id]);
}

/** Data that are unknown have no record. */
function ofMany(call: Call): Json {
  const { id } = datasetOf(call);
  const found = findItems(call.app, id, call.query.ids('dataIds'));
  return records(
    call,
    found.map((item) => item.id),
  );
}

function ofScene(call: Call): Json {
  const scene = itemOf(call, datasetOf(call).id, 'sceneId', 'SCENE');
  return records(
    call,
    childrenOf(call.app, scene.id).map((frame) => frame.id),
  );
}

/** The documents print a slash before the query (CLOUD-19). */
function ofManyWithSlash(call: Call): Json {
  if (call.app.modes.noSlash) throw new BadRequest(404);
  return ofMany(call);
}

export const resultRoutes: Route[] = [
  get('/dataset/listAnnotationSource/:datasetId', sources),
  get('/dataset/dataAnnotationResult/:datasetId/:dataId', ofData),
  get('/dataset/batchDataAnnotationResult/:datasetId', ofMany),
  get('/dataset/batchDataAnnotationResult/:datasetId/', ofManyWithSlash),
  get('/dataset/sceneAnnotationResult/:datasetId/:sceneId', ofScene),
];
