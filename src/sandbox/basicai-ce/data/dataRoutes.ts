import type { Json } from '../../json';
import { changeData, findData, framesOf } from './data';
import { dataDtos } from './dataDto';
import { findPage, readFilter } from './dataQuery';
import { findDataset } from '../datasets/datasets';
import { Complaints, paramError, refused } from '../api/errors';
import { lockers } from './locks';
import { page, readPaging } from '../api/page';
import { get, post, type Call, type Route } from '../api/routes';
import { splitTypes, type DataRow } from './model';

function list(call: Call): Json {
  const { app, host } = call;
  const paging = readPaging(call.query);
  const { total, rows } = findPage(app, readFilter(call.query), paging);
  return page(paging, total, dataDtos(app, host, rows, { firstFrames: true, lockedBy: lockers(app, rows) }));
}

function info(call: Call): Json {
  const [row] = findData(call.app, [call.id()]);
  const [dto] = row ? dataDtos(call.app, call.host, [row]) : [];
  if (dto === undefined) throw refused('NOT_FOUND');
  return dto;
}

/** A list parameter that its endpoint insists on. */
function requiredIds(call: Call, endpoint: string, name = 'dataIds'): number[] {
  const ids = call.query.longs(name);
  if (!ids) throw paramError(`${endpoint}.${name}:${name} cannot be null`);
  return ids;
}

function byIds(call: Call): Json {
  const rows = findData(call.app, requiredIds(call, 'listByIds'));
  return dataDtos(call.app, call.host, rows, { firstFrames: true });
}

function relationByIds(call: Call): Json {
  const { app } = call;
  const rows = findData(app, requiredIds(call, 'listRelationByIds'));
  const names = new Map(
    [...new Set(rows.map((row) => row.datasetId))].map((id) => [id, findDataset(app, id)?.name ?? '']),
  );
  return dataDtos(app, call.host, rows, { lockedBy: lockers(app, rows), datasetNames: names });
}

function statusByIds(call: Call): Json {
  return findData(call.app, requiredIds(call, 'getDataStatusByIds')).map(
    ({ id, datasetId, name, status, annotationStatus }) => ({
      id,
      datasetId,
      name,
      status,
      annotationStatus,
    }),
  );
}

function idsOfScenes(call: Call): Json {
  call.query.requiredLong('datasetId');
  const scenes = requiredIds(call, 'getDataIdBySceneIds', 'sceneIds');
  const frames = framesOf(call.app, scenes);
  const idsIn = (scene: number): number[] => frames.filter((row) => row.parentId === scene).map((row) => row.id);
  return Object.fromEntries([...new Set(frames.map((row) => row.parentId))].map((scene) => [scene, idsIn(scene)]));
}

/**
 * All or nothing against locks, also the caller's own; unknown ids are skipped. Rows go at once, annotations of the
 * listed ids a moment later, stored objects never (CE-71).
 */
async function deleteBatch(call: Call): Promise<Json> {
  const { app } = call;
  const body = await call.body();
  const complaints = new Complaints();
  const datasetId = body.long('datasetId');
  const ids = body.longs('ids');
  complaints.when(datasetId === undefined, 'datasetId', 'datasetId cannot be null');
  complaints.when(ids.length === 0, 'ids', 'ids cannot be null');
  complaints.done();
  const rows = findData(app, ids).filter((row) => row.datasetId === datasetId);
  if (rows.length === 0) throw refused('DATA_NOT_FOUND');
  const scenes = rows.filter((row) => row.type === 'SCENE').map((row) => row.id);
  const all: DataRow[] = scenes.length === 0 ? rows : [...rows, ...framesOf(app, scenes)];
  if (lockers(app, all).size > 0) throw refused('DATASET_DATA_OTHERS_ANNOTATING');
  changeData(
    app,
    all.map((row) => row.id),
    { deleted: true },
  );
  const listed = JSON.stringify(rows.map((row) => row.id));
  setTimeout(() => {
    app.rows.run('DELETE FROM annotation WHERE data_id IN (SELECT value FROM json_each(?))', [listed]);
    app.rows.run('DELETE FROM classification_value WHERE data_id IN (SELECT value FROM json_each(?))', [listed]);
  }, 20);
  return null;
}

async function splitByIds(call: Call): Promise<Json> {
  const body = await call.body();
  const complaints = new Complaints();
  const ids = body.longs('dataIds');
  complaints.when(ids.length === 0, 'dataIds', 'dataIds cannot be null');
  complaints.when(body.raw('splitType') === undefined, 'splitType', 'splitType cannot be null');
  const splitType = body.oneOf(
    'splitType',
    splitTypes,
    complaints,
    'splitType must be one of TRAINING,VALIDATION,TEST,NOT_SPLIT',
  );
  complaints.done();
  const frames = framesOf(call.app, ids).map((row) => row.id);
  if (splitType) changeData(call.app, [...ids, ...frames], { splitType });
  return null;
}

export const dataRoutes: Route[] = [
  get('/data/findByPage', list),
  get('/data/info/:id', info),
  get('/data/listByIds', byIds),
  get('/data/listRelationByIds', relationByIds),
  get('/data/getDataStatusByIds', statusByIds),
  get('/data/getDataIdBySceneIds', idsOfScenes),
  post('/data/deleteBatch', deleteBatch),
  post('/data/split/dataIds', splitByIds),
];
