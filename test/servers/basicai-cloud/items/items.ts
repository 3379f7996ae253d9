import { parseJson, RawJson, type Json } from '../../../../src/sandbox/json';
import type { Row } from '../../../../src/sandbox/store/rows';
import { idList, listedIds, takeIds, wireDate, type App } from '../app';
import { datasetOf } from '../datasets';
import { illegal, notFound } from '../api/errors';
import { tellFiles, type FileEntry } from './files';
import { afterId, pageOf, sharedFilters, Where, type ListOptions } from '../api/lists';
import { get, type Call, type Route } from '../api/routes';
import { itemKinds, type Kind } from '../unknowns';

/** A datum, a scene or a batch. */
export interface Item {
  id: bigint;
  datasetId: bigint;
  /** 0 at the top level. */
  parentId: bigint;
  type: Kind;
  name: string;
  meta: string | null;
  files: FileEntry[];
  createdAt: number;
  updatedAt: number;
}

/** What an item is made from. */
export type NewItem = Omit<Item, 'id' | 'createdAt' | 'updatedAt'>;

export const readItem = (row: Row): Item => ({
  id: row.big('id'),
  datasetId: row.big('dataset_id'),
  parentId: row.big('parent_id'),
  type: row.text('type') as Kind,
  name: row.text('name'),
  meta: row.textOrNull('meta'),
  files: parseJson(row.text('files')) as FileEntry[],
  createdAt: row.num('created_at'),
  updatedAt: row.num('updated_at'),
});

export function addItem(app: App, item: NewItem): bigint {
  const id = takeIds(app, 'item');
  const now = app.clock.now();
  app.rows.run(
    'INSERT INTO item (id, dataset_id, parent_id, type, name, meta, files, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [id, item.datasetId, item.parentId, item.type, item.name, item.meta, JSON.stringify(item.files), now, now],
  );
  return id;
}

/** Items of a dataset by id; unknown ones are left out. The plus keeps SQLite from walking the whole dataset. */
export function findItems(app: App, datasetId: bigint, ids: readonly bigint[]): Item[] {
  return app.rows.all(
    `SELECT * FROM item WHERE +dataset_id = ? AND id IN ${listedIds} ORDER BY id`,
    [datasetId, idList(ids)],
    readItem,
  );
}

/** The one item of a kind that a path names. */
export function itemOf(call: Call, datasetId: bigint, name: string, type: Kind): Item {
  const [item] = findItems(call.app, datasetId, [call.id(name)]);
  if (item?.type !== type) throw notFound(type.toLowerCase());
  return item;
}

/** A parent by id: 0 or absent is the top level; a datum holds nothing. */
export function parentOf(app: App, datasetId: bigint, id: bigint | undefined, kinds: readonly Kind[]): bigint {
  if (id === undefined || id === 0n) return 0n;
  const [parent] = findItems(app, datasetId, [id]);
  if (!parent) throw notFound('parent');
  if (!kinds.includes(parent.type)) throw illegal(`a ${parent.type} cannot hold this`);
  return id;
}

export function childrenOf(app: App, id: bigint): Item[] {
  return app.rows.all('SELECT * FROM item WHERE parent_id = ? ORDER BY id', [id], readItem);
}

function toAnswer(app: App, host: string, item: Item): Json {
  const { id, datasetId, parentId, type, name, meta } = item;
  const count = (sql: string): number => app.rows.count(sql, [id]);
  const base = {
    id,
    datasetId,
    parentId: parentId === 0n ? null : parentId,
    type,
    name,
    meta: meta === null ? null : new RawJson(meta),
    createdAt: wireDate(item.createdAt),
    updatedAt: wireDate(item.updatedAt),
  };
  if (type !== 'DATA') return { ...base, itemCount: count('SELECT count(*) AS n FROM item WHERE parent_id = ?') };
  const annotated = count('SELECT count(*) AS n FROM result WHERE data_id = ?') > 0;
  const annotationStatus = annotated ? 'ANNOTATED' : 'NOT_ANNOTATED';
  return { ...base, annotationStatus, validity: 'VALID', ...tellFiles(app, host, item.files) };
}

/** One level of a dataset: the children of `parentId`, or what stands at its top (CLOUD-10). */
function listing(call: Call): ListOptions<Item> {
  const { app, host, query } = call;
  const { id } = datasetOf(call);
  const parentId = parentOf(app, id, query.id('parentId'), itemKinds);
  const type = query.oneOf('itemType', itemKinds) ?? query.oneOf('type', itemKinds);
  const where = new Where().and('dataset_id = ?', id).and('parent_id = ?', parentId).and('type = ?', type);
  return {
    table: 'item',
    where: sharedFilters(call, where),
    read: readItem,
    toAnswer: (rows) => rows.map((row) => toAnswer(app, host, row)),
  };
}

export const itemRoutes: Route[] = [
  get('/dataset/listItem/:datasetId', (call) => pageOf(call, listing(call)), { isPage: true }),
  get('/dataset/listItemById/:datasetId', (call) => afterId(call, listing(call))),
];
