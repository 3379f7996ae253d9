import { parseJson } from '../../json';
import type { Row } from '../../store/rows';
import { takeIds, type App } from '../app';
import { nameKey, orderName } from '../naming';
import type { AnnotationStatus, Change, ContentNode, DataRow, ItemType, SplitType } from './model';

export const readData = (row: Row): DataRow => ({
  id: row.num('id'),
  datasetId: row.num('dataset_id'),
  name: row.text('name'),
  orderName: row.text('order_name'),
  content: parseJson(row.text('content')) as ContentNode[],
  type: row.text('type') as ItemType,
  parentId: row.num('parent_id'),
  status: row.text('status') as DataRow['status'],
  annotationStatus: row.text('annotation_status') as AnnotationStatus,
  splitType: row.text('split_type') as SplitType,
  deleted: row.num('deleted') === 1,
  createdAt: row.num('created_at'),
});

export interface NewData {
  datasetId: number;
  name: string;
  type: ItemType;
  parentId: number;
  content: ContentNode[];
}

/** Adds a row and gives its id; ids rise by one across all datasets. */
export function addData(app: App, data: NewData): number {
  const id = takeIds(app, 'data', 1);
  app.rows.run(
    `INSERT INTO data (id, dataset_id, name, name_key, order_name, content, type, parent_id, status, annotation_status, split_type, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'VALID', 'NOT_ANNOTATED', 'NOT_SPLIT', ?)`,
    [
      id,
      data.datasetId,
      data.name,
      nameKey(data.name),
      orderName(data.name),
      JSON.stringify(data.content),
      data.type,
      data.parentId,
      Math.floor(app.clock.now() / 1000) * 1000,
    ],
  );
  return id;
}

export function hasName(app: App, datasetId: number, parentId: number, name: string): boolean {
  return (
    app.rows.count(
      'SELECT count(*) AS n FROM data WHERE dataset_id = ? AND parent_id = ? AND deleted = 0 AND name_key = ?',
      [datasetId, parentId, nameKey(name)],
    ) > 0
  );
}

/** Live rows of these ids, by id; unknown ones are left out. */
export function findData(app: App, ids: readonly number[]): DataRow[] {
  return findEvenDeleted(app, ids).filter((row) => !row.deleted);
}

/** Rows of these ids whether deleted or not: deletion only marks a row (CE-72). */
export function findEvenDeleted(app: App, ids: readonly number[]): DataRow[] {
  const unique = [...new Set(ids)];
  const stored = app.rows.all(
    'SELECT * FROM data WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id',
    [JSON.stringify(unique)],
    readData,
  );
  if (!app.computed) return stored;
  const { computed } = app;
  return [...stored, ...unique.flatMap((id) => computed.row(id) ?? [])].sort((a, b) => a.id - b.id);
}

/** The live frames of scenes, in natural order. */
export function framesOf(app: App, sceneIds: readonly number[]): DataRow[] {
  return app.rows.all(
    'SELECT * FROM data WHERE parent_id IN (SELECT value FROM json_each(?)) AND deleted = 0 ORDER BY order_name, id',
    [JSON.stringify(sceneIds)],
    readData,
  );
}

/** Changes live rows wherever they are kept. */
export function changeData(app: App, ids: readonly number[], change: Change): void {
  app.rows.transaction(() => {
    app.rows.run(
      `UPDATE data SET deleted = coalesce(?, deleted), status = coalesce(?, status),
       annotation_status = coalesce(?, annotation_status), split_type = coalesce(?, split_type)
       WHERE id IN (SELECT value FROM json_each(?)) AND deleted = 0`,
      [
        change.deleted ?? null,
        change.status ?? null,
        change.annotationStatus ?? null,
        change.splitType ?? null,
        JSON.stringify(ids),
      ],
    );
    app.computed?.change(ids, change);
  });
}
