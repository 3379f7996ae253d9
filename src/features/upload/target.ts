import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Session } from '../../core/platforms/platform';
import type { Goal } from '../../editor/goal';
import { say, t } from '../../editor/l10n';
import { labelOf, pickConnection, rowsBelow } from '../../editor/pick';
import { pickOne, type PickOf } from '../../editor/prompts';
import { withView } from '../../editor/progress';
import type { Services } from '../../editor/services';

/** Makes a dataset or a folder on the way, for pictures when only such are to be sent; given by the app. */
export type Make = (connection: Connection, parent: Node | undefined) => Promise<Node>;

/** Asks where files should go: which connection, and then down through its folders as far as wanted. @throws Cancelled */
export async function pickTarget(args: readonly unknown[], services: Services, make: Make): Promise<Goal> {
  const connection = await pickConnection(args, services);
  const session = services.sessions.open(connection);
  for (let at = session.root; ;) {
    const picked = await pickBelow(session, at, (parent) => make(connection, parent));
    if (picked.here || session.upload?.rules(picked.node)?.slash !== 'folder') return { connection, node: picked.node };
    at = picked.node;
  }
}

interface Picked {
  readonly node: Node;
  /** Whether it is meant itself, and not what is below it. */
  readonly here: boolean;
}

async function pickBelow(
  session: Session,
  at: Node | undefined,
  make: (at: Node | undefined) => Promise<Node>,
): Promise<Picked> {
  const nodes = await withView((signal) => rowsBelow(session, at, signal));
  const creation = session.create?.(at);
  const items: (PickOf<() => Promise<Picked>> | false)[] = [
    at?.can.has('upload') === true && {
      icon: 'check',
      label: t('Upload to "{0}"', labelOf(at)),
      value: async () => ({ node: at, here: true }),
    },
    creation !== undefined && {
      icon: 'add',
      label: `${say(creation.title)}…`,
      value: async () => ({ node: await make(at), here: true }),
    },
    ...nodes
      .filter((node) => node.can.has('upload'))
      .map((node) => ({
        label: labelOf(node),
        description: node.counts ? String(node.counts.all) : '',
        value: async () => ({ node, here: false }),
      })),
  ];
  const choose = await pickOne(
    at === undefined ? t('Upload to which dataset?') : t('Upload to which folder?'),
    items.filter((item) => item !== false),
  );
  return choose();
}
