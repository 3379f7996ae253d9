import type { Handler } from '../../editor/commandIds';
import { t } from '../../editor/l10n';
import { confirmLoss } from '../../editor/prompts';
import { withBusyView } from '../../editor/progress';
import type { Services } from '../../editor/services';

/** Starting, stopping and resetting the embedded server. */
export function sandboxCommands({ sandbox, documents }: Services) {
  const start: Handler = () =>
    withBusyView(async () => {
      await sandbox.start();
    });

  const stop: Handler = async () => {
    await sandbox.stop();
  };

  const reset: Handler = async () => {
    const button = t('Reset');
    const detail = t('Everything in it is deleted: datasets, data and files. It starts again with the sample data.');
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
  } satisfies Partial<Record<string, Handler>>;
}
