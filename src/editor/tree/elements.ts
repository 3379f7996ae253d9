import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';
import type { Query } from '../../core/model/page';
import type { UnreadableEntry } from '../services/connectionList';

export interface ConnectionElement {
  readonly type: 'connection';
  readonly connection: Connection;
}

export interface NodeElement {
  readonly type: 'node';
  readonly connection: Connection;
  /** Replaced when the node is read again: the editor knows a row by its element, which stays. */
  node: Node;
  readonly parentElement: ParentElement;
}

/** Part of a long list: items `from` to `to`, counted from 0, `to` excluded. */
export interface RangeElement {
  readonly type: 'range';
  readonly connection: Connection;
  readonly parent: Ref | undefined;
  readonly from: number;
  readonly to: number;
  readonly parentElement: ParentElement;
}

/** The page behind a cursor of a list that is not counted. */
export interface MoreElement {
  readonly type: 'more';
  readonly connection: Connection;
  readonly parent: Ref | undefined;
  readonly after: string;
  readonly parentElement: ParentElement;
}

/** A row that says why nothing else is there. */
export interface MessageElement {
  readonly type: 'message';
  readonly connection: Connection;
  readonly what: 'empty' | 'failed' | 'no-match' | 'needs-key';
  readonly message: string;
  readonly parentElement: ParentElement;
}

/** An entry of the setting that no connection can be made of, where its connection would stand. */
export interface UnreadableElement extends UnreadableEntry {
  readonly type: 'unreadable';
}

/** A row that belongs to a connection. */
export type ConnectedElement = ConnectionElement | NodeElement | RangeElement | MoreElement | MessageElement;
export type TreeElement = ConnectedElement | UnreadableElement;
export type ParentElement = Exclude<ConnectedElement, MessageElement>;

/** The list that an element stands in or holds: a connection's roots, or a node's children. */
export interface ListKey {
  readonly connection: Connection;
  readonly parent: Ref | undefined;
}

/** The row that a row stands in; undefined at the top of the tree. */
export function parentElementOf(element: TreeElement): ParentElement | undefined {
  return element.type === 'connection' || element.type === 'unreadable' ? undefined : element.parentElement;
}

/** The connections that rows belong to, each once. */
export function connectionsOf(rows: readonly TreeElement[]): Connection[] {
  const found = rows.flatMap((row) => (row.type === 'unreadable' ? [] : [row.connection]));
  return [...new Map(found.map((connection) => [connection.id, connection])).values()];
}

/** Names a listing for good. */
export function listingKey({ connection, parent }: ListKey): string {
  return `${connection.id}|${parent ?? ''}`;
}

/** The listing below an element. */
export function listingOf(element: ParentElement): ListKey {
  switch (element.type) {
    case 'connection':
      return { connection: element.connection, parent: undefined };
    case 'node':
      return { connection: element.connection, parent: element.node.ref };
    case 'range':
    case 'more':
      return { connection: element.connection, parent: element.parent };
  }
}

/** Names an item for good, wherever it stands. */
export function itemKey(connectionId: string, ref: Ref): string {
  return `${connectionId}|${ref}`;
}

/** The same text for rows of the same item: a list that changes while it is read shows one in two of its parts. */
export function sameItem(element: TreeElement): string {
  return element.type === 'node' ? itemKey(element.connection.id, element.node.ref) : elementId(element);
}

/**
 * Names a row for good: the same thing in the same place has the same id after every refresh. The editor breaks the tree
 * when two rows have one id, and an item may stand in two parts of a list, so the part belongs to it.
 */
export function elementId(element: TreeElement): string {
  switch (element.type) {
    case 'connection':
      return element.connection.id;
    case 'node':
      return `${itemKey(element.connection.id, element.node.ref)}${partOf(element.parentElement)}`;
    case 'range':
      return `${listingKey(element)}#${element.from}-${element.to}`;
    case 'more':
      return `${listingKey(element)}#after-${element.after}`;
    case 'message':
      return `${elementId(element.parentElement)}!${element.what}`;
    case 'unreadable':
      return `!unreadable-${element.place}`;
  }
}

/** Which part of a long list a row stands in; empty in one that is not parted. */
function partOf(above: ParentElement): string {
  if (above.type === 'range') return `@${above.from}`;
  return above.type === 'more' ? `@after-${above.after}` : '';
}

export function isElement(value: unknown): value is TreeElement {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return 'connection' in value || value.type === 'unreadable';
}

/** What other features may ask of the tree. */
export interface DatasetTree {
  /** Reads a listing again; the whole tree without one. */
  refresh(listing?: ListKey): void;
  /** What is selected in the tree now. */
  selection(): TreeElement[];
  /** Shows nodes: selects the first when it is loaded, else opens its parent filtered by its name. */
  reveal(connection: Connection, node: Node): Promise<void>;
  /** Opens a connection's row and selects it; nothing when it is not there. */
  revealConnection(connection: Connection): Promise<void>;
  /** What narrows and orders a listing now, and the same in words; these are empty when nothing does. */
  filter(listing: ListKey): { readonly query: Query; readonly description: string };
}
