import type { ItemResults } from '../model/annotation';
import type { Ref } from '../model/node';

/** Reading what was annotated. */
export interface Annotations {
  /** The results of items, scenes opened to their frames, in pieces as they come. Items without results are there too. */
  read(refs: readonly Ref[], signal: AbortSignal): AsyncIterable<readonly ItemResults[]>;
}
