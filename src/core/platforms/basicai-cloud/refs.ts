import type { Ref } from '../../model/node';

/** The kinds of items of a dataset, and what is none of them: it is shown and left alone. */
export type ItemKind = 'data' | 'scene' | 'batch' | 'item';

/** Where an item stands: its dataset, and the batch and scene that hold it, outermost first. */
export interface ItemPlace {
  readonly datasetId: string;
  readonly above: readonly { readonly kind: 'batch' | 'scene'; readonly id: string }[];
}

/** What a ref says: `dataset/26`, `data/26//881`, `scene/26/batch77/880`, `data/26/batch77.scene880/882`. */
export interface ParsedRef extends ItemPlace {
  readonly kind: 'dataset' | ItemKind;
  readonly id: string;
}

export const datasetRef = (id: string): Ref => `dataset/${id}`;

export function itemRef(kind: ItemKind, { datasetId, above }: ItemPlace, id: string): Ref {
  return `${kind}/${datasetId}/${above.map((one) => one.kind + one.id).join('.')}/${id}`;
}

/** The ref of what holds the things of a place. */
export function holderRef({ datasetId, above }: ItemPlace): Ref {
  const last = above.at(-1);
  return last ? itemRef(last.kind, { datasetId, above: above.slice(0, -1) }, last.id) : datasetRef(datasetId);
}

/** The place below a node. */
export function childPlace({ kind, datasetId, above, id }: ParsedRef): ItemPlace {
  return kind === 'batch' || kind === 'scene'
    ? { datasetId, above: [...above, { kind, id }] }
    : { datasetId, above: [] };
}

/** The id that a list of a place is asked by; undefined at the top of a dataset. */
export function parentIdOf({ above }: ItemPlace): string | undefined {
  return above.at(-1)?.id;
}

const kinds: ReadonlySet<string> = new Set<ParsedRef['kind']>(['dataset', 'data', 'scene', 'batch', 'item']);

/** @throws TypeError for a ref that this platform did not make */
export function parseRef(ref: Ref): ParsedRef {
  const [kind = '', datasetId = '', path = '', id = datasetId] = ref.split('/');
  if (!kinds.has(kind)) throw new TypeError(`not a ref of this platform: ${ref}`);
  const above = [...path.matchAll(/(batch|scene)(\d+)/g)].map(([, held = '', number = '']) => ({
    kind: held as 'batch' | 'scene',
    id: number,
  }));
  return { kind: kind as ParsedRef['kind'], datasetId, above, id };
}
