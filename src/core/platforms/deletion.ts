import type { Node, Ref } from '../model/node';
import type { Outcome } from '../model/outcome';

/** Something that keeps nodes from being deleted and can be released. */
export interface Blocker {
  readonly id: string;
  /** Whose it is. */
  readonly holder: string;
  /** The nodes of the selection that it may hold. */
  readonly refs: readonly Ref[];
  /** How many items are freed when it is released, selected or not. */
  readonly frees: number;
}

/** What would go. */
export interface Survey {
  /** Fresh nodes of the selection, in its order. */
  readonly nodes: readonly Node[];
  /** What is gone already. */
  readonly gone: readonly Ref[];
  /** Items that would go; frames of scenes are counted one by one. */
  readonly items: number;
  readonly annotated: number;
  readonly locked: readonly Ref[];
  readonly blockers: readonly Blocker[];
}

export interface Deleting {
  /** Blockers to release first, after the person agreed. */
  readonly release: readonly Blocker[];
  /** Told how many of the refs are settled. */
  readonly report?: (settled: number) => void;
}

export interface Deletion {
  /** Asks the server what would go; changes nothing. */
  survey(refs: readonly Ref[], signal: AbortSignal): Promise<Survey>;
  /**
   * Deletes, and settles by asking. One outcome per ref; a failure of one never throws. An aborted signal stops between
   * batches: what was not sent is `not-started`.
   */
  run(nodes: readonly Node[], deleting: Deleting, signal: AbortSignal): Promise<Outcome[]>;
}
