import { throwIfCancelled } from '../../../net/errors';
import type { CloudClient } from './client';
import { pageSize } from '../limits';
import { parentIdOf, type ItemPlace } from '../refs';
import type { Dataset, Item } from './wire';

/** Every item of one level, once, by id: pages would skip and repeat rows while others change the list (CLOUD-7, CLOUD-8). */
export function walkPlace(client: CloudClient, place: ItemPlace, signal: AbortSignal): AsyncGenerator<readonly Item[]> {
  return walk((lastId) => client.itemsById(place.datasetId, parentIdOf(place), lastId, signal), signal);
}

/** Every dataset, once, by id. */
export function walkDatasets(client: CloudClient, signal: AbortSignal): AsyncGenerator<readonly Dataset[]> {
  return walk((lastId) => client.datasetsById(lastId, signal), signal);
}

/** @param ask for the page behind an id that the page before ended with */
async function* walk<T extends { readonly id: string }>(
  ask: (lastId: string | undefined) => Promise<{ readonly list: readonly T[] }>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  let lastId: string | undefined;
  for (;;) {
    throwIfCancelled(signal);
    const { list } = await ask(lastId);
    const last = list.at(-1)?.id;
    if (list.length > 0) yield list;
    // A server that does not know `lastId` would answer with the first page forever.
    if (list.length < pageSize || last === undefined || last === lastId) return;
    lastId = last;
  }
}

/** All items of one level. */
export async function itemsIn(client: CloudClient, place: ItemPlace, signal: AbortSignal): Promise<Item[]> {
  const found: Item[] = [];
  for await (const rows of walkPlace(client, place, signal)) found.push(...rows);
  return found;
}
