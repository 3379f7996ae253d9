import pLimit from 'p-limit';
import { groupBy } from '../../../model/lists';
import type { Node, Ref } from '../../../model/node';
import type { PagePosition, Page, Query } from '../../../model/page';
import { text } from '../../../model/text';
import type { Facets } from '../../../contract';
import { type SmhClient, type ListOrder, pageSize } from '../api/client';
import { hasCode, isAbsent } from '../api/failures';
import { binNode, entryNode, folderNode, isDirectory, recycledName, recycledNode, spaceNode } from '../nodes';
import { allPages, type FetchPage, pageBehind } from '../api/pages';
import { binRef, dirRef, type ParsedRef, parseRef } from '../refs';
import type { Entry, CursorPage, RecycledItem, Space } from '../api/wire';

/** Questions about single things at once. */
const concurrency = 4;
/** Of one folder so many things are asked for one by one; for more the folder is read. */
const few = 20;
/** Most rows of a page of spaces (SMH-13). */
const spacesPerPage = 1_000;

const sort = (value: string, label: ReturnType<typeof text>) => ({ value, label });
const ofFiles = [sort('name', text('Name')), sort('modificationTime', text('Changed')), sort('size', text('Size'))];
const ofBin = [
  sort('removalTime', text('Deleted')),
  sort('remainingTime', text('Days left')),
  sort('name', text('Name')),
  sort('size', text('Size')),
];
/** There is no filter by a part of a name (SMH-20), and none is offered. */
const facets = (sorts: Facets['sorts']): Facets => ({ name: false, statuses: [], splits: [], created: false, sorts });

export function facetsOf(parent: Node | undefined): Facets {
  if (parent === undefined) return facets([]);
  return facets(parent.kind === 'bin' ? ofBin : ofFiles);
}

/** Lists and finds spaces, directories, files and what was recycled. */
export class SmhBrowse {
  /** @param fixed the one space of the connection */
  constructor(
    private readonly client: SmhClient,
    private readonly fixed: string | undefined,
  ) {}

  async children(
    parent: Ref | undefined,
    query: Query,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<Page<Node>> {
    const after = at && 'after' in at ? at.after : undefined;
    if (parent === undefined) return this.roots(after, signal);
    const named = parseRef(parent);
    if (named.kind === 'bin')
      return nodes(await pageBehind(this.bin(named.space, orderOf(query), signal), after), (row) =>
        recycledNode(named.space, row),
      );
    return nodes(await pageBehind(this.entries(named, orderOf(query), signal), after), (row) => nodeIn(named, row));
  }

  async *walk(parent: Ref, query: Query, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const named = parseRef(parent);
    if (named.kind === 'bin')
      for await (const rows of allPages(this.bin(named.space, orderOf(query), signal), binKey, signal))
        yield rows.map((row) => recycledNode(named.space, row));
    else
      for await (const rows of allPages(this.entries(named, orderOf(query), signal), entryKey, signal))
        yield rows.map((row) => nodeIn(named, row));
  }

  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const limit = pLimit(concurrency);
    const spaces = refs.some((ref) => parseRef(ref).kind === 'space')
      ? await this.spaces(signal)
      : new Map<string, Node>();
    const found = await Promise.all(
      refs.map((ref) =>
        limit(async () => {
          const named = parseRef(ref);
          return named.kind === 'space' ? spaces.get(named.space) : await this.one(named, signal);
        }),
      ),
    );
    return new Map(found.flatMap((node) => (node ? [[node.ref, node] as const] : [])));
  }

  /** Which of these are there: asked for one by one, or read from their folder where they are many. */
  async findRemaining(refs: readonly Ref[], signal: AbortSignal): Promise<Set<Ref>> {
    const there = new Set<Ref>();
    for (const [parent, own] of groupBy(refs, parentOf)) {
      if (own.length <= few || parent === undefined) {
        for (const ref of (await this.get(own, signal)).keys()) there.add(ref);
        continue;
      }
      const wanted = new Set(own);
      try {
        for await (const part of this.walk(parent, {}, signal))
          for (const { ref } of part) if (wanted.has(ref)) there.add(ref);
      } catch (error) {
        if (!isAbsent(error)) throw error;
      }
    }
    return there;
  }

  private async roots(after: string | undefined, signal: AbortSignal): Promise<Page<Node>> {
    if (this.fixed !== undefined) return { items: [spaceNode({ spaceId: this.fixed })] };
    const page = await pageBehind((marker) => this.client.spaces(marker, pageSize, signal), after);
    return nodes(page, spaceNode);
  }

  /** All spaces of the library. */
  async spaceNodes(signal: AbortSignal): Promise<readonly Node[]> {
    return [...(await this.spaces(signal)).values()];
  }

  private async spaces(signal: AbortSignal): Promise<Map<string, Node>> {
    const found = new Map<string, Node>();
    if (this.fixed !== undefined) {
      const there = await this.client.list(this.fixed, [], {}, undefined, signal, 1).then(
        () => true,
        (error: unknown) => {
          if (isAbsent(error)) return false;
          throw error;
        },
      );
      return there ? found.set(this.fixed, spaceNode({ spaceId: this.fixed })) : found;
    }
    const ask: FetchPage<Space> = (marker) => this.client.spaces(marker, spacesPerPage, signal);
    for await (const rows of allPages(ask, ({ spaceId }) => spaceId, signal))
      for (const row of rows) found.set(row.spaceId, spaceNode(row));
    return found;
  }

  /** Undefined for what is gone. */
  private async one({ kind, space, path, id }: ParsedRef, signal: AbortSignal): Promise<Node | undefined> {
    if (kind === 'bin') return binNode(space);
    try {
      if (kind === 'recycled') {
        const row = await this.client.recycledInfo(space, id, signal);
        return recycledNode(space, { ...row, recycledItemId: id, name: recycledName(row, id) });
      }
      const row = await this.client.info(kind === 'dir' ? 'directory' : 'file', space, path, signal);
      // What comes of a directory is not documented: that it answers is enough.
      if (kind === 'dir') return folderNode(space, path, row);
      return isDirectory(row) ? undefined : entryNode(space, path, row);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  private entries({ space, path }: ParsedRef, order: ListOrder, signal: AbortSignal): FetchPage<Entry> {
    return (marker) => this.client.list(space, path, order, marker, signal);
  }

  /** A library whose recycle bin is off has nothing in it (SMH-39). */
  private bin(space: string, order: ListOrder, signal: AbortSignal): FetchPage<RecycledItem> {
    return (marker) =>
      this.client.recycled(space, order, marker, signal).catch((error: unknown) => {
        if (hasCode(error, 'RecycleBinNotEnabled')) return { rows: [], next: undefined };
        throw error;
      });
  }
}

const entryKey = ({ type, name }: Entry) => `${type === 'dir' ? 'dir' : 'file'}/${name}`;
const binKey = ({ recycledItemId }: RecycledItem) => recycledItemId;

function nodeIn({ space, path }: ParsedRef, row: Entry): Node {
  return entryNode(space, [...path, row.name], row);
}

function nodes<T>({ rows, next }: CursorPage<T>, nodeOf: (row: T) => Node): Page<Node> {
  return { items: rows.map(nodeOf), ...(next !== undefined && { next }) };
}

function orderOf({ sort: by }: Query): ListOrder {
  return by ? { order_by: by.by, order_by_type: by.descending ? 'desc' : 'asc' } : {};
}

function parentOf(ref: Ref): Ref | undefined {
  const { kind, space, path } = parseRef(ref);
  if (kind === 'recycled') return binRef(space);
  return kind === 'file' || kind === 'dir' ? dirRef(space, path.slice(0, -1)) : undefined;
}
