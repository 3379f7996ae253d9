import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { CommandHandler } from '../../editor/api/commandIds';
import { actionFor, runAction } from '../../editor/tree/actions';
import { type DeletionRecord, type DeletionHistory, notRestored } from '../../editor/services/deletionHistory';
import { t } from '../../editor/text/l10n';
import { askQuestion, pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { agreeToPart, onOneConnection, workOf } from '../../editor/tree/work';
import type { RestoreFlow } from './restorer';

/** "Restore Deleted Data…": the selected nodes that stand for deleted data, or one of the kept deletions. */
export function restoreCommands(services: Services, history: DeletionHistory, restorer: RestoreFlow) {
  const restore: CommandHandler = async (...args) => {
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
    const picked = await askQuestion(t('Restore the selected deleted items?'), names, button);
    if (picked !== button) throw new Cancelled();
    await restorer.restoreNodes(first.connection, nodes);
  };

  const restoreKept = async (): Promise<void> => {
    const batches = (await history.all()).filter((batch) => notRestored(batch).length > 0);
    if (batches.length === 0) throw new PlatformError('not-found', text('No deleted items are kept on this machine.'));
    const picked = await pickOne(
      t('Select deleted items to restore'),
      batches.map((batch) => item(batch, services)),
    );
    await restorer.restore(picked);
  };

  return { 'datasets.restore': restore } satisfies Partial<Record<string, CommandHandler>>;
}

function item(batch: DeletionRecord, { sessions }: Services) {
  const kept = notRestored(batch);
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
