import type { CommandHandler } from '../../editor/api/commandIds';
import { t } from '../../editor/text/l10n';
import { confirmLoss } from '../../editor/api/prompts';
import { withBusyView } from '../../editor/api/progress';
import type { Services } from '../../editor/services';

/** Starting, stopping and resetting the embedded server. */
export function sandboxCommands({ sandbox, documents }: Services) {
  const start: CommandHandler = () =>
    withBusyView(async () => {
      await sandbox.start();
    });

  const stop: CommandHandler = async () => {
    await sandbox.stop();
  };

  const reset: CommandHandler = async () => {
    const button = t('Reset');
    const detail = t('All its datasets, items and files will be deleted. It starts again with the sample data.');
    await confirmLoss({ message: t('Reset the local sandbox?'), lines: [detail] }, [button], documents);
    await withBusyView(async () => {
      await sandbox.reset();
      await sandbox.start();
    });
  };

  return {
    'datasets.startSandbox': start,
    'datasets.stopSandbox': stop,
    'datasets.resetSandbox': reset,
  } satisfies Partial<Record<string, CommandHandler>>;
}
