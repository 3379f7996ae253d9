import type { Ref } from '../../model/node';

/** What a ref says: `dataset/Qm7s…` or `sample/Qm7s…/3d0c…`. Ids are opaque, so they are written percent-encoded. */
export type ParsedRef =
  | { readonly kind: 'dataset'; readonly datasetId: string }
  | { readonly kind: 'sample'; readonly datasetId: string; readonly sampleId: string };

export const datasetRef = (id: string): Ref => `dataset/${encodeURIComponent(id)}`;

export const sampleRef = (datasetId: string, id: string): Ref =>
  `sample/${encodeURIComponent(datasetId)}/${encodeURIComponent(id)}`;

/** @throws TypeError for a ref that this platform did not make */
export function parseRef(ref: Ref): ParsedRef {
  const [kind, datasetId, sampleId] = ref.split('/').map(decodeURIComponent);
  if (kind === 'dataset' && datasetId !== undefined && sampleId === undefined) return { kind, datasetId };
  if (kind === 'sample' && datasetId !== undefined && sampleId !== undefined) return { kind, datasetId, sampleId };
  throw new TypeError(`not a ref of this platform: ${ref}`);
}

/**
 * A key finds the file of a sample again: by the ref of the sample, never by its link. Behind it stands where the file lies
 * in OBS, where that is known.
 */
export const fileKey = (ref: Ref, path: string | undefined): string => `${ref}#${path ?? ''}`;

export function readKey(key: string): { readonly ref: Ref; readonly path?: string } {
  const at = key.indexOf('#');
  const path = key.slice(at + 1);
  return { ref: key.slice(0, at), ...(path !== '' && { path }) };
}
