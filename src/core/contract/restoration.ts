import type { Node, Ref } from '../model/node';
import type { Text } from '../model/text';
import type { UnitItem } from './upload';

/** One file of a deleted item, at its place in the platform's layout. */
export interface SnapshotFile {
  readonly path: string;
  /** Bytes, where they were told. */
  readonly size?: number;
  /** The file itself in base64, where the platform tells nobody of it after the deletion. Small files only. */
  readonly bytes?: string;
}

/** What is kept of a deleted item so that it can be brought back. Plain data: no link, no key. */
export interface DeletionSnapshot {
  readonly ref: Ref;
  readonly parent: Ref;
  readonly name: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly mime?: string;
  readonly split?: string;
  readonly annotated: boolean;
  /** Annotation results as the platform writes them. */
  readonly results: readonly unknown[];
  /** All its files. Snapshots of single pictures made by version 0.1 have none: theirs is `fileName`. */
  readonly files?: readonly SnapshotFile[];
  /** The name of the scene that a frame was in. */
  readonly scene?: string;
  /** The frames of a scene, which come back with it. */
  readonly frames?: readonly DeletionSnapshot[];
}

/** Something that will not come back: an item, or a part of one. */
export interface SnapshotGap {
  readonly ref: Ref;
  readonly name: string;
  readonly reason: Text;
  /** What of it will not come back, where the rest is kept. */
  readonly part?: Text;
}

/** What was kept of some nodes. */
export interface SnapshotResult {
  readonly kept: readonly DeletionSnapshot[];
  readonly lost: readonly SnapshotGap[];
}

/** What brings one kept item back: one item for data, one a frame for a scene. */
export interface RestorePlan {
  readonly items: readonly UnitItem[];
  /** Why it cannot come back; there are no items then. */
  readonly refused?: Text;
  /** What does not come back with it. */
  readonly losses: readonly Text[];
}

/** What came back of a kept item: the names of its items with their new refs. */
export interface RestoreResult {
  readonly snapshot: DeletionSnapshot;
  readonly refs: ReadonlyMap<string, Ref>;
}

export interface Restoration {
  /** As what results are written back: a value of `Upload.resultKinds`. */
  readonly results: string;
  /**
   * What can come back of the nodes, with all that is needed for it, and what cannot and why. Called before they are
   * deleted; nothing of it is needed to delete, so whatever cannot be read is told and only a cancellation is thrown.
   */
  snapshot(nodes: readonly Node[], signal: AbortSignal): Promise<SnapshotResult>;
  /** Finds the bytes of deleted items again. Every snapshot is answered. */
  planRestore(snapshots: readonly DeletionSnapshot[], signal: AbortSignal): Promise<Map<Ref, RestorePlan>>;
  /** Sets on the new items what was noted of the old ones. */
  applyMetadata(restored: readonly RestoreResult[], signal: AbortSignal): Promise<void>;
}
