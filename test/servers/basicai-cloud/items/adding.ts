import type { Json } from '../../../../src/sandbox/json';
import type { App } from '../app';
import { datasetOf, type Dataset } from '../datasets';
import type { Fields } from '../api/fields';
import { readFiles } from './files';
import { addItem, parentOf, type NewItem } from './items';
import { post, type Call, type Route } from '../api/routes';
import { maxEntriesPerCall, type Kind } from '../unknowns';

/** What each kind may stand in, beside the top level (CLOUD-15). */
const allowedParents: Readonly<Record<Kind, readonly Kind[]>> = {
  DATA: ['BATCH', 'SCENE'],
  SCENE: ['BATCH'],
  BATCH: [],
};

/** An item as a body describes it; `files` only of a datum. */
async function describeItem(app: App, dataset: Dataset, fields: Fields, type: Kind): Promise<NewItem> {
  return {
    datasetId: dataset.id,
    parentId: parentOf(app, dataset.id, fields.id('parentId'), allowedParents[type]),
    type,
    name: fields.name(),
    meta: fields.object('meta'),
    files: type === 'DATA' ? await readFiles(app, dataset.type, fields) : [],
  };
}

function added(app: App, item: NewItem): Json {
  const id = addItem(app, item);
  return app.modes.bareId ? id : { id, name: item.name, type: item.type };
}

async function addOne(call: Call, type: Kind): Promise<Json> {
  const item = await describeItem(call.app, datasetOf(call), await call.fields(), type);
  return added(call.app, item);
}

/** All or none; the answer's order is the request's. */
async function addMany(call: Call): Promise<Json> {
  const { app } = call;
  const dataset = datasetOf(call);
  const entries = await call.entries(maxEntriesPerCall);
  const items = await Promise.all(entries.map((fields) => describeItem(app, dataset, fields, 'DATA')));
  return app.rows.transaction(() => items.map((item) => added(app, item)));
}

/** A scene and, where it names some, its frames, in their order. */
async function addScene(call: Call): Promise<Json> {
  const { app } = call;
  const dataset = datasetOf(call);
  const fields = await call.fields();
  const scene = await describeItem(app, dataset, fields, 'SCENE');
  const frames = await Promise.all(fields.list('frames').map((frame) => describeItem(app, dataset, frame, 'DATA')));
  return app.rows.transaction(() => {
    const id = addItem(app, scene);
    for (const frame of frames) addItem(app, { ...frame, parentId: id });
    return app.modes.bareId ? id : { id, name: scene.name, type: scene.type, itemCount: frames.length };
  });
}

export const addingRoutes: Route[] = [
  post('/dataset/addData/:datasetId', (call) => addOne(call, 'DATA')),
  post('/dataset/batchAddData/:datasetId', addMany),
  post('/dataset/addScene/:datasetId', addScene),
  post('/dataset/addBatch/:datasetId', (call) => addOne(call, 'BATCH')),
];
