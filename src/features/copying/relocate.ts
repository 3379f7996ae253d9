import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { Conflict, Relocation, Session } from '../../core/platforms/platform';
import { t } from '../../editor/l10n';
import { summary } from '../../editor/outcomes';
import { withNotification, withView } from '../../editor/progress';
import { modalWarning } from '../../editor/prompts';
import type { Services } from '../../editor/services';
import type { How } from './clipboard';

/** Nodes on their way to another place of their connection. */
export interface Errand {
  readonly connection: Connection;
  readonly how: How;
  readonly nodes: readonly Node[];
  readonly target: Node;
}

/** Lets the server move or copy, after one question about names that are taken there. */
export async function relocate(errand: Errand, services: Services): Promise<void> {
  const { connection, how, nodes, target } = errand;
  const session = services.sessions.open(connection);
  const { relocate: facet } = session;
  if (facet === undefined) throw new PlatformError('invalid', text('Nothing can be moved or copied here.'));
  if (facet.refuses(how, nodes, target))
    throw new PlatformError('invalid', text('The selection cannot go to "{0}".', target.name));
  const conflict = await conflictFor(session, facet, errand);
  const title = how === 'move' ? t('Moving {0}', nodes.length) : t('Copying {0}', nodes.length);
  const outcomes = await withNotification(title, (_tell, signal) =>
    facet.run(how, nodes, target, conflict, signal),
  ).finally(() => refresh(errand, services));
  const left = new Set(outcomes.flatMap(({ ref, status }) => (status === 'failed' || status === 'unknown' ? ref : [])));
  const again = nodes.filter((node) => left.has(node.ref));
  services.outcomes.show({
    what: title,
    message: summary(outcomes, (count) => (how === 'move' ? t('{0} moved', count) : t('{0} copied', count))),
    outcomes,
    offers: [
      again.length > 0 && {
        button: t('Retry Failed'),
        run: () => relocate({ ...errand, nodes: again }, services),
      },
    ],
  });
}

const buttons: Readonly<Record<Conflict, (count: number) => string>> = {
  skip: (count) => t('Skip {0}', count),
  rename: (count) => t('Rename {0}', count),
  replace: (count) => t('Replace {0}', count),
};

/** Asked once for all, and only when a name is taken. Where nothing is taken the server is told to skip, in case one is taken meanwhile. */
async function conflictFor(session: Session, facet: Relocation, { nodes, target }: Errand): Promise<Conflict> {
  const { upload } = session;
  if (facet.conflicts.length === 0 || upload === undefined) return 'skip';
  const names = nodes.map((node) => node.name);
  const taken = [...(await withView((signal) => upload.taken(target.ref, names, signal))).keys()];
  if (taken.length === 0) return 'skip';
  const offered = facet.conflicts.map((way) => ({ way, button: buttons[way](taken.length) }));
  const message = taken.length === 1 ? t('A name is taken') : t('{0} names are taken', taken.length);
  const picked = await modalWarning(message, taken.slice(0, 10), ...offered.map(({ button }) => button));
  const way = offered.find(({ button }) => button === picked)?.way;
  if (way === undefined) throw new Cancelled();
  return way;
}

function refresh({ connection, how, nodes, target }: Errand, { explorer }: Services): void {
  explorer.refresh({ connection, parent: target.ref });
  if (how === 'copy') return;
  for (const parent of new Set(nodes.map((node) => node.parent))) explorer.refresh({ connection, parent });
}
