import { groupBy } from '../../../model/lists';
import type { Ref } from '../../../model/node';
import type { CloudClient } from '../api/client';
import { kindOf } from '../nodes';
import { itemRef, parentIdOf, type ItemPlace } from '../refs';
import { itemsIn } from '../api/walk';
import type { Item } from '../api/wire';

/** Up to this many names are looked up one by one; for more the level is walked. */
const fewNames = 20;

/** Names as asked → what has them. `scene_a/000` means a frame, and no frame is added to a scene that is listed. */
export async function namesIn(
  client: CloudClient,
  place: ItemPlace,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Ref>> {
  const byTop = groupBy(names, (name) => name.split('/', 1)[0] ?? name);
  const rows = await topLevel(client, place, [...byTop.keys()], signal);
  const found = new Map<string, Ref>();
  for (const [top, own] of byTop) {
    const row = rows.get(top.toLowerCase());
    if (row) for (const name of own) found.set(name, itemRef(kindOf(row), place, row.id));
  }
  return found;
}

/** Name in lower case → the row that has it. */
async function topLevel(
  client: CloudClient,
  place: ItemPlace,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Item>> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const rows = wanted.size > fewNames ? undefined : await byFilter(client, place, names, signal);
  const all = rows ?? (await itemsIn(client, place, signal));
  return new Map(all.filter(({ name }) => wanted.has(name.toLowerCase())).map((row) => [row.name.toLowerCase(), row]));
}

/** The filter is a guess (CLOUD-9): when it answers with anything else, undefined, and the level is walked. */
async function byFilter(
  client: CloudClient,
  place: ItemPlace,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Item[] | undefined> {
  const found: Item[] = [];
  for (const name of names) {
    const { list } = await client.items(place.datasetId, parentIdOf(place), 1, { name }, signal);
    if (list.some((row) => !row.name.toLowerCase().includes(name.toLowerCase()))) return undefined;
    if (list.length > 0 && !list.some((row) => row.name.toLowerCase() === name.toLowerCase()) && list.length === full)
      return undefined;
    found.push(...list);
  }
  return found;
}

/** A full page of longer names may hide the one that is looked for. */
const full = 100;
