import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { Session } from '../../core/contract';
import type { DropTarget } from '../../editor/tree/dropTarget';
import { numberText, localize, t } from '../../editor/text/l10n';
import { labelOf, pickConnection, rowsBelow } from '../../editor/tree/pick';
import { pickOne, type PickOf } from '../../editor/api/prompts';
import { withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import { LastTarget } from './lastTarget';
import { type ConnectionTargets, type FitsRules, listTargets, reasonOf } from './targetList';

/** Makes a dataset or a folder on the way, for pictures when only such are to be sent; given by the app. */
export type CreateDestination = (connection: Connection, parent: Node | undefined) => Promise<Node>;

type Uses = Pick<Services, 'context' | 'sessions'>;
type Choice = () => Promise<DropTarget>;

/**
 * Asks where files should go: one list of what takes them on every connection, the last one used first, with the way down
 * through folders. What is selected in the tree is not asked: a person in the explorer does not see it. @throws Cancelled
 */
export async function pickTarget(services: Uses, make: CreateDestination, fits: FitsRules): Promise<DropTarget> {
  const last = new LastTarget(services.context.globalState);
  const lists = await withTreeProgress((signal) => listTargets(services.sessions, fits, signal));
  const other: Choice = async () => {
    const connection = await pickConnection([], { sessions: services.sessions, datasetTree: { selection: () => [] } });
    return walkDown(services, connection, make);
  };
  const dropTarget = await (lists.length === 0 ? other : await pickFromLists(services, lists, last, make, other))();
  await last.set(dropTarget.connection, dropTarget.node);
  return dropTarget;
}

function pickFromLists(
  services: Uses,
  lists: readonly ConnectionTargets[],
  last: LastTarget,
  make: CreateDestination,
  other: Choice,
): Promise<Choice> {
  const hidden = lists.reduce((sum, list) => sum + list.hidden, 0);
  const recent = lists.flatMap(({ connection, platform, nodes }) =>
    nodes
      .filter((node) => last.is(connection, node))
      .map((node): PickOf<Choice> => ({
        label: labelOf(node),
        description: groupName(connection, platform),
        group: t('Last used'),
        value: () => Promise.resolve({ connection, node }),
      })),
  );
  const rest = lists.flatMap((list) => rowsOf(services, list, last, make));
  return pickOne(
    t('Select a dataset to upload to'),
    [...recent, ...rest, { icon: 'list-tree', label: t('Other…'), group: t('Other places'), value: other }],
    hidden > 0 ? t('{0} places that do not take these files are not listed', hidden) : undefined,
  );
}

function rowsOf(services: Uses, list: ConnectionTargets, last: LastTarget, make: CreateDestination): PickOf<Choice>[] {
  const { connection, platform, session, nodes, error } = list;
  const group = groupName(connection, platform);
  if (session === undefined) {
    const reason = reasonOf(error);
    const detail = reason && localize(reason);
    const label = t('Cannot list "{0}"', connection.name);
    return [
      { icon: 'error', label, group, ...(detail && { detail }), value: () => walkDown(services, connection, make) },
    ];
  }
  const creation = session.create?.(undefined);
  return [
    ...nodes
      .filter((node) => !last.is(connection, node))
      .map((node) => ({
        label: labelOf(node),
        description: countOf(node),
        group,
        value: () =>
          node.ref === session.root?.ref ? chosen(connection, node) : below(services, connection, node, make),
      })),
    ...(creation
      ? [
          {
            icon: 'add',
            label: `${localize(creation.title)}…`,
            group,
            value: async () => ({ connection, node: await make(connection, undefined) }),
          },
        ]
      : []),
  ];
}

const chosen = (connection: Connection, node: Node): Promise<DropTarget> => Promise.resolve({ connection, node });
const groupName = (connection: Connection, platform: string) => `${connection.name} · ${platform}`;
const countOf = ({ counts }: Node) => (counts ? numberText(counts.all) : '');

/** Asks for a place on one connection, from its top. */
function walkDown(services: Uses, connection: Connection, make: CreateDestination): Promise<DropTarget> {
  return walk(services, connection, services.sessions.open(connection).root, make);
}

/** A node of the list is the place, unless it is a folder that may hold the one that is meant. */
function below(services: Uses, connection: Connection, node: Node, make: CreateDestination): Promise<DropTarget> {
  const folder = services.sessions.open(connection).upload?.rules(node)?.pathSeparator === 'folder';
  return folder ? walk(services, connection, node, make) : chosen(connection, node);
}

async function walk(
  services: Uses,
  connection: Connection,
  from: Node | undefined,
  make: CreateDestination,
): Promise<DropTarget> {
  const session = services.sessions.open(connection);
  for (let at = from; ;) {
    const picked = await pickBelow(session, at, (parent) => make(connection, parent));
    if (picked.here || session.upload?.rules(picked.node)?.pathSeparator !== 'folder')
      return { connection, node: picked.node };
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
  const nodes = await withTreeProgress((signal) => rowsBelow(session, at, signal));
  const creation = session.create?.(at);
  const items: (PickOf<() => Promise<Picked>> | false)[] = [
    at?.capabilities.has('upload') === true && {
      icon: 'check',
      label: t('Upload to "{0}"', labelOf(at)),
      value: async () => ({ node: at, here: true }),
    },
    creation !== undefined && {
      icon: 'add',
      label: `${localize(creation.title)}…`,
      value: async () => ({ node: await make(at), here: true }),
    },
    ...nodes
      .filter((node) => node.capabilities.has('upload'))
      .map((node) => ({
        label: labelOf(node),
        description: countOf(node),
        value: async () => ({ node, here: false }),
      })),
  ];
  const choose = await pickOne(
    at === undefined ? t('Select a dataset to upload to') : t('Select a folder to upload to'),
    items.filter((item) => item !== false),
  );
  return choose();
}
