import type { Row } from '../../../../src/sandbox/store/rows';
import type { App } from '../app';
import { refused } from '../api/errors';
import type { Call } from '../api/routes';

/** Numbers of a dataset's status (MA-18). */
export const datasetStatus = { creating: 0, normal: 1, synchronizing: 5 } as const;

export interface Dataset {
  id: string;
  name: string;
  type: number;
  description: string;
  /** `/bucket/folder/`, where the samples' objects are. */
  dataPath: string;
  workPath: string;
  status: number;
  deletedSamples: number;
  createdAt: number;
  updatedAt: number;
}

export const readDataset = (row: Row): Dataset => ({
  id: row.text('id'),
  name: row.text('name'),
  type: row.num('type'),
  description: row.text('description'),
  dataPath: row.text('data_path'),
  workPath: row.text('work_path'),
  status: row.num('status'),
  deletedSamples: row.num('deleted_samples'),
  createdAt: row.num('created_at'),
  updatedAt: row.num('updated_at'),
});

export interface NewDataset {
  id: string;
  name: string;
  type: number;
  description: string;
  dataPath: string;
  workPath: string;
}

/** Adds a dataset that is whole at once, or when `workUntil` has come. */
export function addDataset(app: App, dataset: NewDataset, workUntil: number | null): void {
  const now = app.clock.now();
  app.rows.run(
    `INSERT INTO dataset (id, name, type, description, data_path, work_path, status, created_at, updated_at, work_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      dataset.id,
      dataset.name,
      dataset.type,
      dataset.description,
      dataset.dataPath,
      dataset.workPath,
      workUntil === null ? datasetStatus.normal : datasetStatus.creating,
      now,
      now,
      workUntil,
    ],
  );
}

/** The dataset that a path names. */
export function datasetOf(call: Call): Dataset {
  const dataset = call.app.rows.get('SELECT * FROM dataset WHERE id = ?', [call.param('datasetId')], readDataset);
  if (!dataset) throw refused(4352);
  return dataset;
}

export function hasName(app: App, name: string, ownId = ''): boolean {
  return app.rows.count('SELECT count(*) AS n FROM dataset WHERE name = ? AND id <> ?', [name, ownId]) > 0;
}

export function touch(app: App, id: string): void {
  app.rows.run('UPDATE dataset SET updated_at = ? WHERE id = ?', [app.clock.now(), id]);
}
