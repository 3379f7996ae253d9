import { RawJson, type Json } from '../../json';
import type { Row } from '../../store/rows';
import type { App } from '../app';
import { Complaints, refused } from '../api/errors';
import type { Body } from '../api/fields';
import { unforeseen } from '../api/errors';
import { holds } from '../data/locks';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';

/** A stored object; `attributes` is JSON text as its writer sent it. */
export interface Annotation {
  id: number;
  datasetId: number;
  dataId: number;
  classId: number | null;
  attributes: string;
  sourceId: number;
  sourceType: string | null;
}

const read = (row: Row): Annotation => ({
  id: row.num('id'),
  datasetId: row.num('dataset_id'),
  dataId: row.num('data_id'),
  classId: row.numOrNull('class_id'),
  attributes: row.text('attributes'),
  sourceId: row.num('source_id'),
  sourceType: row.textOrNull('source_type'),
});

/** The objects of data, of every source, in the order of their ids. */
export function annotationsOf(app: App, dataIds: readonly number[]): Annotation[] {
  return app.rows.all(
    'SELECT * FROM annotation WHERE data_id IN (SELECT value FROM json_each(?)) ORDER BY id',
    [JSON.stringify(dataIds)],
    read,
  );
}

function objectDto(object: Annotation): Record<string, Json> {
  return {
    id: object.id,
    datasetId: object.datasetId,
    dataId: object.dataId,
    classId: object.classId,
    classAttributes: new RawJson(object.attributes),
    sourceId: object.sourceId,
    sourceType: object.sourceType,
    objectCount: null,
    frontId: null,
    lockedBy: null,
  };
}

/** Classification values as they were stored, by data id. */
export function classificationValuesOf(
  app: App,
  dataIds: readonly number[],
): { dataId: number; dto: Json; attributes: string }[] {
  return app.rows.all(
    'SELECT * FROM classification_value WHERE data_id IN (SELECT value FROM json_each(?)) ORDER BY id',
    [JSON.stringify(dataIds)],
    (row) => ({
      dataId: row.num('data_id'),
      attributes: row.text('attributes'),
      dto: {
        id: row.num('id'),
        datasetId: row.num('dataset_id'),
        dataId: row.num('data_id'),
        classificationId: row.num('classification_id'),
        classificationAttributes: new RawJson(row.text('attributes')),
      },
    }),
  );
}

/** One entry for every id asked for, unknown ones included. */
function listByDataIds(call: Call): Json {
  call.query.required('dataIds');
  const ids = call.query.longs('dataIds') ?? [];
  const objects = annotationsOf(call.app, ids);
  const values = classificationValuesOf(call.app, ids);
  return [...new Set(ids)].map((dataId) => ({
    dataId,
    classificationValues: values.filter((value) => value.dataId === dataId).map((value) => value.dto),
    objects: objects.filter((object) => object.dataId === dataId).map(objectDto),
  }));
}

/** A full replacement of everything that the named data carry, of whatever source (CE-61). */
async function save(call: Call): Promise<Json> {
  const body = await call.body();
  const complaints = new Complaints();
  const datasetId = body.long('datasetId');
  complaints.when(datasetId === undefined, 'datasetId', 'datasetId cannot be null');
  const infos = body.bodies('dataInfos');
  complaints.when(infos.length === 0, 'dataInfos', 'dataInfos cannot be null');
  complaints.done();
  const dataIds = infos.map((info) => dataIdOf(info));
  if (!holds(call.app, call.user.id, dataIds)) throw refused('DATASET__DATA__DATA_HAS_BEEN_UNLOCKED');
  return call.app.rows.transaction(() =>
    infos.flatMap((info) => replace(call.app, datasetId ?? 0, dataIdOf(info), info)),
  );
}

function dataIdOf(info: Body): number {
  const id = info.long('dataId');
  if (id === undefined) throw unforeseen('java.lang.NullPointerException: dataId');
  return id;
}

function replace(app: App, datasetId: number, dataId: number, info: Body): Json[] {
  const objects = info.bodies('objects');
  const kept = objects.flatMap((object) => object.long('id') ?? []);
  app.rows.run('DELETE FROM annotation WHERE data_id = ? AND id NOT IN (SELECT value FROM json_each(?))', [
    dataId,
    JSON.stringify(kept),
  ]);
  replaceClassifications(app, datasetId, dataId, info.bodies('dataAnnotations'));
  return objects.flatMap((object) => write(app, datasetId, dataId, object));
}

function write(app: App, datasetId: number, dataId: number, object: Body): Json[] {
  const id = object.long('id');
  const classId = object.long('classId') ?? null;
  const attributes = object.json('classAttributes') ?? '{}';
  if (id !== undefined) {
    app.rows.run('UPDATE annotation SET class_id = ?, attributes = ? WHERE id = ? AND data_id = ?', [
      classId,
      attributes,
      id,
      dataId,
    ]);
    return [];
  }
  const added = app.rows.insert(
    "INSERT INTO annotation (dataset_id, data_id, class_id, attributes, source_id, source_type) VALUES (?, ?, ?, ?, ?, 'DATA_FLOW')",
    [datasetId, dataId, classId, attributes, object.long('sourceId') ?? -1],
  );
  return [{ id: added, dataId, frontId: object.text('frontId') ?? null }];
}

function replaceClassifications(app: App, datasetId: number, dataId: number, values: readonly Body[]): void {
  app.rows.run('DELETE FROM classification_value WHERE data_id = ?', [dataId]);
  for (const value of values)
    app.rows.run(
      'INSERT INTO classification_value (dataset_id, data_id, classification_id, attributes) VALUES (?, ?, ?, ?)',
      [datasetId, dataId, value.long('classificationId') ?? 0, value.json('classificationAttributes') ?? '{}'],
    );
}

/** Objects of a class, whose sources this list does not tell. */
function byScenario(call: Call): Json {
  const { app, query } = call;
  const complaints = new Complaints();
  for (const name of ['classId', 'source', 'datasetType'])
    complaints.when(query.text(name) === undefined, name, `${name} cannot be null`);
  complaints.done();
  const paging = readPaging(query);
  const classId = query.requiredLong('classId');
  const classes = query.text('source') === 'ONTOLOGY' ? linkedTo(app, classId) : [classId];
  if (classes.length === 0) return { pageSize: paging.pageSize, pageNo: 0, total: 0, list: null };
  const values = [JSON.stringify(classes), query.long('datasetId') ?? null];
  const where = 'class_id IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR dataset_id = ?2)';
  const total = app.rows.count(`SELECT count(*) AS n FROM annotation WHERE ${where}`, values);
  const found = app.rows.all(
    `SELECT * FROM annotation WHERE ${where} ORDER BY id LIMIT ?3 OFFSET ?4`,
    [...values, paging.limit, paging.offset],
    read,
  );
  return page(
    paging,
    total,
    found.map((object) => ({ ...objectDto(object), sourceId: null, sourceType: null })),
  );
}

function linkedTo(app: App, ontologyClassId: number): number[] {
  return app.rows.all("SELECT id FROM class WHERE owner = 'DATASET' AND class_id = ?", [ontologyClassId], (row) =>
    row.num('id'),
  );
}

export const annotationRoutes: Route[] = [
  get('/annotate/data/listByDataIds', listByDataIds),
  post('/annotate/data/save', save),
  get('/data/findByScenarioPage', byScenario),
];
