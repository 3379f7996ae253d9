import type { Node } from '../../../model/node';
import type { EoClient } from '../api/client';
import { treeFolder } from '../nodes';
import { rootId } from '../refs';
import type { TreeNode } from '../api/wire';

/** A folder with where it stands. */
export interface FolderPlace {
  readonly node: Node;
  readonly id: string;
  readonly name: string;
  /** From the root on, as calls about folders want it. */
  readonly path: string;
  readonly parentId: string;
}

/** The folders of a store, as they were told at one time. */
export class FolderTree {
  private readonly byId = new Map<string, FolderPlace>();
  /** By the id of what holds them and their name. */
  private readonly byName = new Map<string, FolderPlace>();
  /** What the server calls the root in its lists, beside -1. */
  readonly roots: ReadonlySet<string>;

  constructor(nodes: readonly TreeNode[]) {
    // The top one of the samples has a path of its own and stands for the root (EO-13, inferred).
    const roots = nodes.filter(({ path }) => path === '/');
    this.roots = new Set(roots.map(({ id }) => id));
    const top = nodes.flatMap((one) => (this.roots.has(one.id) ? (one.children ?? []) : [one]));
    for (const one of top) this.add(one, rootId, '');
  }

  static async read(client: EoClient, signal: AbortSignal): Promise<FolderTree> {
    return new FolderTree(await client.tree(signal));
  }

  get(id: string): FolderPlace | undefined {
    return this.byId.get(id);
  }

  /** Of every folder. */
  ids(): string[] {
    return [...this.byId.keys()];
  }

  /** A folder of this name in another one. */
  find(parentId: string, name: string): FolderPlace | undefined {
    return this.byName.get(`${parentId}/${name}`);
  }

  /** The ids of a folder and of those that hold it, outermost last. */
  upwards(id: string): string[] {
    const found: string[] = [];
    for (let at = this.byId.get(id); at && !found.includes(at.id); at = this.byId.get(at.parentId)) found.push(at.id);
    return found;
  }

  private add(one: TreeNode, parentId: string, above: string): void {
    const path = one.path ?? `${above}/${one.name}`;
    const folder = { node: treeFolder(one, parentId), id: one.id, name: one.name, path, parentId };
    this.byId.set(one.id, folder);
    this.byName.set(`${parentId}/${one.name}`, folder);
    for (const inner of one.children ?? []) this.add(inner, one.id, path);
  }
}
