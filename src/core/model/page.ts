/** What narrows and orders a list. Which parts a platform honours is told by its `Facets`. */
export interface Query {
  readonly name?: string;
  readonly status?: string;
  readonly split?: string;
  /** ISO 8601 with an offset. */
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly sort?: { readonly by: string; readonly descending: boolean };
}

export const emptyQuery: Query = {};

/** Whether a query leaves anything out. Order alone does not. */
export function isFiltered(query: Query): boolean {
  return [query.name, query.status, query.split, query.createdFrom, query.createdTo].some((part) => part !== undefined);
}

/** Where a page begins: counted platforms take offsets, marked ones the cursor of the page before. */
export type PagePosition = { readonly offset: number; readonly limit: number } | { readonly after: string };

/** One page of a list. A page that failed can be asked again. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
  readonly total?: number;
}
