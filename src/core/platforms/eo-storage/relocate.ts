import type { Node } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text } from '../../model/text';
import type { NameConflict, Relocation } from '../../contract';
import type { EoBrowse } from './browse/browse';
import type { EoClient } from './api/client';
import { dirRef, parseRef, rootRef } from './refs';
import { isRefusal, reasonOf } from './results';
import { FolderTree } from './browse/tree';

type How = 'move' | 'copy';

/** Longest wait for an answer about what became of something, in ms. */
const askTimeoutMs = 60_000;

const ownFolder = text('A folder cannot go into itself.');
const refused = text('The server did not do this and gave no reason.');

/** Moves and copies one by one: the server takes no more (EO-27). What it does where a name is taken is not documented. */
export class EoRelocation implements Relocation {
  readonly conflicts: readonly NameConflict[] = [];

  constructor(
    private readonly client: EoClient,
    private readonly browse: EoBrowse,
  ) {}

  /** Deeper folders are found when it is done: refs tell no places. */
  refuses(_how: How, nodes: readonly Node[], target: Node): boolean {
    if (parseRef(target.ref).kind === 'file') return true;
    return nodes.some(({ ref, parent }) => ref === target.ref || ref === rootRef || (parent ?? rootRef) === target.ref);
  }

  async run(
    how: How,
    nodes: readonly Node[],
    target: Node,
    _conflict: NameConflict,
    signal: AbortSignal,
  ): Promise<Outcome[]> {
    const { id } = parseRef(target.ref);
    const above = await this.above(nodes, id, signal);
    const outcomes: Outcome[] = [];
    for (const node of nodes)
      if (signal.aborted) outcomes.push(outcomeOf(node, 'not-started'));
      else if (above.has(node.ref)) outcomes.push(outcomeOf(node, 'failed', ownFolder));
      else outcomes.push(await this.one(how, node, id, signal));
    return outcomes;
  }

  /** The target and what holds it, where folders are on their way. */
  private async above(nodes: readonly Node[], targetId: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
    if (signal.aborted || !nodes.some(({ kind }) => kind === 'folder')) return new Set();
    return new Set((await FolderTree.read(this.client, signal)).upwards(targetId).map(dirRef));
  }

  private async one(how: How, node: Node, targetId: string, signal: AbortSignal): Promise<Outcome> {
    try {
      const done =
        how === 'move'
          ? await this.client.move(node.id, targetId, signal)
          : (await this.client.copy(node.id, targetId, signal)) !== undefined;
      return done ? outcomeOf(node, 'done') : outcomeOf(node, 'failed', refused);
    } catch (error) {
      if (isRefusal(error)) return outcomeOf(node, 'failed', error.userMessage);
      const arrived = how === 'move' && (await this.isBelow(node, targetId));
      return arrived ? outcomeOf(node, 'done') : outcomeOf(node, 'unknown', reasonOf(error));
    }
  }

  /** Where a moved one is now. Of a copy nothing tells it apart from others of its name. */
  private async isBelow({ ref }: Node, targetId: string): Promise<boolean> {
    try {
      const found = (await this.browse.get([ref], AbortSignal.timeout(askTimeoutMs))).get(ref);
      return found !== undefined && (found.parent ?? rootRef) === dirRef(targetId);
    } catch {
      return false;
    }
  }
}
