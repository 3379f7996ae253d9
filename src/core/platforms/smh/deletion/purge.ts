import { chunk } from '../../../model/lists';
import type { Node } from '../../../model/node';
import { type Outcome, outcomeOf } from '../../../model/outcome';
import { stillThere } from '../api/ask';
import type { SmhBrowse } from '../browse/browse';
import type { SmhClient } from '../api/client';
import { isAbsent } from '../api/failures';
import { parseRef } from '../refs';
import { goneAlready, outcomeByAsking } from '../api/results';

/** Recycled items of one call. No limit is documented (SMH-42). */
export const recycledPerCall = 100;

/** Removes recycled items for good. They are hidden at once (SMH-42), so that the bin tells what became of them. */
export class RecycleBinDeletion {
  constructor(
    private readonly client: SmhClient,
    private readonly browse: SmhBrowse,
  ) {}

  /** @param nodes recycled items of one space */
  async run(nodes: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const part of chunk(nodes, recycledPerCall))
      outcomes.push(
        ...(signal.aborted ? part.map((node) => outcomeOf(node, 'not-started')) : await this.purge(part, signal)),
      );
    return outcomes;
  }

  private async purge(part: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const named = part.map(({ ref }) => parseRef(ref));
    let error: unknown;
    try {
      await this.client.purge(
        named[0]?.space ?? '',
        named.map(({ id }) => id),
        signal,
      );
    } catch (reason) {
      error = reason;
    }
    const there = await stillThere(
      this.browse,
      part.map(({ ref }) => ref),
    );
    return part.map((node) =>
      isAbsent(error) && there?.has(node.ref) === false
        ? outcomeOf(node, 'skipped', goneAlready)
        : outcomeByAsking(node, there?.has(node.ref), error),
    );
  }
}
