import type { Ref } from '../../model/node';
import type { UploadUnit, UnitItem } from '../../contract';

/** One unit an item: what a store of files and folders takes. */
export function fileUnits(target: Ref, items: readonly UnitItem[]): UploadUnit[] {
  return items.map((item, n) => ({
    id: `file-${n}`,
    target,
    kind: 'single',
    fileName: item.name,
    items: [item],
    bytes: item.size,
  }));
}
