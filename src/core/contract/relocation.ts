import type { Node } from '../model/node';
import type { Outcome } from '../model/outcome';
import type { NameConflict } from './upload';

/** Moving and copying nodes within one connection, by the server itself. */
export interface Relocation {
  /** What may be done where a name is taken at the target; empty where the server decides. */
  readonly conflicts: readonly NameConflict[];
  /** Whether these cannot go there: a folder never goes into itself. */
  refuses(how: 'move' | 'copy', nodes: readonly Node[], target: Node): boolean;
  /** One outcome for each node, in their order; a failure of one never throws. */
  run(
    how: 'move' | 'copy',
    nodes: readonly Node[],
    target: Node,
    conflict: NameConflict,
    signal: AbortSignal,
  ): Promise<Outcome[]>;
}
