import type { Node, Ref } from '../model/node';
import type { Outcome, UndoToken } from '../model/outcome';
import type { Text } from '../model/text';

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
export interface DeletionPreview {
  /** Fresh nodes of the selection, in its order. */
  readonly nodes: readonly Node[];
  /** What is gone already. */
  readonly gone: readonly Ref[];
  /** Items that would go; frames of scenes are counted one by one. */
  readonly items: number;
  readonly annotated: number;
  /**
   * Objects that were annotated in each container that would go, by its ref, where the platform counts them. A container
   * that is not in it could not be counted: it is treated as one that holds some.
   */
  readonly objects?: ReadonlyMap<Ref, number>;
  readonly locked: readonly Ref[];
  readonly blockers: readonly Blocker[];
  /** What else should be known before it is confirmed, a line each. */
  readonly notes?: readonly Text[];
  /** Names that must be typed before anything is deleted. */
  readonly typed?: readonly string[];
}

export interface DeletionOptions {
  /** Blockers to release first, after the person agreed. */
  readonly release: readonly Blocker[];
  /** Past every way back that the platform usually keeps open. Asked for by a command and a question of its own. */
  readonly permanently?: boolean;
  /** Told how many of the refs are settled. */
  readonly report?: (settled: number) => void;
}

export interface Deletion {
  /** Asks the server what would go; changes nothing. */
  preview(refs: readonly Ref[], signal: AbortSignal, permanently?: boolean): Promise<DeletionPreview>;
  /**
   * Deletes, and settles by asking. One outcome per ref; a failure of one never throws. An aborted signal stops between
   * batches: what was not sent is `not-started`.
   */
  run(nodes: readonly Node[], deleting: DeletionOptions, signal: AbortSignal): Promise<Outcome[]>;
}

/** Brings back what a deletion left a way back for (`Outcome.undo`): a recycle bin, a registration anew. */
export interface UndoDeletion {
  /** One outcome for each, in their order; a failure of one never throws. */
  run(undos: readonly UndoToken[], signal: AbortSignal): Promise<Outcome[]>;
}
