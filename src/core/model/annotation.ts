import type { Ref } from './node';
import type { Text } from './text';

/** Who made results: people, or a run of a model. */
export interface AnnotationSource {
  readonly id: string;
  readonly name: Text | string;
}

/** One thing that was drawn or found, in one shape whoever wrote it. */
export interface Annotation {
  readonly id?: string;
  /** The platform's word for the kind of geometry. */
  readonly type: string;
  readonly class?: string;
  /** From 0 to 1; models only. */
  readonly confidence?: number;
  readonly track?: string;
  readonly attributes?: readonly unknown[];
  /** As the platform tells it: pixels of the stored picture, or metres and radians in a point cloud. */
  readonly geometry: Readonly<Record<string, unknown>>;
}

/** An answer to a question about an item as a whole. */
export interface ItemAnswer {
  readonly name: string;
  readonly value: unknown;
}

export interface SourceResults {
  readonly source: AnnotationSource;
  readonly classifications: readonly ItemAnswer[];
  readonly objects: readonly Annotation[];
}

/** Everything known of one item. */
export interface ItemResults {
  readonly ref: Ref;
  readonly id: string;
  readonly name: string;
  readonly sources: readonly SourceResults[];
}
