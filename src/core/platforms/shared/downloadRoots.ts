import type { DownloadRoot } from '../../contract';
import type { Node, Ref } from '../../model/node';

/** The folders of a selection that is grouped by its containers; a container that was chosen itself comes whole. */
export function rootsOf(
  byContainer: ReadonlyMap<Ref, readonly Node[]>,
  nameOf: (container: Ref) => string | undefined,
): DownloadRoot[] {
  return [...byContainer].map(([ref, chosen]) => ({
    ref,
    name: nameOf(ref) ?? ref,
    ...(!chosen.some((node) => node.ref === ref) && { nodes: chosen }),
  }));
}
