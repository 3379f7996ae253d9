import { lookUp } from '../../../core/model/lookUp';
import { stamp } from '../../clock';
import { isObject, parseJson, RawJson, type Json, type JsonObject } from '../../json';
import { annotationsOf, classificationValuesOf, type Annotation } from './annotations';
import { link, type App } from '../app';
import { findEvenDeleted, framesOf } from '../data/data';
import { findDataset, type Dataset } from '../datasets/datasets';
import { refused, unforeseen } from '../api/errors';
import { findFiles } from '../data/files';
import { get, type Call, type Route } from '../api/routes';
import type { DataRow, FileRow } from '../data/model';

export const resultFormatVersion = 'Xtreme1 v0.6';
export const groundTruthSourceId = -1;

/** A datum and its results, as `getDataAndResult` and the export tell them; there nulls are kept, here dropped. */
export interface ResultSets {
  row: DataRow;
  data: Record<string, Json>;
  results: Record<string, Json>[];
}

/** Tells rows with the results of some sources; `undefined` means of all. */
export function toAnswer(
  app: App,
  host: string,
  dataset: Dataset,
  rows: readonly DataRow[],
  sources?: ReadonlySet<number>,
): ResultSets[] {
  const files = findFiles(
    app,
    rows.flatMap((row) => row.content.flatMap((node) => node.files)),
  );
  const ids = rows.map((row) => row.id);
  const objects = annotationsOf(app, ids).filter((object) => sources?.has(object.sourceId) ?? true);
  const classes = new Map(
    app.rows.all(
      "SELECT id, name FROM class WHERE owner = 'DATASET' AND owner_id = ?",
      [dataset.id],
      (row) => [row.num('id'), row.text('name')] as const,
    ),
  );
  const values = classificationValuesOf(app, ids);
  return rows.map((row) => {
    const own = objects.filter((object) => object.dataId === row.id);
    const classified = values.filter((value) => value.dataId === row.id).map((value) => new RawJson(value.attributes));
    return {
      row,
      data: {
        ...filesOf(app, host, dataset, row, files),
        dataId: row.id,
        version: resultFormatVersion,
        name: row.name,
        type: dataset.type,
      },
      results: [...new Set(own.map((object) => object.sourceId))].map((sourceId) => ({
        version: resultFormatVersion,
        dataId: row.id,
        sourceName: sourceName(app, sourceId),
        classificationValues: classified.length === 0 ? null : classified,
        objects: own.filter((object) => object.sourceId === sourceId).map((object) => objectOf(object, classes)),
      })),
    };
  });
}

function sourceName(app: App, sourceId: number): string | null {
  if (sourceId === groundTruthSourceId) return 'Ground Truth';
  return app.rows.get('SELECT run_no FROM model_run WHERE id = ?', [sourceId], (row) => row.text('run_no')) ?? null;
}

/** What a model run stored flat has no place here: its geometry is lost (CE-57). */
function objectOf(object: Annotation, classes: ReadonlyMap<number, string>): Json {
  const parsed = parseJson(object.attributes);
  const attributes: JsonObject = isObject(parsed) ? parsed : {};
  const member = (name: string): Json =>
    lookUp(attributes, name) == null ? null : new RawJson(JSON.stringify(lookUp(attributes, name)));
  return {
    id: member('id'),
    type: member('type'),
    classId: object.classId,
    className: object.classId === null ? null : (classes.get(object.classId) ?? member('className')),
    trackId: member('trackId'),
    trackName: member('trackName'),
    classValues: member('classValues'),
    contour: member('contour'),
    modelConfidence: member('modelConfidence'),
    modelClass: member('modelClass'),
  };
}

function filesOf(
  app: App,
  host: string,
  dataset: Dataset,
  row: DataRow,
  files: ReadonlyMap<number, FileRow>,
): Record<string, Json> {
  const inFolders = (pattern: RegExp): Json[] =>
    row.content
      .filter((node) => pattern.test(node.name ?? ''))
      .flatMap((node) => node.files.flatMap((id) => files.get(id) ?? []))
      .map((file) => fileOf(app, host, file));
  if (dataset.type === 'IMAGE') return { images: inFolders(/^image/i) };
  if (dataset.type === 'TEXT') return { texts: inFolders(/^$/) };
  const clouds = { lidarPointClouds: inFolders(/^lidar_point_cloud/i) };
  if (dataset.type === 'LIDAR_BASIC') return clouds;
  return {
    ...clouds,
    cameraConfig: inFolders(/^camera_config/i)[0] ?? {},
    cameraImages: inFolders(/^camera_image/i),
  };
}

function fileOf(app: App, host: string, file: FileRow): Json {
  const size = file.width === null ? {} : { width: file.width, height: file.height };
  return { ...size, filename: file.name, url: link(app, host, file.path), zipPath: file.zipPath };
}

/** Leaves out every member that is null, at any depth but not inside what a user wrote. */
export function dropNulls(value: Json): Json {
  if (value === null || typeof value !== 'object' || value instanceof RawJson) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(dropNulls);
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, dropNulls(member ?? null)]));
}

/**
 * Deleted data are told too, across datasets; the id of a deleted scene makes the whole call fail (CE-53, CE-54).
 * Dialogues are never told, and one whose file begins with "text" makes the call fail (CE-55).
 */
function dataAndResult(call: Call): Json {
  const { app } = call;
  const dataset = findDataset(app, call.query.requiredLong('datasetId'));
  if (!dataset) throw refused('DATASET_NOT_FOUND');
  const found = findEvenDeleted(app, call.query.longs('dataIds') ?? []);
  if (found.some((row) => row.type === 'SCENE' && row.deleted)) throw unforeseen('java.lang.NullPointerException');
  const rows = found.flatMap((row) => (row.type === 'SCENE' ? framesOf(app, [row.id]) : [row]));
  if (dataset.type === 'TEXT' && rows.some(({ name }) => name.startsWith('text')))
    throw unforeseen('java.lang.NullPointerException');
  const answer = toAnswer(app, call.host, dataset, rows);
  const texts = dataset.type === 'TEXT' && { texts: [] };
  return dropNulls({
    version: resultFormatVersion,
    datasetId: dataset.id,
    datasetName: dataset.name,
    exportTime: stamp(app.clock.now()),
    data: answer.map((one) => ({ ...one.data, ...texts })),
    results: answer.flatMap((one) => one.results),
  });
}

export const resultRoutes: Route[] = [get('/data/getDataAndResult', dataAndResult)];
