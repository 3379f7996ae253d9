import { commands } from 'vscode';
import type { Connection } from '../core/model/connection';
import type { Node, Verb } from '../core/model/node';
import { everything } from '../core/model/page';
import { text } from '../core/model/text';
import { Cancelled, PlatformError } from '../core/net/errors';
import type { Session } from '../core/platforms/platform';
import type { CommandId } from './commandIds';
import { chosen, type Target } from './elements';
import { say, t } from './l10n';
import { withView } from './progress';
import { pickOne, type PickOf } from './prompts';
import type { Services } from './services';

/** Rows of a list that are offered; a person who looks for another uses the tree. */
const mostRows = 500;

/** Nodes of one connection that a command works on. */
export interface Selected {
  readonly connection: Connection;
  readonly nodes: readonly Node[];
}

/** What a command needs of its nodes: a verb, or nothing in particular. */
export type Need = Verb | 'any';

/** A connection: the selected one, the only one, or the one that is picked. */
export async function pickConnection(
  args: readonly unknown[],
  { sessions, explorer }: Pick<Services, 'sessions' | 'explorer'>,
): Promise<Connection> {
  const [target] = chosen(args, explorer);
  if (target) return target.connection;
  const all = sessions.all();
  const [only] = all;
  if (only === undefined) return firstConnection(sessions);
  if (all.length === 1) return only;
  return pickOne(
    t('Which connection?'),
    all.map((one) => ({ label: one.name, description: one.url, value: one })),
  );
}

/** Nothing is connected yet: offers the two ways to change that, and goes on with what they gave. */
async function firstConnection(sessions: Services['sessions']): Promise<Connection> {
  const ways: readonly PickOf<CommandId>[] = [
    { label: t('Connect to a server...'), value: 'datasets.connect' },
    {
      label: t('Start the local sandbox'),
      detail: t('Sample data, no account needed'),
      value: 'datasets.startSandbox',
    },
  ];
  await commands.executeCommand(await pickOne(t('There is no connection yet'), ways));
  const [made] = sessions.all();
  if (made === undefined) throw new Cancelled();
  return made;
}

/** The selected nodes that a command can work on, all of one connection; without any, one is asked for. */
export async function pickNodes(
  args: readonly unknown[],
  need: Need,
  title: string,
  services: Services,
  within?: Connection,
): Promise<Selected> {
  const able = targets(args, services).filter(
    (target): target is Required<Target> => target.node !== undefined && serves(target.node, need),
  );
  const [first] = able;
  if (first) {
    const same = able.filter((target) => target.connection.id === first.connection.id);
    return { connection: first.connection, nodes: same.map((target) => target.node) };
  }
  const connection = within ?? (await pickConnection(args, services));
  return { connection, nodes: [await pickBelow(connection, undefined, need, title, services)] };
}

/** What is selected. A connection stands for its own node, where it has one. */
export function targets(
  args: readonly unknown[],
  { explorer, sessions }: Pick<Services, 'explorer' | 'sessions'>,
): Target[] {
  return chosen(args, explorer).map(({ connection, node }) => {
    const own = node ?? sessions.open(connection).root;
    return { connection, ...(own && { node: own }) };
  });
}

/** Asks for a node on the way down from the roots; what only holds others is opened. */
async function pickBelow(
  connection: Connection,
  parent: Node | undefined,
  need: Need,
  title: string,
  services: Services,
): Promise<Node> {
  const session = services.sessions.open(connection);
  const rows = await withView((signal) => rowsBelow(session, parent, signal));
  const able = [...(session.pinned?.(parent) ?? []), ...rows].filter((node) => serves(node, need) || node.expandable);
  if (able.length === 0)
    throw new PlatformError('invalid', text('"{0}" has nothing that allows this.', parent?.name ?? connection.name));
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
    const page = await session.children(parent?.ref, everything, after === undefined ? undefined : { after }, signal);
    found.push(...page.items);
    if (page.next === undefined || found.length >= mostRows) return found;
    after = page.next;
  }
}

/** A node's name as it is shown. */
export function labelOf({ label, name }: Node): string {
  return label ? say(label) : name;
}

function serves(node: Node, need: Need): boolean {
  return need === 'any' || node.can.has(need);
}
