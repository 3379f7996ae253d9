import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { Handler } from '../../editor/commandIds';
import { actionFor, runAction } from '../../editor/actions';
import { type KeptBatch, type Keepsakes, waiting } from '../../editor/keepsakes';
import { t } from '../../editor/l10n';
import { modal, pickOne } from '../../editor/prompts';
import type { Services } from '../../editor/services';
import { agreeToPart, onOneConnection, workOf } from '../../editor/tree/work';
import type { Restorer } from './restorer';

/** "Restore Deleted Data…": the selected nodes that stand for deleted data, or one of the kept deletions. */
export function restoreCommands(services: Services, keepsakes: Keepsakes, restorer: Restorer) {
  const restore: Handler = async (...args) => {
    const work = workOf(args, 'restore', services);
    const [first] = work.groups;
    // The command is about what was deleted before: a selection of other things says nothing of it.
    if (first === undefined) return restoreKept();
    onOneConnection(work);
    await agreeToPart(work);
    const { nodes } = first;
    const action = actionFor('restore', first.connection, nodes, services);
    if (action) return runAction(action, first, services);
    const names = nodes.slice(0, 10).map(({ name }) => name);
    const button = t('Restore');
    const picked = await modal(t('Restore the selected deleted data?'), names, button);
    if (picked !== button) throw new Cancelled();
    await restorer.restoreNodes(first.connection, nodes);
  };

  const restoreKept = async (): Promise<void> => {
    const batches = (await keepsakes.all()).filter((batch) => waiting(batch).length > 0);
    if (batches.length === 0) throw new PlatformError('not-found', text('No deleted data are kept on this machine.'));
    const picked = await pickOne(
      t('Which deleted data should come back?'),
      batches.map((batch) => item(batch, services)),
    );
    await restorer.restore(picked);
  };

  return { 'datasets.restore': restore } satisfies Partial<Record<string, Handler>>;
}

function item(batch: KeptBatch, { sessions }: Services) {
  const kept = waiting(batch);
  return {
    label: t('{0} of "{1}"', kept.length, batch.from),
    description: `${new Date(batch.when).toLocaleString()} · ${sessions.find(batch.connectionId)?.name ?? '?'}`,
    detail: kept
      .slice(0, 5)
      .map((one) => one.name)
      .join(', '),
    value: batch,
  };
}
