import type { Node, Ref } from './node';
import type { Text } from './text';

/** `unknown`: the answer did not come, or did not name the item. */
export type Status = 'done' | 'failed' | 'unknown' | 'skipped' | 'not-started';

/** A way back for one item that is gone. Opaque above the platform that made it. */
export interface Undo {
  readonly ref: Ref;
  readonly name: string;
  /** What the platform finds the item again by. Nothing secret. */
  readonly token: string;
}

/** What a batch did to one item. */
export interface Outcome {
  readonly ref: Ref;
  readonly name: string;
  readonly status: Status;
  readonly reason?: Text;
  /** Nodes because of which it failed, as the server names them. */
  readonly blockers?: readonly { readonly ref: Ref; readonly name: string }[];
  readonly undo?: Undo;
}

/** The outcome of one node. */
export function outcomeOf({ ref, name }: Pick<Node, 'ref' | 'name'>, status: Status, reason?: Text): Outcome {
  return { ref, name, status, ...(reason && { reason }) };
}

/** How many outcomes have each status; absent statuses count 0. */
export function tally(outcomes: readonly Outcome[]): Readonly<Record<Status, number>> {
  const counts: Record<Status, number> = { done: 0, failed: 0, unknown: 0, skipped: 0, 'not-started': 0 };
  for (const outcome of outcomes) counts[outcome.status]++;
  return counts;
}
