import { text } from '../../core/model/text';
import type { UnitItem } from '../../core/platforms/platform';
import type { Delivery } from '../../core/transfer/engine';
import type { Finding } from '../../core/transfer/finding';
import { staleItems } from '../../core/transfer/staleness';

/** Items of files that changed, as they are now; those that may not be sent any more with the reason. */
export async function readAnew(
  changed: readonly Delivery[],
  signal: AbortSignal,
): Promise<{ items: UnitItem[]; failed: Delivery[] }> {
  const items: UnitItem[] = [];
  const failed: Delivery[] = [];
  for (const delivery of changed) {
    const { item } = delivery;
    const fresh = await item.fresh?.(signal);
    if (fresh === undefined) failed.push(delivery);
    else if ('problem' in fresh) failed.push({ ...delivery, reason: fresh.problem });
    else items.push({ ...item, ...fresh.item });
  }
  return { items, failed };
}

/** Items that are sent once more: those whose files changed since are read and checked again. */
export async function freshItems(
  items: readonly UnitItem[],
  signal: AbortSignal,
): Promise<{ items: UnitItem[]; findings: Finding[] }> {
  const stale = await staleItems(items);
  const found: UnitItem[] = [];
  const findings: Finding[] = [];
  for (const item of items) {
    const fresh = stale.has(item) ? await item.fresh?.(signal) : { item: {} };
    if (fresh !== undefined && 'item' in fresh) found.push({ ...item, ...fresh.item });
    else findings.push({ kind: 'broken', name: item.fileName, said: fresh?.problem ?? text('The file changed.') });
  }
  return { items: found, findings };
}
