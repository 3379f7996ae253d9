import type { Memento } from 'vscode';
import { emptyQuery, isFiltered, type Query } from '../../core/model/page';
import { localize, t } from '../../editor/text/l10n';
import { type ListKey, listingKey } from '../../editor/tree/elements';
import type { Facets } from '../../core/contract';

const key = 'datasets.queries';

/** Which listings are narrowed or ordered, and how; kept with the workspace, so that a reload of the window changes nothing. */
export class FilterStore {
  private readonly kept: Map<string, Query>;

  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {
    this.kept = new Map(Object.entries(memento.get<Record<string, Query>>(key) ?? {}));
  }

  of(listing: ListKey): Query {
    return this.kept.get(listingKey(listing)) ?? emptyQuery;
  }

  set(listing: ListKey, query: Query): void {
    if (isFiltered(query) || query.sort !== undefined) this.kept.set(listingKey(listing), query);
    else this.kept.delete(listingKey(listing));
    this.save();
  }

  /** Forgets a connection that is gone. */
  drop(connectionId: string): void {
    for (const list of this.kept.keys()) if (list.startsWith(`${connectionId}|`)) this.kept.delete(list);
    this.save();
  }

  private save(): void {
    void this.memento.update(key, Object.fromEntries(this.kept));
  }
}

/** What a query does, in a few words: `name "cat", annotated, by created ↓`. Empty when it does nothing. */
export function describeQuery(query: Query, facets: Facets): string {
  const label = (choices: Facets['sorts'], value: string) => {
    const found = choices.find((choice) => choice.value === value);
    return found ? localize(found.label) : value;
  };
  const parts = [
    query.name !== undefined && t('name "{0}"', query.name),
    query.status !== undefined && label(facets.statuses, query.status),
    query.split !== undefined && label(facets.splits, query.split),
    query.createdFrom !== undefined && t('from {0}', query.createdFrom),
    query.createdTo !== undefined && t('until {0}', query.createdTo),
    query.sort !== undefined &&
      t('by {0} {1}', label(facets.sorts, query.sort.by).toLowerCase(), query.sort.descending ? '↓' : '↑'),
  ];
  return parts.filter((part) => part !== false).join(', ');
}
