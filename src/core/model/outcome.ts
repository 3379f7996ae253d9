import type { Node, Ref } from './node';
import type { Text } from './text';

/** `unknown`: the answer did not come, or did not name the item. */
export type OutcomeStatus = 'done' | 'failed' | 'unknown' | 'skipped' | 'not-started';

/** A way back for one item that is gone. Opaque above the platform that made it. */
export interface UndoToken {
  readonly ref: Ref;
  readonly name: string;
  /** What the platform finds the item again by. Nothing secret. */
  readonly token: string;
}

/** What a batch did to one item. */
export interface Outcome {
  readonly ref: Ref;
  readonly name: string;
  readonly status: OutcomeStatus;
  readonly reason?: Text;
  /** Nodes because of which it failed, as the server names them. */
  readonly blockers?: readonly { readonly ref: Ref; readonly name: string }[];
  readonly undo?: UndoToken;
}

/** The outcome of one node. */
export function outcomeOf({ ref, name }: Pick<Node, 'ref' | 'name'>, status: OutcomeStatus, reason?: Text): Outcome {
  return { ref, name, status, ...(reason && { reason }) };
}

/** How many outcomes have each status; absent statuses count 0. */
export function countByStatus(outcomes: readonly Outcome[]): Readonly<Record<OutcomeStatus, number>> {
  const counts: Record<OutcomeStatus, number> = { done: 0, failed: 0, unknown: 0, skipped: 0, 'not-started': 0 };
  for (const outcome of outcomes) counts[outcome.status]++;
  return counts;
}
