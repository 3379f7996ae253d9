import type { Ref } from '../../../model/node';
import type { SmhBrowse } from '../browse/browse';

/** Longest wait for an answer about what became of something, in ms. */
const askTimeoutMs = 60_000;

/** Which of these the server still lists; undefined when it does not say. The asking outlives a cancellation. */
export async function stillThere(browse: SmhBrowse, refs: readonly Ref[]): Promise<ReadonlySet<Ref> | undefined> {
  if (refs.length === 0) return new Set();
  try {
    return await browse.findRemaining(refs, AbortSignal.timeout(askTimeoutMs));
  } catch {
    return undefined;
  }
}
