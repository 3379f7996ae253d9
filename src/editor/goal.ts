import type { Connection } from '../core/model/connection';
import type { Node } from '../core/model/node';
import { aboveOf, isElement, type TreeElement } from './elements';
import type { Sessions } from './sessions';

/** A place that takes items: a dataset, a folder, a space. */
export interface Goal {
  readonly connection: Connection;
  readonly node: Node;
}

/** Where something goes that is put on a row: there, or into the nearest place above it that takes items. */
export function goalOf(row: TreeElement | undefined, sessions: Pick<Sessions, 'open'>): Goal | undefined {
  let at: TreeElement | undefined = isElement(row) ? row : undefined;
  while (at && at.type !== 'connection') {
    if (at.type === 'node' && at.node.can.has('upload')) return { connection: at.connection, node: at.node };
    at = aboveOf(at);
  }
  const root = at && sessions.open(at.connection).root;
  return at && root?.can.has('upload') ? { connection: at.connection, node: root } : undefined;
}
