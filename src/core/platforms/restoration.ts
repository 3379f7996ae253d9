import type { Node, Ref } from '../model/node';
import type { Source } from './upload';

/** What is kept of a deleted item so that it can be brought back. Plain data: no link, no key, no bytes. */
export interface Keepsake {
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
}

export interface Restoration {
  /** Which of the nodes can come back, with all that is needed for it. Called before they are deleted. */
  keep(nodes: readonly Node[], signal: AbortSignal): Promise<Keepsake[]>;
  /** The original bytes of deleted items; one that is missing from the map is lost. */
  sources(keepsakes: readonly Keepsake[], signal: AbortSignal): Promise<Map<Ref, Source>>;
  /** Sets on the new items what was noted of the old ones. */
  finish(restored: readonly { readonly keepsake: Keepsake; readonly ref: Ref }[], signal: AbortSignal): Promise<void>;
}
