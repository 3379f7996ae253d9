import type { DeletionOptions } from '../../contract';
import type { Node, Ref } from '../../model/node';
import { outcomeOf, type Outcome } from '../../model/outcome';

/** Deletes part by part, until the signal is aborted. The outcomes are in the order of the nodes. */
export async function deleteInBatches(
  nodes: readonly Node[],
  parts: Iterable<readonly Node[]>,
  { report }: DeletionOptions,
  signal: AbortSignal,
  removePart: (part: readonly Node[]) => Promise<readonly Outcome[]>,
): Promise<Outcome[]> {
  const outcomes = new Map<Ref, Outcome>();
  for (const part of parts) {
    const done = signal.aborted ? part.map((node) => outcomeOf(node, 'not-started')) : await removePart(part);
    for (const one of done) outcomes.set(one.ref, one);
    report?.(outcomes.size);
  }
  return nodes.flatMap(({ ref }) => outcomes.get(ref) ?? []);
}
