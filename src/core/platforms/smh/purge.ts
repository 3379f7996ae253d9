import { chunks } from '../../model/lists';
import type { Node } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { stillThere } from './ask';
import type { Browse } from './browse';
import type { Client } from './client';
import { isAbsent } from './failures';
import { read } from './refs';
import { goneAlready, settled } from './results';

/** Recycled items of one call. No limit is documented (section 10). */
export const recycledPerCall = 100;

/** Removes recycled items for good. They are hidden at once (section 10), so that the bin tells what became of them. */
export class Purging {
  constructor(
    private readonly client: Client,
    private readonly browse: Browse,
  ) {}

  /** @param nodes recycled items of one space */
  async run(nodes: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const part of chunks(nodes, recycledPerCall))
      outcomes.push(
        ...(signal.aborted ? part.map((node) => outcomeOf(node, 'not-started')) : await this.purge(part, signal)),
      );
    return outcomes;
  }

  private async purge(part: readonly Node[], signal: AbortSignal): Promise<Outcome[]> {
    const named = part.map(({ ref }) => read(ref));
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
        : settled(node, there?.has(node.ref), error),
    );
  }
}
