import type { Json } from '../../../../src/sandbox/json';
import { idList, listedIds, type App } from '../app';
import { datasetOf } from '../datasets';
import { notFound, Refused } from '../api/errors';
import { childrenOf, findItems, itemOf, type Item } from './items';
import { post, type Call, type Route } from '../api/routes';

/**
 * Takes items out of every list: at once, or with mode `slowRemove` when the work for all of them is done. The item of
 * mode `stubborn` stays whatever is answered.
 */
function remove(app: App, items: readonly Item[]): null {
  const ids = items.map(({ id }) => id).filter((id) => id !== app.modes.stubborn);
  if (app.modes.slowRemove) {
    const goneAt = app.clock.now() + app.pace.msPerItem * ids.length;
    app.rows.run(`UPDATE item SET gone_at = ? WHERE gone_at IS NULL AND id IN ${listedIds}`, [goneAt, idList(ids)]);
  } else app.rows.run(`DELETE FROM item WHERE id IN ${listedIds}`, [idList(ids)]);
  return null;
}

/** Forgets what was removed and whose time has come. */
export function sweep(app: App): void {
  app.rows.run('DELETE FROM item WHERE gone_at IS NOT NULL AND gone_at <= ?', [app.clock.now()]);
}

function removeData(call: Call): Json {
  return remove(call.app, [itemOf(call, datasetOf(call).id, 'dataId', 'DATA')]);
}

/** All or, when one is unknown, none; see mode `partialRemove`. */
function removeMany(call: Call): Json {
  const { app } = call;
  const ids = call.query.ids('dataIds');
  const found = findItems(app, datasetOf(call).id, ids).filter(({ type }) => type === 'DATA');
  if (!app.modes.partialRemove && found.length < ids.length) throw notFound('data');
  return remove(app, found);
}

/** The frames go with their scene (CLOUD-29). */
function removeScene(call: Call): Json {
  const scene = itemOf(call, datasetOf(call).id, 'sceneId', 'SCENE');
  return remove(call.app, [scene, ...childrenOf(call.app, scene.id)]);
}

function removeBatch(call: Call): Json {
  const batch = itemOf(call, datasetOf(call).id, 'batchId', 'BATCH');
  if (childrenOf(call.app, batch.id).length > 0) throw new Refused('OPERATION_FAILED', 'batch is not empty');
  return remove(call.app, [batch]);
}

export const removalRoutes: Route[] = [
  post('/dataset/removeData/:datasetId/:dataId', removeData),
  post('/dataset/batchRemoveData/:datasetId', removeMany),
  post('/dataset/removeScene/:datasetId/:sceneId', removeScene),
  post('/dataset/removeBatch/:datasetId/:batchId', removeBatch),
];
