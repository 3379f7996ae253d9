import type { Group } from './layout';

/**
 * What the platform's shared state makes of several dialogues in one archive: neighbours take each other's names, and
 * some are lost (CE-46; recorded 16 was made with one file an archive). One alone is safe. What happens depends on the
 * seed only.
 */
export function mixed(groups: readonly Group[], seed: number): Group[] {
  if (groups.length < 2) return [...groups];
  const all = [...groups];
  const swapped = seed % (all.length - 1);
  const [one, other] = [all[swapped], all[swapped + 1]];
  if (one && other) all.splice(swapped, 2, named(one, other), named(other, one));
  if (all.length > 2) {
    const lost = all[(swapped + 2) % all.length];
    if (lost) all[(swapped + 2) % all.length] = { ...lost, items: [] };
  }
  return all;
}

/** The content of one under the names of the other, as far as there are any. */
function named(content: Group, names: Group): Group {
  const items = content.items.flatMap((item, n) => {
    const name = names.items[n]?.name;
    return name === undefined ? [] : [{ ...item, name }];
  });
  return { ...content, items };
}
