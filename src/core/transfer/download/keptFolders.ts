import { groupBy } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import { emptyQuery, type Query } from '../../model/page';
import type { Download, DownloadBatch, DownloadPart, DownloadRoot, DownloadWhat } from '../../contract';

/** A store of files and folders, as far as fetching them goes. */
export interface FolderStore {
  /** What the folder is called that the children of a node go into; `undefined` is the top of the store. */
  nameOf(parent: Ref | undefined, signal: AbortSignal): Promise<string>;
  /** The ref of the top of the store, for what has no parent. */
  readonly top?: Ref;
  /** The children of a node. */
  walk(parent: Ref, query: Query, signal: AbortSignal): AsyncIterable<readonly Node[]>;
  /** A file at a path below the folder of its root. */
  part(file: Node, path: string): DownloadPart;
}

/** Files in the folders in which people keep them. */
export class KeptFolders implements Download {
  readonly folders = 'kept';

  constructor(private readonly store: FolderStore) {}

  /** Nodes of one parent go together; what stands at the top by itself is a root of its own, unless the top is a node too. */
  async roots(nodes: readonly Node[], signal: AbortSignal): Promise<DownloadRoot[]> {
    const { top } = this.store;
    const roots: DownloadRoot[] = [];
    for (const [parent, chosen] of groupBy(nodes, (node) => node.parent)) {
      const wholeCapabilities = chosen.filter(({ ref }) => parent === undefined && (top === undefined || ref === top));
      for (const { ref } of wholeCapabilities) roots.push({ ref, name: await this.store.nameOf(ref, signal) });
      const some = chosen.filter((node) => !wholeCapabilities.includes(node));
      const ref = parent ?? top;
      if (some.length > 0 && ref !== undefined)
        roots.push({ ref, name: await this.store.nameOf(ref, signal), nodes: some });
    }
    return roots;
  }

  async *plan(
    root: DownloadRoot,
    query: Query,
    _what: DownloadWhat,
    signal: AbortSignal,
  ): AsyncGenerator<DownloadBatch> {
    if (root.nodes === undefined) yield* this.below(root.ref, '', query, signal);
    else yield* this.chosen(root.nodes, '', signal);
  }

  private async *below(ref: Ref, folder: string, query: Query, signal: AbortSignal): AsyncGenerator<DownloadBatch> {
    const held: Node[] = [];
    for await (const nodes of this.store.walk(ref, query, signal)) {
      yield this.batch(nodes, folder);
      held.push(...nodes.filter(({ expandable }) => expandable));
    }
    for (const one of held) yield* this.below(one.ref, `${folder}${segment(one.name)}/`, emptyQuery, signal);
  }

  private async *chosen(nodes: readonly Node[], folder: string, signal: AbortSignal): AsyncGenerator<DownloadBatch> {
    yield this.batch(nodes, folder);
    for (const one of nodes.filter(({ expandable }) => expandable))
      yield* this.below(one.ref, `${folder}${segment(one.name)}/`, emptyQuery, signal);
  }

  private batch(nodes: readonly Node[], folder: string): DownloadBatch {
    const files = nodes.filter(({ expandable }) => !expandable);
    return { parts: files.map((file) => this.store.part(file, folder + segment(file.name))) };
  }
}

/** A name of the server is one segment of a path. */
function segment(name: string): string {
  return name.replace(/[/\\]/g, '_');
}
