import type { Node, Ref } from '../../core/model/node';
import { everything, narrows, type At, type Page } from '../../core/model/page';
import { isCancelled, isPlatformError } from '../../core/net/errors';
import type { Above, Listing, MessageElement, TreeElement } from '../../editor/elements';
import { listingKey, listingOf } from '../../editor/elements';
import { t } from '../../editor/l10n';
import type { Report } from '../../editor/report';
import type { Sessions } from '../../editor/sessions';
import type { Queries } from './queries';

/** At most this many rows stand under one element: more slow the editor down (design, section 11). */
export const mostRows = 500;

/** What a filter found, of how many. */
export interface Hits {
  readonly found: number;
  readonly of: number;
}

/** Loads what stands below an element of the tree. */
export class Listings {
  /** The first page of a long list, read to learn its length, kept for the range that it fills. */
  private readonly firstPages = new Map<string, Page<Node>>();
  private readonly hits = new Map<string, Hits>();

  constructor(
    private readonly sessions: Sessions,
    private readonly queries: Queries,
    private readonly report: Report,
  ) {}

  async below(element: Above, signal: AbortSignal): Promise<TreeElement[]> {
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
  hitsOf(listing: Listing): Hits | undefined {
    return this.hits.get(listingKey(listing));
  }

  /** Forgets pages that were kept; the next look asks the server. */
  forget(listing: Listing): void {
    this.firstPages.delete(listingKey(listing));
    this.hits.delete(listingKey(listing));
  }

  private load(element: Above, signal: AbortSignal): Promise<TreeElement[]> {
    if (element.type === 'more') return this.page(element, { after: element.after }, signal);
    if (element.type === 'range') return this.range(element, signal);
    return this.whole(element, signal);
  }

  private async whole(element: Above, signal: AbortSignal): Promise<TreeElement[]> {
    const listing = listingOf(element);
    this.forget(listing);
    const { info } = this.sessions.platformOf(listing.connection);
    const pinned = rows(element, listing, this.pinned(element));
    if (info.lists === 'marked') return [...pinned, ...(await this.page(element, undefined, signal))];
    const page = await this.ask(listing, { offset: 0, limit: mostRows }, signal);
    const total = page.total ?? page.items.length;
    await this.countHits(listing, total, signal);
    if (total === 0) return [...pinned, this.nothing(element, listing)];
    if (total + pinned.length <= mostRows) return [...pinned, ...rows(element, listing, page.items)];
    this.firstPages.set(listingKey(listing), page);
    return [...pinned, ...ranges(element, listing, 0, total, pinned.length)];
  }

  /** A count of the whole list that fails takes nothing from the rows that were found. */
  private async countHits(listing: Listing, found: number, signal: AbortSignal): Promise<void> {
    if (!narrows(this.queries.of(listing))) return;
    const session = this.sessions.open(listing.connection);
    try {
      const { total } = await session.children(listing.parent, everything, { offset: 0, limit: 1 }, signal);
      if (total !== undefined) this.hits.set(listingKey(listing), { found, of: total });
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.report.note('Counting a list', error);
    }
  }

  /** A filter is about the list: what is pinned above it would look as if it fitted. */
  private pinned(element: Above): readonly Node[] {
    if (narrows(this.queries.of(listingOf(element)))) return [];
    const session = this.sessions.open(element.connection);
    return session.pinned?.(element.type === 'node' ? element.node : undefined) ?? [];
  }

  private async range(element: Extract<Above, { type: 'range' }>, signal: AbortSignal): Promise<TreeElement[]> {
    const listing = listingOf(element);
    if (element.to - element.from > mostRows) return ranges(element, listing, element.from, element.to);
    const key = listingKey(listing);
    const kept = element.from === 0 ? this.firstPages.get(key) : undefined;
    this.firstPages.delete(key);
    const page = kept ?? (await this.ask(listing, { offset: element.from, limit: mostRows }, signal));
    return page.items.length > 0 ? rows(element, listing, page.items) : [this.nothing(element, listing)];
  }

  private async page(element: Above, at: At | undefined, signal: AbortSignal): Promise<TreeElement[]> {
    const listing = listingOf(element);
    const page = await this.ask(listing, at, signal);
    const more: TreeElement[] =
      page.next === undefined ? [] : [{ type: 'more', ...listing, after: page.next, above: element }];
    const found = [...rows(element, listing, page.items), ...more];
    return found.length > 0 ? found : [this.nothing(element, listing)];
  }

  private ask(listing: Listing, at: At | undefined, signal: AbortSignal): Promise<Page<Node>> {
    const session = this.sessions.open(listing.connection);
    return session.children(listing.parent, this.queries.of(listing), at, signal);
  }

  private nothing(element: Above, listing: Listing): MessageElement {
    if (narrows(this.queries.of(listing))) return message(element, 'no-match', t('Nothing fits the filter'));
    const ofDatasets = this.sessions.open(listing.connection).create?.(undefined)?.makes === 'dataset';
    if (!ofDatasets) return message(element, 'empty', t('Nothing here yet'));
    return message(element, 'empty', listing.parent === undefined ? t('No datasets yet') : t('No data yet'));
  }
}

function rows(above: Above, { connection }: Listing, nodes: readonly Node[]): TreeElement[] {
  const seen = new Set<Ref>();
  return nodes.flatMap((node) => {
    if (seen.has(node.ref)) return [];
    seen.add(node.ref);
    return { type: 'node', connection, node, above };
  });
}

/**
 * Equal parts of at most 500, nested until each level has at most 500: `1–500`, `501–1,000` …
 * @param beside rows that stand beside the parts
 */
function ranges(above: Above, listing: Listing, from: number, to: number, beside = 0): TreeElement[] {
  let step = mostRows;
  while ((to - from) / step > mostRows - beside) step *= mostRows;
  const found: TreeElement[] = [];
  for (let start = from; start < to; start += step)
    found.push({ type: 'range', ...listing, from: start, to: Math.min(start + step, to), above });
  return found;
}

function message(above: Above, what: MessageElement['what'], said: string): MessageElement {
  return { type: 'message', connection: above.connection, what, said, above };
}
