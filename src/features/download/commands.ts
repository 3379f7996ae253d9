import type { Handler } from '../../editor/commandIds';
import { t } from '../../editor/l10n';
import { pickNodes } from '../../editor/pick';
import type { Services } from '../../editor/services';
import type { DownloadFlow } from './flow';

/** "Download…": datasets, scenes, items. */
export function downloadCommands(services: Services, flow: DownloadFlow) {
  const download: Handler = async (...args) =>
    flow.run(await pickNodes(args, 'download', t('Download which dataset?'), services));
  return { 'datasets.download': download } satisfies Partial<Record<string, Handler>>;
}
