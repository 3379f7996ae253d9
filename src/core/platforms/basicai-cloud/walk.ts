import { alive } from '../../net/errors';
import type { Client } from './client';
import { pageSize } from './limits';
import { parentIdOf, type Place } from './refs';
import type { Item } from './wire';

/** Every item of one level, once, by id: pages would skip and repeat rows while others change the list (section 1). */
export async function* walkPlace(client: Client, place: Place, signal: AbortSignal): AsyncGenerator<readonly Item[]> {
  let lastId: string | undefined;
  for (;;) {
    alive(signal);
    const { list } = await client.itemsById(place.datasetId, parentIdOf(place), lastId, signal);
    const last = list.at(-1)?.id;
    if (list.length > 0) yield list;
    // A server that does not know `lastId` would answer with the first page forever.
    if (list.length < pageSize || last === undefined || last === lastId) return;
    lastId = last;
  }
}

/** All items of one level. */
export async function itemsIn(client: Client, place: Place, signal: AbortSignal): Promise<Item[]> {
  const found: Item[] = [];
  for await (const rows of walkPlace(client, place, signal)) found.push(...rows);
  return found;
}
