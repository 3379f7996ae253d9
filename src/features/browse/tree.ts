import type { EventEmitter, Memento, TreeDataProvider, TreeItem, TreeView } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { isFiltered, type Query } from '../../core/model/page';
import type { Session } from '../../core/contract';
import { isCancelled, isPlatformError } from '../../core/net/errors';
import {
  type ParentElement,
  parentElementOf,
  elementId,
  itemKey,
  sameItem,
  type DatasetTree,
  type ListKey,
  listingKey,
  listingOf,
  type NodeElement,
  type TreeElement,
} from '../../editor/tree/elements';
import { withBusyView } from '../../editor/api/progress';
import type { Sandbox } from '../../editor/services/sandbox';
import type { Sessions } from '../../editor/services/sessions';
import { type FilterHits, TreeLoader } from './treeLoader';
import { describeQuery, FilterStore } from './queries';
import { renderElement, type TreeState } from './render';
import { TreeCache, isDescendantOf } from './treeCache';
import type { ErrorReporter } from '../../editor/api/report';

const revealTries = 4;
/** Long enough for a list to be read, in ms. */
const revealPause = 300;

/**
 * The tree of connections, datasets and data. Elements are plain; what is loaded is remembered by id.
 *
 * The editor is always told that the whole tree changed, and lists that did not are answered from memory. Told of one row
 * only, it takes that row's children off its books while it may be waiting for theirs; these then arrive without a place,
 * and the row is broken for good ("Element with id … is already registered").
 */
export class ExplorerTree implements TreeDataProvider<TreeElement>, DatasetTree {
  readonly queries: FilterStore;
  private readonly loader: TreeLoader;
  private readonly elementsById = new Map<string, TreeElement>();
  /** The row of an item that was read last, by `itemKey`. */
  private readonly items = new Map<string, NodeElement>();
  private readonly rows: TreeCache;
  /** What the rows of filtered lists say now of their hits. */
  private readonly hitsShown = new Map<string, FilterHits | undefined>();
  /** What the editor waits for, by id, since it was last told of a change. */
  private readonly pendingRequests = new Map<string, symbol>();

  constructor(
    private readonly view: TreeView<TreeElement>,
    private readonly changed: EventEmitter<TreeElement | undefined>,
    private readonly sessions: Sessions,
    private readonly sandbox: Sandbox,
    private readonly report: ErrorReporter,
    memento: Pick<Memento, 'get' | 'update'>,
  ) {
    this.queries = new FilterStore(memento);
    this.loader = new TreeLoader(sessions, this.queries, report);
    // A row was shown before its list was counted.
    this.rows = new TreeCache(this.counted(), (found) => this.intern(found));
  }

  getTreeItem(element: TreeElement): TreeItem {
    const session = this.sessionOf(element);
    return renderElement(element, {
      ...this.filtered(element),
      session,
      unknown: element.type === 'connection' ? this.sessions.unknownFields(element.connection) : [],
      running: this.sandbox.running,
      isSandbox: element.type === 'connection' && element.connection.id === this.sandbox.connection()?.id,
    });
  }

  /**
   * The listings, whose rows are shown again when they were shown before what their filters let through was known. Not
   * otherwise: a click while the tree is painted again is lost.
   */
  private counted(): Pick<TreeLoader, 'below'> {
    const below = async (element: ParentElement, signal: AbortSignal) => {
      const found = await this.loader.below(element, signal);
      const key = listingKey(listingOf(element));
      const [shown, hits] = [this.hitsShown.get(key), this.loader.hitsOf(listingOf(element))];
      if (this.hitsShown.has(key) && (shown?.found !== hits?.found || shown?.of !== hits?.of))
        setTimeout(() => this.fireChange());
      return found;
    };
    return { below };
  }

  private filtered(element: TreeElement): Pick<TreeState, 'filter' | 'hits'> {
    if (element.type !== 'connection' && element.type !== 'node') return { filter: '' };
    const listing = listingOf(element);
    const hits = this.loader.hitsOf(listing);
    const { description } = this.filter(listing);
    if (description === '') this.hitsShown.delete(listingKey(listing));
    else this.hitsShown.set(listingKey(listing), hits);
    return { filter: description, hits };
  }

  /** A connection of a platform that this version does not know has none; its row shows why when it is opened. */
  private sessionOf(element: TreeElement): Session | undefined {
    if (element.type !== 'node' && element.type !== 'connection') return undefined;
    try {
      return this.sessions.open(element.connection);
    } catch {
      return undefined;
    }
  }

  getParent(element: TreeElement): TreeElement | undefined {
    const above = parentElementOf(element);
    return above && this.elementsById.get(elementId(above));
  }

  async getChildren(element?: TreeElement): Promise<TreeElement[]> {
    if (element === undefined) return this.intern(this.roots());
    if (element.type === 'message' || element.type === 'unreadable') return [];
    const id = elementId(element);
    // The editor registers the rows of the first answer and breaks on those of a second that was asked for meanwhile.
    if (this.pendingRequests.has(id)) {
      void this.rows.below(element).finally(() => setTimeout(() => this.fireChange()));
      return [];
    }
    const requestId = Symbol(id);
    this.pendingRequests.set(id, requestId);
    try {
      return await this.rows.below(element);
    } finally {
      if (this.pendingRequests.get(id) === requestId) this.pendingRequests.delete(id);
    }
  }

  /** The same object for the same thing as long as the editor knows it, so that `reveal` finds its row. */
  private intern(found: readonly TreeElement[]): TreeElement[] {
    return found.map((child) => {
      const id = elementId(child);
      const before = this.elementsById.get(id);
      const same = before === undefined || before === child ? child : Object.assign(before, child);
      this.elementsById.set(id, same);
      if (same.type === 'node') this.items.set(sameItem(same), same);
      return same;
    });
  }

  refresh(listing?: ListKey): void {
    if (listing === undefined) {
      this.rows.forget(() => true);
      this.elementsById.clear();
      this.items.clear();
      this.fireChange();
      return;
    }
    this.loader.forget(listing);
    const holder = this.holderOf(listing);
    if (holder?.type === 'node') void this.renew(holder);
    else if (holder) this.reload(holder);
  }

  /** Reads a node again, whose counts may have changed with its children, and then these. */
  private async renew(element: NodeElement): Promise<void> {
    const { connection, node } = element;
    try {
      const found = await this.sessions.open(connection).get([node.ref], new AbortController().signal);
      element.node = found.get(node.ref) ?? node;
      if (!found.has(node.ref)) this.refresh({ connection, parent: node.parent });
    } catch (error) {
      this.report.note('Reading a row again', error);
    }
    this.forgetBelow(element);
    // Read before it is painted, a filtered row says at once how many fit.
    if (isFiltered(this.queries.of(listingOf(element)))) await withBusyView(() => this.rows.below(element));
    this.fireChange();
  }

  /** Reads what stands below one element again. */
  reload(element: TreeElement): void {
    this.forgetBelow(element);
    this.fireChange();
  }

  private forgetBelow(element: TreeElement): void {
    const id = elementId(element);
    this.rows.forget((other) => {
      const elementsById = this.elementsById.get(other);
      return elementsById === undefined || isDescendantOf(elementsById, id);
    });
  }

  private fireChange(): void {
    this.pendingRequests.clear();
    this.changed.fire(undefined);
  }

  selection(): TreeElement[] {
    return [...this.view.selection];
  }

  /** Tries again when it meets a reading of the same list: the editor then knows neither the old row nor the new. */
  async reveal(connection: Connection, node: Node): Promise<void> {
    for (let left = revealTries; ; left--)
      try {
        await this.revealNow(connection, node);
        return;
      } catch (error) {
        if (left === 0 || isPlatformError(error) || isCancelled(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, revealPause));
      }
  }

  async revealConnection({ id }: Connection): Promise<void> {
    for (let left = revealTries; left > 0; left--) {
      const row = this.intern(this.roots()).find((one) => one.type === 'connection' && one.connection.id === id);
      if (row === undefined) return;
      try {
        await this.view.reveal(row, { expand: true, select: true, focus: false });
        return;
      } catch (error) {
        this.report.note('Selecting a connection', error); // the editor is reading the tree, as in `reveal`
        await new Promise((resolve) => setTimeout(resolve, revealPause));
      }
    }
  }

  private async revealNow(connection: Connection, node: Node): Promise<void> {
    const listing: ListKey = { connection, parent: node.parent };
    const holder = await this.loadedHolder(listing);
    if (holder) await this.rows.below(holder);
    const loaded = this.items.get(itemKey(connection.id, node.ref));
    if (loaded) return this.show(loaded);
    this.queries.set(listing, { name: node.name });
    this.refresh(listing);
    if (holder) await this.view.reveal(holder, { expand: true, select: true, focus: true });
  }

  /** The element that holds a listing; the connection's roots are read when it is not there yet. */
  private async loadedHolder(listing: ListKey): Promise<ParentElement | undefined> {
    const found = this.holderOf(listing);
    if (found) return found;
    const root =
      this.holderOf({ ...listing, parent: undefined }) ??
      ({ type: 'connection', connection: listing.connection } as const);
    this.elementsById.set(elementId(root), root);
    await this.rows.below(root);
    return this.holderOf(listing);
  }

  /** The element that holds a listing, when it is loaded. */
  holderOf({ connection, parent }: ListKey): ParentElement | undefined {
    const top = parent === undefined || parent === this.sessionOf({ type: 'connection', connection })?.root?.ref;
    const found = top ? this.elementsById.get(connection.id) : this.items.get(itemKey(connection.id, parent));
    return found?.type === 'message' || found?.type === 'unreadable' ? undefined : found;
  }

  private async show(element: TreeElement): Promise<void> {
    await this.view.reveal(element, { select: true, focus: true });
  }

  private roots(): TreeElement[] {
    const connections = this.sessions.all().map((connection) => ({ type: 'connection', connection }) as const);
    const unreadable = this.sessions.unreadable().map((entry) => ({ type: 'unreadable', ...entry }) as const);
    return [...connections, ...unreadable];
  }

  filter(listing: ListKey): { query: Query; description: string } {
    const query = this.queries.of(listing);
    if (Object.keys(query).length === 0) return { query, description: '' };
    const holder = this.holderOf(listing);
    const node = holder?.type === 'node' ? holder.node : undefined;
    return { query, description: describeQuery(query, this.sessions.open(listing.connection).facets(node)) };
  }
}
