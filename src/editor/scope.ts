import type { Connection } from '../core/model/connection';
import { everything, narrows, type Query } from '../core/model/page';
import type { DownloadRoot } from '../core/platforms/platform';
import type { Explorer } from './elements';
import { t } from './l10n';
import { pickOne } from './prompts';

export interface Scope {
  readonly query: Query;
  /** In words; empty when nothing is left out. */
  readonly said: string;
}

/** Whether all of a container is meant or what its list shows now; asked only when that differs. */
export async function askScope(connection: Connection, root: DownloadRoot, explorer: Explorer): Promise<Scope> {
  const whole: Scope = { query: everything, said: '' };
  if (root.nodes !== undefined) return whole;
  const shown = explorer.filter({ connection, parent: root.ref });
  if (!narrows(shown.query)) return whole;
  return pickOne(t('How much of "{0}"?', root.name), [
    { label: t('Only what fits the filter'), description: shown.said, value: shown },
    { label: t('All of it'), value: whole },
  ]);
}
