import { commands } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { emptyQuery } from '../../core/model/page';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { Session } from '../../core/contract';
import type { CommandId } from '../api/commandIds';
import { connectionsOf } from './elements';
import { localize, t } from '../text/l10n';
import { withTreeProgress } from '../api/progress';
import { pickOne, type PickOf } from '../api/prompts';
import type { Services } from '../services';
import { meantRows, type RequiredCapability, type ConnectionNodes, type SelectionWork } from './selection';
import { agreeToPart, onOneConnection, onOneRow, nothingToDoError, workOf } from './work';

export type { RequiredCapability, ConnectionNodes };

/** Rows of a list that are offered; a person who looks for another uses the tree. */
const maxRows = 500;

/** A connection: the selected one, the only one, or the one that is picked. */
export async function pickConnection(
  args: readonly unknown[],
  {
    sessions,
    datasetTree,
  }: Pick<Services, 'sessions'> & { readonly datasetTree: Pick<Services['datasetTree'], 'selection'> },
): Promise<Connection> {
  const rows = meantRows(args, () => datasetTree.selection());
  const selected = connectionsOf(rows);
  const all = selected.length > 0 ? selected : sessions.all();
  const [only] = all;
  if (only === undefined) return firstConnection(sessions);
  if (all.length === 1) return only;
  return pickOne(
    t('Select a connection'),
    all.map((one) => ({ label: one.name, description: one.url, value: one })),
  );
}

/** Nothing is connected yet: offers the two ways to change that, and goes on with what they gave. */
async function firstConnection(sessions: Services['sessions']): Promise<Connection> {
  const choices: readonly PickOf<CommandId>[] = [
    { label: t('Connect to a Server…'), value: 'datasets.connect' },
    {
      label: t('Start the local sandbox'),
      detail: t('Sample data, no account needed'),
      value: 'datasets.startSandbox',
    },
  ];
  await commands.executeCommand(await pickOne(t('No connections yet'), choices));
  const [made] = sessions.all();
  if (made === undefined) throw new Cancelled();
  return made;
}

/**
 * The nodes that a command works on, all of one connection. Without a selection one is asked for; a selection that does not
 * fit, or not wholly, is refused or asked about with the reason. @throws PlatformError, Cancelled
 */
export async function pickNodes(
  args: readonly unknown[],
  need: RequiredCapability,
  title: string,
  services: Services,
): Promise<ConnectionNodes> {
  const work = workOf(args, need, services, isWhole(need));
  onOneConnection(work);
  const [only] = await groupsOf(work, args, need, title, services);
  if (only === undefined) throw new Cancelled();
  return only;
}

/** The same for a command that does one connection after the other. */
export async function pickGroups(
  args: readonly unknown[],
  need: RequiredCapability,
  title: string,
  services: Services,
): Promise<readonly ConnectionNodes[]> {
  return groupsOf(workOf(args, need, services, isWhole(need)), args, need, title, services);
}

/** The same for a command that is done to one node. */
export async function pickNode(
  args: readonly unknown[],
  need: RequiredCapability,
  title: string,
  services: Services,
): Promise<{ readonly connection: Connection; readonly node: Node }> {
  onOneRow(workOf(args, need, services));
  const { connection, nodes } = await pickNodes(args, need, title, services);
  const [node] = nodes;
  if (node === undefined) throw new Cancelled();
  return { connection, node };
}

/** Verbs that take what stands below a node along. */
const wholeCapabilities: ReadonlySet<RequiredCapability> = new Set<RequiredCapability>([
  'remove',
  'delete-permanently',
  'move',
  'copy',
  'download',
  'export',
]);

export function isWhole(need: RequiredCapability): boolean {
  return wholeCapabilities.has(need);
}

async function groupsOf(
  work: SelectionWork,
  args: readonly unknown[],
  need: RequiredCapability,
  title: string,
  services: Services,
): Promise<readonly ConnectionNodes[]> {
  if (work.rows === 0) {
    const connection = await pickConnection(args, services);
    return [{ connection, nodes: [await pickIn(connection, need, title, services)] }];
  }
  if (work.groups.length === 0) throw nothingToDoError(work.left);
  await agreeToPart(work);
  return work.groups;
}

/** A node of a connection, asked for from its roots on. */
export function pickIn(
  connection: Connection,
  need: RequiredCapability,
  title: string,
  services: Services,
): Promise<Node> {
  return pickBelow(connection, undefined, need, title, services);
}

/** Asks for a node on the way down from the roots; what only holds others is opened. */
async function pickBelow(
  connection: Connection,
  parent: Node | undefined,
  need: RequiredCapability,
  title: string,
  services: Services,
): Promise<Node> {
  const session = services.sessions.open(connection);
  const rows = await withTreeProgress((signal) => rowsBelow(session, parent, signal));
  const able = [...(session.fixedChildren?.(parent) ?? []), ...rows].filter(
    (node) => serves(node, need) || node.expandable,
  );
  if (able.length === 0)
    throw new PlatformError(
      'invalid',
      text('"{0}" contains nothing this command applies to.', parent?.name ?? connection.name),
    );
  const picked = await pickOne(
    title,
    able.map((node) => ({
      label: labelOf(node),
      description: node.id,
      value: node,
    })),
  );
  return serves(picked, need) ? picked : pickBelow(connection, picked, need, title, services);
}

/** The first rows of a list, as many as can be offered, page by page where it takes several. */
export async function rowsBelow(session: Session, parent: Node | undefined, signal: AbortSignal): Promise<Node[]> {
  const found: Node[] = [];
  for (let after: string | undefined; ;) {
    const page = await session.children(parent?.ref, emptyQuery, after === undefined ? undefined : { after }, signal);
    found.push(...page.items);
    if (page.next === undefined || found.length >= maxRows) return found;
    after = page.next;
  }
}

/** A node's name as it is shown. */
export function labelOf({ label, name }: Node): string {
  return label ? localize(label) : name;
}

function serves(node: Node, need: RequiredCapability): boolean {
  return need === 'any' || node.capabilities.has(need);
}
