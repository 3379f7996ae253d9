import { text, type Text } from '../../core/model/text';
import type { UnitItem } from '../../core/contract';
import type { ItemDelivery } from '../../core/transfer/engine';
import type { Issue } from '../../core/transfer/plan/issue';
import { staleItems } from '../../core/transfer/staleness';

/** Items of files that changed, as they are now; those that may not be sent any more with the reason. */
export async function readAnew(
  changed: readonly ItemDelivery[],
  signal: AbortSignal,
): Promise<{ items: UnitItem[]; failed: ItemDelivery[] }> {
  const items: UnitItem[] = [];
  const failed: ItemDelivery[] = [];
  for (const delivery of changed) {
    const found = await renewed(delivery.item, signal);
    if ('item' in found) items.push(found.item);
    else failed.push({ ...delivery, ...(found.problem && { reason: found.problem }) });
  }
  return { items, failed };
}

/** Items that are sent once more: those whose files changed since are read and checked again. */
export async function freshItems(
  items: readonly UnitItem[],
  signal: AbortSignal,
): Promise<{ items: UnitItem[]; issues: Issue[] }> {
  const stale = await staleItems(items);
  const found: UnitItem[] = [];
  const issues: Issue[] = [];
  for (const item of items) {
    const now = stale.has(item) ? await renewed(item, signal) : { item };
    if ('item' in now) found.push(now.item);
    else issues.push({ kind: 'broken', name: item.fileName, message: now.problem ?? text('The file changed.') });
  }
  return { items: found, issues };
}

/** An item as its file is now; else why it may not be sent, where that is known. */
async function renewed(item: UnitItem, signal: AbortSignal): Promise<{ item: UnitItem } | { problem?: Text }> {
  const fresh = await item.fresh?.(signal);
  if (fresh === undefined || 'problem' in fresh) return fresh ?? {};
  return { item: { ...item, ...fresh.item } };
}
