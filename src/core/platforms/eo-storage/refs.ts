import type { Ref } from '../../model/node';

/** What a ref says: `root`, `dir/4120`, `file/4177`. Names do not stand in it: ids stay when things are renamed. */
export interface ParsedRef {
  readonly kind: 'root' | 'dir' | 'file';
  readonly id: string;
}

/** What the root is called in calls (EO-12). */
export const rootId = '-1';
export const rootRef: Ref = 'root';

export const fileRef = (id: string): Ref => `file/${id}`;
export const dirRef = (id: string): Ref => (id === rootId ? rootRef : `dir/${id}`);

/** @throws TypeError for a ref that this platform did not make */
export function parseRef(ref: Ref): ParsedRef {
  if (ref === rootRef) return { kind: 'root', id: rootId };
  const [, kind, id] = /^(dir|file)\/(\d+)$/.exec(ref) ?? [];
  if (kind === undefined || id === undefined) throw new TypeError(`not a ref of this platform: ${ref}`);
  return { kind: kind as 'dir' | 'file', id };
}
