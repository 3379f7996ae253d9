import { RawJson, type Json } from '../../../../src/sandbox/json';
import type { Row } from '../../../../src/sandbox/store/rows';
import type { App } from '../app';
import { refused } from '../api/errors';
import type { Fields } from '../api/fields';

/** A label of a dataset; `property` is JSON text. */
export interface Label {
  name: string;
  type: number;
  property: string;
}

const read = (row: Row): Label => ({
  name: row.text('name'),
  type: row.num('type'),
  property: row.text('property'),
});

export function labelsOf(app: App, datasetId: string): Label[] {
  return app.rows.all('SELECT * FROM label WHERE dataset_id = ? ORDER BY rowid', [datasetId], read);
}

export function tellLabel({ name, type, property }: Label): Json {
  return { name, type, property: new RawJson(property), attributes: [] };
}

export function findLabel(app: App, datasetId: string, name: string): Label | undefined {
  return labelsOf(app, datasetId).find((label) => label.name === name);
}

/** Adds what a body describes; without a type it is one of the dataset's own. */
export function addLabel(app: App, datasetId: string, fields: Fields): void {
  const name = fields.text('name') ?? '';
  if (name === '') throw refused(4202, 'label name');
  if (findLabel(app, datasetId, name)) throw refused(4411, name);
  app.rows.run(
    `INSERT INTO label (dataset_id, name, type, property)
     SELECT id, ?, coalesce(?, type), ? FROM dataset WHERE id = ?`,
    [name, fields.whole('type') ?? null, fields.object('property'), datasetId],
  );
}

export function replaceProperty(app: App, datasetId: string, fields: Fields): void {
  const name = fields.text('name') ?? '';
  const changed = app.rows.run('UPDATE label SET property = ? WHERE dataset_id = ? AND name = ?', [
    fields.object('property'),
    datasetId,
    name,
  ]);
  if (changed === 0) throw refused(4410, name);
}

export function dropLabel(app: App, datasetId: string, name: string): void {
  const dropped = app.rows.run('DELETE FROM label WHERE dataset_id = ? AND name = ?', [datasetId, name]);
  if (dropped === 0) throw refused(4410, name);
}
