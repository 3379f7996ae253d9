import type { Handler } from '../../editor/commandIds';
import { t } from '../../editor/l10n';
import { modal } from '../../editor/prompts';
import { withView } from '../../editor/progress';
import type { Services } from '../../editor/services';

/** Starting, stopping and resetting the embedded server. */
export function sandboxCommands({ sandbox }: Services) {
  const start: Handler = () =>
    withView(async () => {
      await sandbox.start();
    });

  const stop: Handler = async () => {
    await sandbox.stop();
  };

  const reset: Handler = async () => {
    const button = t('Reset');
    const detail = t('Everything in it is deleted: datasets, data and files. It starts again with the sample data.');
    if ((await modal(t('Reset the local sandbox?'), detail, button)) !== button) return;
    await withView(async () => {
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
