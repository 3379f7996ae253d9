import type { CommandHandler } from '../../editor/api/commandIds';
import { t } from '../../editor/text/l10n';
import { pickNodes } from '../../editor/tree/pick';
import type { Services } from '../../editor/services';
import type { ExportFlow } from './flow';

/** "Export…": annotations as the platform writes them. */
export function exportCommands(services: Services, flow: ExportFlow) {
  const run: CommandHandler = async (...args) =>
    flow.run(await pickNodes(args, 'export', t('Select a dataset to export'), services));
  return { 'datasets.export': run } satisfies Partial<Record<string, CommandHandler>>;
}
