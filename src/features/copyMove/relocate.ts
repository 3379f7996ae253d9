import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { NameConflict, Relocation, Session } from '../../core/contract';
import { itemsText, t } from '../../editor/text/l10n';
import { outcomeSummary } from '../../editor/api/outcomes';
import { withNotification, withTreeProgress } from '../../editor/api/progress';
import { modalWarning } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import type { ClipboardMode } from './clipboard';

/** Nodes on their way to another place of their connection. */
export interface MoveRequest {
  readonly connection: Connection;
  readonly how: ClipboardMode;
  readonly nodes: readonly Node[];
  readonly target: Node;
}

/** Lets the server move or copy, after one question about names that are taken there. */
export async function relocateItems(request: MoveRequest, services: Services): Promise<void> {
  const { connection, how, nodes, target } = request;
  const session = services.sessions.open(connection);
  const { relocate: facet } = session;
  if (facet === undefined) throw new PlatformError('invalid', text('Nothing can be moved or copied here.'));
  if (facet.refuses(how, nodes, target))
    throw new PlatformError('invalid', text('The selection cannot go to "{0}".', target.name));
  const conflict = await conflictFor(session, facet, request);
  const title = how === 'move' ? t('Moving {0}', itemsText(nodes.length)) : t('Copying {0}', itemsText(nodes.length));
  const outcomes = await withNotification(title, (_tell, signal) =>
    facet.run(how, nodes, target, conflict, signal),
  ).finally(() => refresh(request, services));
  const left = new Set(outcomes.flatMap(({ ref, status }) => (status === 'failed' || status === 'unknown' ? ref : [])));
  const again = nodes.filter((node) => left.has(node.ref));
  services.outcomes.show({
    what: title,
    message: outcomeSummary(outcomes, (count) => (how === 'move' ? t('{0} moved', count) : t('{0} copied', count))),
    outcomes,
    offers: [
      again.length > 0 && {
        button: t('Retry Failed'),
        run: () => relocateItems({ ...request, nodes: again }, services),
      },
    ],
  });
}

const buttons: Readonly<Record<NameConflict, (count: number) => string>> = {
  skip: (count) => t('Skip {0}', count),
  rename: (count) => t('Rename {0}', count),
  replace: (count) => t('Replace {0}', count),
};

/** Asked once for all, and only when a name is taken. Where nothing is taken the server is told to skip, in case one is taken meanwhile. */
async function conflictFor(session: Session, facet: Relocation, { nodes, target }: MoveRequest): Promise<NameConflict> {
  const { upload } = session;
  if (facet.conflicts.length === 0 || upload === undefined) return 'skip';
  const names = nodes.map((node) => node.name);
  const taken = [...(await withTreeProgress((signal) => upload.taken(target.ref, names, signal))).keys()];
  if (taken.length === 0) return 'skip';
  const offered = facet.conflicts.map((choice) => ({ choice, button: buttons[choice](taken.length) }));
  const message =
    taken.length === 1
      ? t('An item with this name already exists')
      : t('{0} items with these names already exist', taken.length);
  const picked = await modalWarning(message, taken.slice(0, 10), ...offered.map(({ button }) => button));
  const choice = offered.find(({ button }) => button === picked)?.choice;
  if (choice === undefined) throw new Cancelled();
  return choice;
}

function refresh({ connection, how, nodes, target }: MoveRequest, { datasetTree }: Services): void {
  datasetTree.refresh({ connection, parent: target.ref });
  if (how === 'copy') return;
  for (const parent of new Set(nodes.map((node) => node.parent))) datasetTree.refresh({ connection, parent });
}
