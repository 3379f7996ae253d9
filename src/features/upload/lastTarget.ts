import type { Memento } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';

const key = 'datasets.lastTarget';

/** The place that was uploaded to last, kept for all windows. Names only: never what was sent. */
export class LastTarget {
  constructor(private readonly kept: Pick<Memento, 'get' | 'update'>) {}

  /** Whether this is the place. */
  is(connection: Connection, node: Node): boolean {
    const { connection: id, ref } = this.kept.get<{ connection?: string; ref?: Ref }>(key) ?? {};
    return id === connection.id && ref === node.ref;
  }

  async set(connection: Connection, node: Node): Promise<void> {
    await this.kept.update(key, { connection: connection.id, ref: node.ref });
  }
}
