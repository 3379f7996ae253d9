import type { Connection } from '../../core/model/connection';
import { emptyQuery, isFiltered, type Query } from '../../core/model/page';
import type { DownloadRoot } from '../../core/contract';
import type { DatasetTree } from './elements';
import { t } from '../text/l10n';
import { pickOne } from '../api/prompts';

export interface ItemScope {
  readonly query: Query;
  /** In words; empty when nothing is left out. */
  readonly description: string;
}

/** Whether all of a container is meant or what its list shows now; asked only when that differs. */
export async function askScope(connection: Connection, root: DownloadRoot, explorer: DatasetTree): Promise<ItemScope> {
  const whole: ItemScope = { query: emptyQuery, description: '' };
  if (root.nodes !== undefined) return whole;
  const shown = explorer.filter({ connection, parent: root.ref });
  if (!isFiltered(shown.query)) return whole;
  return pickOne(t('Select which items of "{0}"', root.name), [
    { label: t('Filtered items only'), description: shown.description, value: shown },
    { label: t('Everything'), value: whole },
  ]);
}
