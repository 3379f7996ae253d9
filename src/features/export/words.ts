import type { ExportVerdict } from '../../core/contract';
import { t } from '../../editor/text/l10n';

const named = 20;

/** What the comparison of an export with the list found, one line each. */
export function verdictNotes({ missing, unexpected, results }: ExportVerdict): string[] {
  return [
    t('Files with results: {0}', results),
    ...(missing.length > 0 ? [t('Listed, but not in the export: {0}', listed(missing))] : []),
    ...(unexpected.length > 0 ? [t('In the export, but not listed: {0}', listed(unexpected))] : []),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, named).join(', ');
  return names.length > named ? t('{0} and {1} more', shown, names.length - named) : shown;
}
