import pLimit from 'p-limit';
import { groups } from '../../model/lists';
import type { Node, Ref } from '../../model/node';
import type { At, Page, Query } from '../../model/page';
import { text } from '../../model/text';
import type { Facets } from '../platform';
import { type Client, type Order, pageSize } from './client';
import { hasCode, isAbsent } from './failures';
import { binNode, entryNode, folderNode, isDirectory, recycledName, recycledNode, spaceNode } from './nodes';
import { allPages, type Ask, pageBehind } from './pages';
import { binRef, dirRef, type Named, read } from './refs';
import type { Entry, Marked, RecycledItem, Space } from './wire';

/** Questions about single things at once. */
const atOnce = 4;
/** Of one folder so many things are asked for one by one; for more the folder is read. */
const few = 20;
/** Most rows of a page of spaces (section 5). */
const spacesPerPage = 1_000;

const sort = (value: string, label: ReturnType<typeof text>) => ({ value, label });
const ofFiles = [sort('name', text('Name')), sort('modificationTime', text('Changed')), sort('size', text('Size'))];
const ofBin = [
  sort('removalTime', text('Deleted')),
  sort('remainingTime', text('Days left')),
  sort('name', text('Name')),
  sort('size', text('Size')),
];
/** There is no filter by a part of a name (section 6.1), and none is offered. */
const facets = (sorts: Facets['sorts']): Facets => ({ name: false, statuses: [], splits: [], created: false, sorts });

export function facetsOf(parent: Node | undefined): Facets {
  if (parent === undefined) return facets([]);
  return facets(parent.kind === 'bin' ? ofBin : ofFiles);
}

/** Lists and finds spaces, directories, files and what was recycled. */
export class Browse {
  /** @param fixed the one space of the connection */
  constructor(
    private readonly client: Client,
    private readonly fixed: string | undefined,
  ) {}

  async children(parent: Ref | undefined, query: Query, at: At | undefined, signal: AbortSignal): Promise<Page<Node>> {
    const after = at && 'after' in at ? at.after : undefined;
    if (parent === undefined) return this.roots(after, signal);
    const named = read(parent);
    if (named.kind === 'bin')
      return nodes(await pageBehind(this.bin(named.space, orderOf(query), signal), after), (row) =>
        recycledNode(named.space, row),
      );
    return nodes(await pageBehind(this.entries(named, orderOf(query), signal), after), (row) => nodeIn(named, row));
  }

  async *walk(parent: Ref, query: Query, signal: AbortSignal): AsyncGenerator<readonly Node[]> {
    const named = read(parent);
    if (named.kind === 'bin')
      for await (const rows of allPages(this.bin(named.space, orderOf(query), signal), binKey, signal))
        yield rows.map((row) => recycledNode(named.space, row));
    else
      for await (const rows of allPages(this.entries(named, orderOf(query), signal), entryKey, signal))
        yield rows.map((row) => nodeIn(named, row));
  }

  async get(refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Node>> {
    const limit = pLimit(atOnce);
    const spaces = refs.some((ref) => read(ref).kind === 'space') ? await this.spaces(signal) : new Map<string, Node>();
    const found = await Promise.all(
      refs.map((ref) =>
        limit(async () => {
          const named = read(ref);
          return named.kind === 'space' ? spaces.get(named.space) : await this.one(named, signal);
        }),
      ),
    );
    return new Map(found.flatMap((node) => (node ? [[node.ref, node] as const] : [])));
  }

  /** Which of these are there: asked for one by one, or read from their folder where they are many. */
  async alive(refs: readonly Ref[], signal: AbortSignal): Promise<Set<Ref>> {
    const there = new Set<Ref>();
    for (const [parent, own] of groups(refs, parentOf)) {
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
    const ask: Ask<Space> = (marker) => this.client.spaces(marker, spacesPerPage, signal);
    for await (const rows of allPages(ask, ({ spaceId }) => spaceId, signal))
      for (const row of rows) found.set(row.spaceId, spaceNode(row));
    return found;
  }

  /** Undefined for what is gone. */
  private async one({ kind, space, path, id }: Named, signal: AbortSignal): Promise<Node | undefined> {
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

  private entries({ space, path }: Named, order: Order, signal: AbortSignal): Ask<Entry> {
    return (marker) => this.client.list(space, path, order, marker, signal);
  }

  /** A library whose recycle bin is off has nothing in it (section 10). */
  private bin(space: string, order: Order, signal: AbortSignal): Ask<RecycledItem> {
    return (marker) =>
      this.client.recycled(space, order, marker, signal).catch((error: unknown) => {
        if (hasCode(error, 'RecycleBinNotEnabled')) return { rows: [], next: undefined };
        throw error;
      });
  }
}

const entryKey = ({ type, name }: Entry) => `${type === 'dir' ? 'dir' : 'file'}/${name}`;
const binKey = ({ recycledItemId }: RecycledItem) => recycledItemId;

function nodeIn({ space, path }: Named, row: Entry): Node {
  return entryNode(space, [...path, row.name], row);
}

function nodes<T>({ rows, next }: Marked<T>, nodeOf: (row: T) => Node): Page<Node> {
  return { items: rows.map(nodeOf), ...(next !== undefined && { next }) };
}

function orderOf({ sort: by }: Query): Order {
  return by ? { order_by: by.by, order_by_type: by.descending ? 'desc' : 'asc' } : {};
}

function parentOf(ref: Ref): Ref | undefined {
  const { kind, space, path } = read(ref);
  if (kind === 'recycled') return binRef(space);
  return kind === 'file' || kind === 'dir' ? dirRef(space, path.slice(0, -1)) : undefined;
}
