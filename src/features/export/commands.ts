import type { Handler } from '../../editor/commandIds';
import { t } from '../../editor/l10n';
import { pickNodes } from '../../editor/pick';
import type { Services } from '../../editor/services';
import type { ExportFlow } from './flow';

/** "Export…": annotations as the platform writes them. */
export function exportCommands(services: Services, flow: ExportFlow) {
  const run: Handler = async (...args) =>
    flow.run(await pickNodes(args, 'export', t('Export which dataset?'), services));
  return { 'datasets.export': run } satisfies Partial<Record<string, Handler>>;
}
