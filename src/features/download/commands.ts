import type { CommandHandler } from '../../editor/api/commandIds';
import { t } from '../../editor/text/l10n';
import { pickNodes } from '../../editor/tree/pick';
import type { Services } from '../../editor/services';
import type { DownloadFlow } from './flow';

/** "Download…": datasets, scenes, items. */
export function downloadCommands(services: Services, flow: DownloadFlow) {
  const download: CommandHandler = async (...args) =>
    flow.run(await pickNodes(args, 'download', t('Select a dataset to download'), services));
  return { 'datasets.download': download } satisfies Partial<Record<string, CommandHandler>>;
}
