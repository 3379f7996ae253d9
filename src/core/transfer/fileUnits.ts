import type { Ref } from '../model/node';
import type { Unit, UnitItem } from '../platforms/upload';

/** One unit an item: what a store of files and folders takes. */
export function fileUnits(target: Ref, items: readonly UnitItem[]): Unit[] {
  return items.map((item, n) => ({
    id: `file-${n}`,
    target,
    how: 'single',
    fileName: item.name,
    items: [item],
    bytes: item.size,
  }));
}
