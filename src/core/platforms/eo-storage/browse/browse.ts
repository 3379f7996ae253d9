import { groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import type { PagePosition, Page, Query } from '../../../model/page';
import { partOf } from '../../../net/counted';
import { throwIfCancelled, isPlatformError } from '../../../net/errors';
import type { Facets } from '../../../contract';
import type { EoClient } from '../api/client';
import { pageSize } from '../limits';
import { rootNode, rowNode } from '../nodes';
import { dirRef, parseRef, rootId, rootRef } from '../refs';
import { FolderTree } from './tree';
import type { Row } from '../api/wire';

/** The order of lists is not documented (EO-15), and none is offered. */
export const facets: Facets = { name: true, statuses: [], splits: [], created: false, sorts: [] };

/** Of one folder so many files are asked for one by one; for more the folder is read. */
const few = 20;
const usualLimit = 500;

/** Lists folders by page, finds folders by the tree and files by their details. */
export class EoBrowse {
  private known: Promise<ReadonlySet<string>> | undefined;

  /** @param name of the connection, which is that of the root */
  constructor(
    private readonly client: EoClient,
    private readonly name: string,
  ) {}

  async children(
    parent: Ref | undefined,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>> {
    const { id } = parseRef(parent ?? rootRef);
    if (query.name !== undefined) return this.filtered(id, query, at, signal);
    const rows = await partOf(at, pageSize, (pageNo) => this.client.page(id, pageNo, undefined, signal));
    return { ...rows, items: rows.items.map((row) => rowNode(row, id)) };
  }

  /** Everything in one folder. Pages move while others change the list: each thing is told once. */
  async *walk(parent: Ref, query: Query, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const { id } = parseRef(parent);
    const roots = query.name === undefined || id !== rootId ? new Set<string>() : await this.roots(signal);
    const seen = new Set<string>();
    for (let pageNo = 1; ; pageNo++) {
      throwIfCancelled(signal);
      const { list, pages } = await this.client.page(id, pageNo, query.name, signal);
      const own = query.name === undefined ? list : list.filter((row) => isIn(row, id, roots));
      const fresh = own.filter((row) => !seen.has(row.id));
      for (const row of fresh) seen.add(row.id);
      if (fresh.length > 0) yield fresh.map((row) => rowNode(row, id));
      if (list.length === 0 || (pages == null ? list.length < pageSize : pageNo >= pages)) return;
    }
  }

  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const folders = refs.some((ref) => parseRef(ref).kind === 'dir')
      ? await FolderTree.read(this.client, signal)
      : undefined;
    const found = await Promise.all(
      refs.map(async (ref) => {
        const { kind, id } = parseRef(ref);
        if (kind === 'root') return rootNode(this.name);
        return kind === 'dir' ? folders?.get(id)?.node : this.file(id, signal);
      }),
    );
    return new Map(found.flatMap((node) => (node ? [[node.ref, node] as const] : [])));
  }

  /** Which of these nodes are there: asked for one by one, or read from their folder where they are many. */
  async findRemaining(nodes: readonly Node[], signal: AbortSignal): Promise<Set<Ref>> {
    const there = new Set<Ref>();
    for (const [parent, own] of groupBy(nodes, (node) => node.parent ?? rootRef))
      if (own.length <= few) for (const ref of (await this.get(refsOf(own), signal)).keys()) there.add(ref);
      else {
        const wanted = new Set(refsOf(own));
        for await (const part of this.walk(parent, {}, signal))
          for (const { ref } of part) if (wanted.has(ref)) there.add(ref);
      }
    return there;
  }

  /** Undefined for what is gone. */
  private async file(id: string, signal: AbortSignal): Promise<Node | undefined> {
    const row = await this.client.details(id, signal).catch((error: unknown) => {
      if (isGone(error)) return undefined;
      throw error;
    });
    if (row === undefined) return undefined;
    const at = row.parentId ?? rootId;
    return rowNode(row, at === rootId || (await this.roots(signal)).has(at) ? rootId : at);
  }

  /**
   * Whether a search in a folder also looks below it is not documented (EO-15): rows of other folders are dropped.
   * Their number is then no longer that of the server, so that a filtered list is read whole and cut here.
   */
  private async filtered(
    id: string,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>> {
    const found: Node[] = [];
    for await (const part of this.walk(dirRef(id), query, signal)) found.push(...part);
    const { offset, limit } = at && 'offset' in at ? at : { offset: 0, limit: usualLimit };
    return { items: found.slice(offset, offset + limit), total: found.length };
  }

  /** What the server calls the root beside -1; asked once. */
  private roots(signal: AbortSignal): Promise<ReadonlySet<string>> {
    this.known ??= FolderTree.read(this.client, signal).then(({ roots }) => roots);
    this.known.catch(() => (this.known = undefined));
    return this.known;
  }
}

function isIn({ parentId }: Row, id: string, roots: ReadonlySet<string>): boolean {
  if (parentId == null) return id === rootId;
  return parentId === id || (id === rootId && roots.has(parentId));
}

/** The server says that it does not know an id, which a path that is not known in between does not say. */
export function isGone(error: unknown): boolean {
  return isPlatformError(error) && error.kind === 'not-found' && error.facts.code !== undefined;
}

function refsOf(nodes: readonly Node[]): Ref[] {
  return nodes.map(({ ref }) => ref);
}
