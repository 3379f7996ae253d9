import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { letters } from '../ids';
import { refused } from '../api/errors';
import type { Fields } from '../api/fields';
import { addLabel } from '../labels/rows';
import type { Call } from '../api/routes';
import { sampleTypeByDatasetType } from '../unknowns';
import { addDataset, hasName } from './rows';
import { workFor } from './work';

/** The rules of names and texts (MA-27). */
const namePattern = /^[A-Za-z0-9_-]{1,100}$/;
const descriptionPattern = /^[^!<>=&"']{0,256}$/;
const obsDataType = 0;

export function checkName(app: App, name: string, ownId?: string): string {
  if (!namePattern.test(name)) throw refused(4384, 'dataset_name');
  if (hasName(app, name, ownId)) throw refused(4351);
  return name;
}

export function checkDescription(text: string): string {
  if (!descriptionPattern.test(text)) throw refused(4384, 'description');
  return text;
}

/** Answers at once; the dataset is whole when its objects have been read. */
export function createDataset(call: Call): Json {
  const { app, fields } = call;
  const name = checkName(app, fields.text('dataset_name') ?? '');
  const type = fields.whole('dataset_type') ?? -1;
  if (sampleTypeByDatasetType[type] === undefined) throw refused(4396, 'dataset_type');
  const dataPath = dataSource(app, fields);
  const workPath = checkWorkPath(app, fields.text('work_path') ?? '', dataPath);
  const description = checkDescription(fields.text('description') ?? '');
  const labels = fields.all('labels');
  const id = letters(20);
  app.rows.transaction(() => {
    addDataset(app, { id, name, type, description, dataPath, workPath }, workFor(app, dataPath));
    for (const label of labels) addLabel(app, id, label);
  });
  return { dataset_id: id };
}

/** Exactly one source, in OBS. */
function dataSource(app: App, fields: Fields): string {
  const [source, ...others] = fields.all('data_sources');
  if (source === undefined) throw refused(4202, 'data_sources');
  if (others.length > 0 || source.whole('data_type') !== obsDataType) throw refused(4396, 'data_sources');
  return checkPath(app, source.text('data_path') ?? '');
}

/** Not the bare bucket, and neither the input path nor below it. */
function checkWorkPath(app: App, path: string, dataPath: string): string {
  checkPath(app, path);
  if (path.length < 3 || path.length > 700) throw refused(4384, 'work_path');
  if (path.split('/').length < 4 || path.startsWith(dataPath)) throw refused(4340, 'work_path');
  return path;
}

/** `/bucket/folder/` in a bucket that there is. */
function checkPath(app: App, path: string): string {
  const bucket = /^\/([^/]+)\/(?:[^/]+\/)*$/.exec(path)?.[1];
  if (bucket === undefined) throw refused(4340, path);
  if (app.rows.count('SELECT count(*) AS n FROM bucket WHERE name = ?', [bucket]) === 0) throw refused(4311, bucket);
  return path;
}
