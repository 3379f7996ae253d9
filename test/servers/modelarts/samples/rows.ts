import { parseJson, type JsonObject } from '../../../../src/sandbox/json';
import { extensionOf } from '../../../../src/sandbox/mime';
import type { Row } from '../../../../src/sandbox/store/rows';
import type { App } from '../app';
import { hexId } from '../ids';
import { extensionsByType } from '../unknowns';

/** Who labelled a sample: nobody, a person, or a model whose labels nobody has confirmed. */
export type State = 'none' | 'manual' | 'auto';

/** A row over an object of OBS, with its labels. */
export interface Sample {
  id: string;
  /** `bucket/key`. */
  object: string;
  name: string;
  /** Bytes. */
  size: number;
  createdAt: number;
  labels: JsonObject[];
  state: State;
}

export const readSample = (row: Row): Sample => ({
  id: row.text('id'),
  object: row.text('object'),
  name: row.text('name'),
  size: row.num('size'),
  createdAt: row.num('created_at'),
  labels: parseJson(row.text('labels')) as JsonObject[],
  state: row.text('state') as State,
});

/** What a sample needs of its object. */
export interface SampleObject {
  key: string;
  size: number;
}

/** Adds a sample over an object; gives its id. `labels` is JSON text of an array. */
export function addSample(
  app: App,
  datasetId: string,
  object: SampleObject,
  labels = '[]',
  state: State = 'none',
): string {
  const id = hexId();
  const name = object.key.slice(object.key.lastIndexOf('/') + 1);
  app.rows.run(
    'INSERT INTO sample (id, dataset_id, object, name, size, created_at, labels, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [id, datasetId, object.key, name, object.size, app.clock.now(), labels, state],
  );
  return id;
}

export function findSample(app: App, datasetId: string, id: string): Sample | undefined {
  return app.rows.get('SELECT * FROM sample WHERE dataset_id = ? AND id = ?', [datasetId, id], readSample);
}

/** Whether an object of that name becomes a sample of a dataset type; a folder never does. */
export function isSampleName(type: number, name: string): boolean {
  return !name.endsWith('/') && extensionsByType[type]?.includes(extensionOf(name)) !== false;
}
