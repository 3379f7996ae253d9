import type { Connection } from '../../core/model/connection';
import { groupBy as grouped } from '../../core/model/lists';
import type { Node, Ref, Capability } from '../../core/model/node';
import {
  parentElementOf,
  type ConnectedElement,
  sameItem,
  isElement,
  type NodeElement,
  type TreeElement,
} from './elements';
import { t } from '../text/l10n';

/** What a command needs of its nodes: a capability, or nothing in particular. */
export type RequiredCapability = Capability | 'any';

/** Nodes of one connection that a command works on. */
export interface ConnectionNodes {
  readonly connection: Connection;
  readonly nodes: readonly Node[];
  /** Names of what the nodes stand in, by its ref, as far as the tree shows it. */
  readonly places?: ReadonlyMap<Ref, string>;
}

/** A row that was selected and that the command does nothing with. */
export interface LeftOut {
  readonly name: string;
  /** A sentence that names it and says what to do instead. */
  readonly why: string;
}

/** A selection, sorted out for one command. */
export interface SelectionWork {
  /** How many rows were meant; 0 when nothing was selected. */
  readonly rows: number;
  /** What the command can do, connection by connection. */
  readonly groups: readonly ConnectionNodes[];
  readonly left: readonly LeftOut[];
}

/**
 * The rows that a command was given. The tree gives the clicked row and the selection, which counts only when the clicked row
 * is part of it; a key or the palette gives nothing, and the selection of the tree is meant. Each row once.
 */
export function meantRows(args: readonly unknown[], selection: () => readonly TreeElement[]): TreeElement[] {
  const [clicked, selected] = args;
  if (!isElement(clicked)) return unique(selection());
  const all = Array.isArray(selected) ? (selected as unknown[]).filter(isElement) : [];
  return unique(all.some((row) => sameItem(row) === sameItem(clicked)) ? all : [clicked]);
}

function unique(rows: readonly TreeElement[]): TreeElement[] {
  return [...new Map(rows.map((row) => [sameItem(row), row])).values()];
}

export interface ResolveOptions {
  readonly need: RequiredCapability;
  /** Whether what stands below a row goes with it: then a row below another is no work of its own. */
  readonly whole?: boolean;
  /** What a connection stands for itself, where it is a place. */
  readonly rootOf: (connection: Connection) => Node | undefined;
}

/** Turns rows into work: every row is in a group, goes with a row of one, or is left out with the reason. */
export function sortSelection(rows: readonly TreeElement[], sorting: ResolveOptions): SelectionWork {
  const found = rows.map((row) => ({ row, able: ableRow(row, sorting) }));
  const able = found.flatMap((one) => one.able ?? []);
  const ids = new Set(able.map(({ row }) => sameItem(row)));
  const own = sorting.whole
    ? able.filter(({ row }) => !rowsAbove(row).some((above) => ids.has(sameItem(above))))
    : able;
  const byConnection = grouped(own, ({ row }) => row.connection.id);
  return {
    rows: rows.length,
    groups: [...byConnection.values()].flatMap((list) => (list[0] ? selectedOf(list[0].row.connection, list) : [])),
    left: found.flatMap((one) => (one.able ? [] : { name: nameOf(one.row), why: reason(one.row) })),
  };
}

function selectedOf(connection: Connection, able: readonly Able[]): ConnectionNodes {
  const places = able.flatMap(({ row, node }): [Ref, string][] => {
    const above = rowsAbove(row).find((one): one is NodeElement => one.type === 'node');
    return node.parent === undefined ? [] : [[node.parent, above?.node.name ?? connection.name]];
  });
  return { connection, nodes: able.map(({ node }) => node), places: new Map(places) };
}

interface Able {
  readonly row: ConnectedElement;
  readonly node: Node;
}

function ableRow(row: TreeElement, { need, rootOf }: ResolveOptions): Able | undefined {
  if (row.type !== 'node' && row.type !== 'connection') return undefined;
  const node = row.type === 'node' ? row.node : rootOf(row.connection);
  return node && (need === 'any' || node.capabilities.has(need)) ? { row, node } : undefined;
}

/** The rows above a row, from the nearest on. */
function rowsAbove(row: TreeElement): TreeElement[] {
  const above = parentElementOf(row);
  return above ? [above, ...rowsAbove(above)] : [];
}

function nameOf(row: TreeElement): string {
  switch (row.type) {
    case 'connection':
      return row.connection.name;
    case 'node':
      return row.node.name;
    case 'range':
      return `${row.from + 1}–${row.to}`;
    case 'more':
      return t('More…');
    case 'message':
      return row.message;
    case 'unreadable':
      return t('Connection {0}', row.place);
  }
}

function reason(row: TreeElement): string {
  const name = nameOf(row);
  switch (row.type) {
    case 'connection':
      return t('"{0}" is a connection. Select items in it.', name);
    case 'node':
      if (row.node.lock) return t('"{0}" is locked by {1}.', name, row.node.lock.holder);
      return row.node.expandable
        ? t('This command does not apply to "{0}". Select items in it.', name)
        : t('This command does not apply to "{0}".', name);
    case 'range':
    case 'more':
      return t('"{0}" is a range of a list. Select items in it.', name);
    case 'message':
      return t('"{0}" is a message, not an item.', name);
    case 'unreadable':
      return t('"{0}" cannot be read. Open the settings and correct it.', name);
  }
}
