import type { Node, Ref } from '../../model/node';

/** What a ref says: `dataset/5`, `data/5/301`, `scene/5/410`, `frame/5/410/411`, `classes/5`, `model/3`, `run/3/22` … */
export interface ParsedRef {
  readonly kind:
    | 'dataset'
    | 'data'
    | 'scene'
    | 'frame'
    | 'classes'
    | 'class'
    | 'classification'
    | 'models'
    | 'model'
    | 'run'
    | 'deleted'
    | 'lost'
    | 'lost-scene';
  /** Empty for what belongs to no dataset: models and their runs. */
  readonly datasetId: string;
  /** The id of the node itself. */
  readonly id: string;
  readonly sceneId?: string;
  readonly modelId?: string;
}

export const datasetRef = (id: string): Ref => `dataset/${id}`;
export const dataRef = (datasetId: string, id: string): Ref => `data/${datasetId}/${id}`;
export const sceneRef = (datasetId: string, id: string): Ref => `scene/${datasetId}/${id}`;
export const frameRef = (datasetId: string, sceneId: string, id: string): Ref => `frame/${datasetId}/${sceneId}/${id}`;

export const classesRef = (datasetId: string): Ref => `classes/${datasetId}`;
export const classRef = (datasetId: string, id: string): Ref => `class/${datasetId}/${id}`;
export const classificationRef = (datasetId: string, id: string): Ref => `classification/${datasetId}/${id}`;

export const modelsRef: Ref = 'models';
export const modelRef = (id: string): Ref => `model/${id}`;
export const runRef = (modelId: string, id: string): Ref => `run/${modelId}/${id}`;

const apart: ReadonlySet<string> = new Set<ParsedRef['kind']>(['models', 'model', 'run']);

/** What holds the deleted data of a dataset that were found, one of them, and a scene of them by one of its frames. */
export const deletedRef = (datasetId: string): Ref => `deleted/${datasetId}`;
export const lostRef = (datasetId: string, id: string): Ref => `lost/${datasetId}/${id}`;
export const lostSceneRef = (datasetId: string, id: string): Ref => `lost-scene/${datasetId}/${id}`;

/** How many ids each kind of ref has. */
const lengths: Readonly<Record<ParsedRef['kind'], number>> = {
  dataset: 1,
  data: 2,
  scene: 2,
  frame: 3,
  classes: 1,
  class: 2,
  classification: 2,
  models: 0,
  model: 1,
  run: 2,
  deleted: 1,
  lost: 2,
  'lost-scene': 2,
};

/** @throws TypeError for a ref that this platform did not make */
export function parseRef(ref: Ref): ParsedRef {
  const [kind = '', ...ids] = ref.split('/');
  if (!isKind(kind) || ids.length !== lengths[kind]) throw new TypeError(`not a ref of BasicAI CE: ${ref}`);
  const [first = ''] = ids;
  const datasetId = apart.has(kind) ? '' : first;
  return {
    kind,
    datasetId,
    id: ids.at(-1) ?? '',
    ...(kind === 'frame' && ids[1] !== undefined && { sceneId: ids[1] }),
    ...(kind === 'run' && { modelId: first }),
  };
}

/** The first of some nodes. @throws TypeError when there is none: actions are offered for at least one */
export function firstOf(nodes: readonly Pick<Node, 'ref'>[]): ParsedRef {
  return parseRef(nodes[0]?.ref ?? '');
}

function isKind(kind: string): kind is ParsedRef['kind'] {
  return Object.hasOwn(lengths, kind);
}
