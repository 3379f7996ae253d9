import type { Ref } from '../../model/node';

/** What a ref of this platform says: `dataset/5`, `data/5/301`, `scene/5/410`, `frame/5/410/411`. */
export interface Named {
  readonly kind: 'dataset' | 'data' | 'scene' | 'frame';
  readonly datasetId: string;
  /** The id of the node itself. */
  readonly id: string;
  readonly sceneId?: string;
}

export const datasetRef = (id: string): Ref => `dataset/${id}`;
export const dataRef = (datasetId: string, id: string): Ref => `data/${datasetId}/${id}`;
export const sceneRef = (datasetId: string, id: string): Ref => `scene/${datasetId}/${id}`;
export const frameRef = (datasetId: string, sceneId: string, id: string): Ref => `frame/${datasetId}/${sceneId}/${id}`;

/** @throws TypeError for a ref that this platform did not make */
export function read(ref: Ref): Named {
  const [kind, datasetId, a, b] = ref.split('/');
  if (datasetId === undefined) throw new TypeError(`not a ref of BasicAI CE: ${ref}`);
  if (kind === 'dataset') return { kind, datasetId, id: datasetId };
  if ((kind === 'data' || kind === 'scene') && a !== undefined) return { kind, datasetId, id: a };
  if (kind === 'frame' && a !== undefined && b !== undefined) return { kind, datasetId, id: b, sceneId: a };
  throw new TypeError(`not a ref of BasicAI CE: ${ref}`);
}
