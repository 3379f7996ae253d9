import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { parentElementOf, isElement, type TreeElement } from './elements';
import type { Sessions } from '../services/sessions';

/** A place that takes items: a dataset, a folder, a space. */
export interface DropTarget {
  readonly connection: Connection;
  readonly node: Node;
}

/** Where something goes that is put on a row: there, or into the nearest place above it that takes items. */
export function dropTargetOf(row: TreeElement | undefined, sessions: Pick<Sessions, 'open'>): DropTarget | undefined {
  let at: TreeElement | undefined = isElement(row) ? row : undefined;
  while (at && at.type !== 'connection') {
    if (at.type === 'node' && at.node.capabilities.has('upload')) return { connection: at.connection, node: at.node };
    at = parentElementOf(at);
  }
  const root = at && sessions.open(at.connection).root;
  return at && root?.capabilities.has('upload') ? { connection: at.connection, node: root } : undefined;
}
