import type { Node, Ref } from '../../core/model/node';
import { emptyQuery, isFiltered, type PagePosition, type Page } from '../../core/model/page';
import { isCancelled, isPlatformError } from '../../core/net/errors';
import type { ParentElement, ListKey, MessageElement, TreeElement } from '../../editor/tree/elements';
import { listingKey, listingOf } from '../../editor/tree/elements';
import { t } from '../../editor/text/l10n';
import type { ErrorReporter } from '../../editor/api/report';
import type { Sessions } from '../../editor/services/sessions';
import type { FilterStore } from './queries';

/** At most this many rows stand under one element: more slow the editor down. */
export const maxRows = 500;

/** What a filter found, of how many. */
export interface FilterHits {
  readonly found: number;
  readonly of: number;
}

/** Loads what stands below an element of the tree. */
export class TreeLoader {
  /** The first page of a long list, read to learn its length, kept for the range that it fills. */
  private readonly firstPages = new Map<string, Page<Node>>();
  private readonly hits = new Map<string, FilterHits>();

  constructor(
    private readonly sessions: Sessions,
    private readonly queries: FilterStore,
    private readonly report: ErrorReporter,
  ) {}

  async below(element: ParentElement, signal: AbortSignal): Promise<TreeElement[]> {
    try {
      return await this.load(element, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.report.note('Loading the tree', error);
      const what = isPlatformError(error) && error.kind === 'auth' ? 'needs-key' : 'failed';
      return [message(element, what, this.report.words(error))];
    }
  }

  /** How many of a list its filter lets through; undefined without a filter, or where the platform does not count. */
  hitsOf(listing: ListKey): FilterHits | undefined {
    return this.hits.get(listingKey(listing));
  }

  /** Forgets pages that were kept; the next look asks the server. */
  forget(listing: ListKey): void {
    this.firstPages.delete(listingKey(listing));
    this.hits.delete(listingKey(listing));
  }

  private load(element: ParentElement, signal: AbortSignal): Promise<TreeElement[]> {
    if (element.type === 'more') return this.page(element, { after: element.after }, signal);
    if (element.type === 'range') return this.range(element, signal);
    return this.whole(element, signal);
  }

  private async whole(element: ParentElement, signal: AbortSignal): Promise<TreeElement[]> {
    const listing = listingOf(element);
    this.forget(listing);
    const { info } = this.sessions.platformOf(listing.connection);
    const fixedChildren = rows(element, listing, this.fixedChildren(element));
    if (info.pagination === 'cursor') return [...fixedChildren, ...(await this.page(element, undefined, signal))];
    const page = await this.ask(listing, { offset: 0, limit: maxRows }, signal);
    const total = page.total ?? page.items.length;
    await this.countHits(listing, total, signal);
    if (total === 0) return [...fixedChildren, this.nothing(element, listing)];
    if (total + fixedChildren.length <= maxRows) return [...fixedChildren, ...rows(element, listing, page.items)];
    this.firstPages.set(listingKey(listing), page);
    return [...fixedChildren, ...ranges(element, listing, 0, total, fixedChildren.length)];
  }

  /** A count of the whole list that fails takes nothing from the rows that were found. */
  private async countHits(listing: ListKey, found: number, signal: AbortSignal): Promise<void> {
    if (!isFiltered(this.queries.of(listing))) return;
    const session = this.sessions.open(listing.connection);
    try {
      const { total } = await session.children(listing.parent, emptyQuery, { offset: 0, limit: 1 }, signal);
      if (total !== undefined) this.hits.set(listingKey(listing), { found, of: total });
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.report.note('Counting a list', error);
    }
  }

  /** A filter is about the list: what is pinned above it would look as if it fitted. */
  private fixedChildren(element: ParentElement): readonly Node[] {
    if (isFiltered(this.queries.of(listingOf(element)))) return [];
    const session = this.sessions.open(element.connection);
    return session.fixedChildren?.(element.type === 'node' ? element.node : undefined) ?? [];
  }

  private async range(element: Extract<ParentElement, { type: 'range' }>, signal: AbortSignal): Promise<TreeElement[]> {
    const listing = listingOf(element);
    if (element.to - element.from > maxRows) return ranges(element, listing, element.from, element.to);
    const key = listingKey(listing);
    const kept = element.from === 0 ? this.firstPages.get(key) : undefined;
    this.firstPages.delete(key);
    const page = kept ?? (await this.ask(listing, { offset: element.from, limit: maxRows }, signal));
    return page.items.length > 0 ? rows(element, listing, page.items) : [this.nothing(element, listing)];
  }

  private async page(
    element: ParentElement,
    at: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<TreeElement[]> {
    const listing = listingOf(element);
    const page = await this.ask(listing, at, signal);
    const more: TreeElement[] =
      page.next === undefined ? [] : [{ type: 'more', ...listing, after: page.next, parentElement: element }];
    const found = [...rows(element, listing, page.items), ...more];
    return found.length > 0 ? found : [this.nothing(element, listing)];
  }

  private ask(listing: ListKey, at: PagePosition | undefined, signal: AbortSignal): Promise<Page<Node>> {
    const session = this.sessions.open(listing.connection);
    return session.children(listing.parent, this.queries.of(listing), at, signal);
  }

  private nothing(element: ParentElement, listing: ListKey): MessageElement {
    if (isFiltered(this.queries.of(listing))) return message(element, 'no-match', t('No matching items'));
    const ofDatasets = this.sessions.open(listing.connection).create?.(undefined)?.makes === 'dataset';
    if (!ofDatasets) return message(element, 'empty', t('Nothing here yet'));
    return message(element, 'empty', listing.parent === undefined ? t('No datasets yet') : t('No items yet'));
  }
}

function rows(above: ParentElement, { connection }: ListKey, nodes: readonly Node[]): TreeElement[] {
  const seen = new Set<Ref>();
  return nodes.flatMap((node) => {
    if (seen.has(node.ref)) return [];
    seen.add(node.ref);
    return { type: 'node', connection, node, parentElement: above };
  });
}

/**
 * Equal parts of at most 500, nested until each level has at most 500: `1–500`, `501–1,000` …
 * @param beside rows that stand beside the parts
 */
function ranges(above: ParentElement, listing: ListKey, from: number, to: number, beside = 0): TreeElement[] {
  let step = maxRows;
  while ((to - from) / step > maxRows - beside) step *= maxRows;
  const found: TreeElement[] = [];
  for (let start = from; start < to; start += step)
    found.push({ type: 'range', ...listing, from: start, to: Math.min(start + step, to), parentElement: above });
  return found;
}

function message(above: ParentElement, what: MessageElement['what'], notice: string): MessageElement {
  return { type: 'message', connection: above.connection, what, message: notice, parentElement: above };
}
