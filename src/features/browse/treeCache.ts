import { type ParentElement, parentElementOf, elementId, type TreeElement } from '../../editor/tree/elements';
import type { TreeLoader } from './treeLoader';

interface Load {
  readonly result: Promise<TreeElement[]>;
  readonly controller: AbortController;
}

/** What stands below the elements of the tree: read once, kept until it is forgotten. */
export class TreeCache {
  private readonly lists = new Map<string, readonly TreeElement[]>();
  private readonly loads = new Map<string, Load>();

  constructor(
    private readonly loader: Pick<TreeLoader, 'below'>,
    private readonly intern: (found: readonly TreeElement[]) => TreeElement[],
  ) {}

  /** One request in flight for an element. An answer that was forgotten meanwhile is dropped for a fresh one. */
  async below(element: ParentElement): Promise<TreeElement[]> {
    const id = elementId(element);
    const kept = this.lists.get(id);
    if (kept !== undefined) return [...kept];
    const load = this.loads.get(id) ?? this.start(id, element);
    try {
      const found = await load.result;
      if (load.controller.signal.aborted) return await this.below(element);
      const rows = this.intern(found);
      if (rows.every(isCacheable)) this.lists.set(id, rows);
      return rows;
    } catch (error) {
      if (load.controller.signal.aborted) return await this.below(element);
      throw error;
    }
  }

  /** Drops lists that were read, and stops those that are being read. */
  forget(which: (id: string) => boolean): void {
    for (const id of [...this.lists.keys()].filter(which)) this.lists.delete(id);
    for (const [id, { controller }] of [...this.loads].filter(([each]) => which(each))) {
      controller.abort();
      this.loads.delete(id);
    }
  }

  private start(id: string, element: ParentElement): Load {
    const controller = new AbortController();
    const result = this.loader.below(element, controller.signal).finally(() => {
      if (this.loads.get(id) === load) this.loads.delete(id);
    });
    const load: Load = { controller, result };
    this.loads.set(id, load);
    return load;
  }
}

/** A failure is not kept: whenever the tree is painted again, it is tried again. */
function isCacheable(row: TreeElement): boolean {
  return row.type !== 'message' || row.what === 'empty' || row.what === 'no-match';
}

/** Whether an element is the one with this id, or stands somewhere below it. */
export function isDescendantOf(element: TreeElement, id: string): boolean {
  const above = parentElementOf(element);
  return elementId(element) === id || (above !== undefined && isDescendantOf(above, id));
}
