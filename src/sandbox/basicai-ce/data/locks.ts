import type { Json } from '../../json';
import type { App } from '../app';
import { changeData, findData, framesOf } from './data';
import { Complaints, refused, unforeseen } from '../api/errors';
import { get, post, type Call, type Route } from '../api/routes';
import { nicknameOf } from '../users/users';
import { itemTypes, type DataRow, type ItemType } from './model';

/** Who locks these rows, by data id; a scene is locked when a frame of it is. */
export function lockers(app: App, rows: readonly DataRow[]): Map<number, string | null> {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const found = app.rows.all(
    `SELECT i.data_id AS data, i.scene_id AS scene, u.nickname AS nick FROM lock_item i JOIN lock_record r ON r.id = i.record_id
     LEFT JOIN user u ON u.id = r.user_id
     WHERE i.data_id IN (SELECT value FROM json_each(?1)) OR i.scene_id IN (SELECT value FROM json_each(?1))`,
    [ids],
    (row) => ({ data: row.num('data'), scene: row.numOrNull('scene'), nick: row.textOrNull('nick') }),
  );
  const asked = new Set(rows.map((row) => row.id));
  const by = new Map<number, string | null>();
  for (const { data, scene, nick } of found) for (const id of [data, scene ?? 0]) if (asked.has(id)) by.set(id, nick);
  return by;
}

/** Whether the user locks all of these. */
export function holds(app: App, userId: number, dataIds: readonly number[]): boolean {
  const unique = [...new Set(dataIds)];
  const sql = `SELECT count(*) AS n FROM lock_item i JOIN lock_record r ON r.id = i.record_id
    WHERE r.user_id = ? AND i.data_id IN (SELECT value FROM json_each(?))`;
  return app.rows.count(sql, [userId, JSON.stringify(unique)]) === unique.length;
}

interface LockRecord {
  id: number;
  itemType: string;
}

function ownRecord(app: App, userId: number, datasetId: number): LockRecord | undefined {
  return app.rows.get(
    'SELECT id, item_type FROM lock_record WHERE user_id = ? AND dataset_id = ?',
    [userId, datasetId],
    (row) => ({
      id: row.num('id'),
      itemType: row.text('item_type'),
    }),
  );
}

/** Locks what is free; one record for a user and a dataset, without an end (CE-73). */
async function annotate(call: Call): Promise<Json> {
  const { app, user } = call;
  const body = await call.body();
  const complaints = new Complaints();
  const datasetId = body.long('datasetId');
  complaints.when(datasetId === undefined, 'datasetId', 'datasetId cannot be null');
  const itemType = body.oneOf(
    'operateItemType',
    itemTypes,
    complaints,
    'operateItemType must be one of SINGLE_DATA,SCENE',
  );
  const ids = body.longs('dataIds');
  complaints.when(ids.length === 0, 'dataIds', 'dataIds cannot be null');
  complaints.done();
  return app.rows.transaction(() => lock(app, user.id, datasetId ?? 0, itemType ?? 'SINGLE_DATA', ids));
}

function lock(app: App, userId: number, datasetId: number, itemType: ItemType, ids: readonly number[]): number {
  const rows = findData(app, ids).filter((row) => row.datasetId === datasetId);
  const wanted =
    itemType === 'SCENE'
      ? framesOf(
          app,
          rows.map((row) => row.id),
        )
      : rows;
  const own = ownRecord(app, userId, datasetId);
  if (own && own.itemType !== itemType) throw refused('DATASET_DATA_EXIST_OTHER_TYPE_ANNOTATE');
  const taken = lockers(app, wanted);
  const free = wanted.filter((row) => !taken.has(row.id));
  const mine = wanted.some((row) => holds(app, userId, [row.id]));
  if (free.length === 0 && !mine) throw refused('DATASET_DATA_EXIST_ANNOTATE');
  const record =
    own?.id ??
    app.rows.insert('INSERT INTO lock_record (user_id, dataset_id, item_type) VALUES (?, ?, ?)', [
      userId,
      datasetId,
      itemType,
    ]);
  for (const row of free)
    app.rows.run('INSERT INTO lock_item (record_id, dataset_id, data_id, scene_id) VALUES (?, ?, ?, ?)', [
      record,
      datasetId,
      row.id,
      itemType === 'SCENE' ? row.parentId : null,
    ]);
  return record;
}

interface LockCount {
  recordId: number;
  lockedNum: number;
  userId: number;
}

function counts(app: App, datasetId: number): LockCount[] {
  return app.rows.all(
    'SELECT r.id AS id, r.user_id AS user, count(i.id) AS n FROM lock_record r LEFT JOIN lock_item i ON i.record_id = r.id WHERE r.dataset_id = ? GROUP BY r.id ORDER BY r.id',
    [datasetId],
    (row) => ({ recordId: row.num('id'), lockedNum: row.num('n'), userId: row.num('user') }),
  );
}

function mine(call: Call): Json {
  const own = counts(call.app, call.query.requiredLong('datasetId')).find((count) => count.userId === call.user.id);
  return own ? { recordId: own.recordId, lockedNum: own.lockedNum, lockedBy: null } : null;
}

function everyones(call: Call): Json {
  return counts(call.app, call.query.requiredLong('datasetId')).map(({ recordId, lockedNum, userId }) => ({
    recordId,
    lockedNum,
    lockedBy: nicknameOf(call.app, userId),
  }));
}

function detail(call: Call): Json {
  const { app } = call;
  const id = call.id();
  const record = app.rows.get('SELECT * FROM lock_record WHERE id = ? AND user_id = ?', [id, call.user.id], (row) => ({
    datasetId: row.num('dataset_id'),
    itemType: row.text('item_type'),
  }));
  if (!record) throw refused('DATASET__DATA__DATA_HAS_BEEN_UNLOCKED');
  const datas = app.rows.all('SELECT * FROM lock_item WHERE record_id = ? ORDER BY id', [id], (row) => ({
    id: row.num('id'),
    annotationRecordId: id,
    sceneId: row.numOrNull('scene_id'),
    dataId: row.num('data_id'),
    datasetId: row.num('dataset_id'),
    modelId: null,
    modelVersion: null,
  }));
  return { datasetId: record.datasetId, itemType: record.itemType, serialNo: null, datas };
}

function drop(app: App, ids: readonly number[]): void {
  const list = JSON.stringify(ids);
  app.rows.transaction(() => {
    app.rows.run('DELETE FROM lock_item WHERE record_id IN (SELECT value FROM json_each(?))', [list]);
    app.rows.run('DELETE FROM lock_record WHERE id IN (SELECT value FROM json_each(?))', [list]);
  });
}

function unlock(call: Call): Json {
  const owner = call.app.rows.get('SELECT user_id FROM lock_record WHERE id = ?', [call.id()], (row) =>
    row.num('user_id'),
  );
  if (owner !== undefined && owner !== call.user.id) throw refused('DATASET_DATA_UNLOCK_ID_ERROR');
  drop(call.app, [call.id()]);
  return null;
}

/** Anyone's, without a check. */
async function unlockAny(call: Call): Promise<Json> {
  drop(call.app, (await call.body()).longs('lockRecordIds'));
  return null;
}

/** The rows that a step of the validity flow means: a frame alone, or a scene with its frames. */
function flowRows(call: Call): DataRow[] {
  const [row] = findData(call.app, [call.id()]);
  if (!row) throw refused('DATASET__DATA__DATA_HAS_BEEN_UNLOCKED');
  const frames = row.type === 'SCENE' ? framesOf(call.app, [row.id]) : [row];
  if (
    frames.length === 0 ||
    !holds(
      call.app,
      call.user.id,
      frames.map((frame) => frame.id),
    )
  )
    throw refused('DATASET__DATA__DATA_HAS_BEEN_UNLOCKED');
  return row.type === 'SCENE' ? [row, ...frames] : frames;
}

function mark(status: 'VALID' | 'INVALID'): Route['run'] {
  return (call) => {
    changeData(
      call.app,
      flowRows(call).map((row) => row.id),
      { status },
    );
    return null;
  };
}

/** VALID becomes ANNOTATED, INVALID stays invalid. */
function submit(call: Call): Json {
  const rows = flowRows(call);
  const ids = (status: DataRow['status']): number[] => rows.filter((row) => row.status === status).map((row) => row.id);
  if (rows.length === 0) throw unforeseen('java.lang.NullPointerException');
  changeData(call.app, ids('VALID'), { annotationStatus: 'ANNOTATED' });
  changeData(call.app, ids('INVALID'), { annotationStatus: 'INVALID' });
  return null;
}

export const lockRoutes: Route[] = [
  post('/data/annotate', annotate),
  get('/data/findLockRecordIdByDatasetId', mine),
  get('/data/findLockRecordByDatasetId', everyones),
  get('/data/findDataAnnotationRecord/:id', detail),
  post('/data/unLock/:id', unlock),
  post('/data/unLockByLockRecordIds', unlockAny),
  post('/data/flow/markAsInvalid/:id', mark('INVALID')),
  post('/data/flow/markAsValid/:id', mark('VALID')),
  post('/data/flow/submit/:id', submit),
];
