import type { ItemDelivery } from '../../core/transfer/engine';
import { t } from './l10n';

/** How many objects of the results are listed afterwards, and which items have fewer than were sent. */
export function objectsText(deliveries: readonly ItemDelivery[]): { message: string[]; notes: string[] } {
  const counted = deliveries.filter((one) => one.objects !== undefined);
  if (counted.length === 0) return { message: [], notes: [] };
  const sent = counted.reduce((sum, { item }) => sum + (item.objects ?? 0), 0);
  const arrived = counted.reduce((sum, { objects = 0 }) => sum + objects, 0);
  const fewer = counted.filter(({ item, objects = 0 }) => objects < (item.objects ?? 0));
  return {
    message: [t('{0} of {1} objects imported', arrived, sent)],
    notes: fewer.map(({ item, objects = 0 }) =>
      t('{0}: {1} of {2} objects imported', item.name, objects, item.objects ?? 0),
    ),
  };
}
