import type { Node, Ref } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text, type Text } from '../../model/text';
import { isCancelled, isPlatformError, type PlatformError } from '../../net/errors';
import type { EoBrowse } from './browse/browse';

/** Longest wait for an answer about what became of something, in ms. */
const askTimeoutMs = 60_000;

export const goneAlready = text('Already deleted.');
export const stillListed = text('The server still lists it.');
export const noAnswerText = text('The server did not say what became of it.');

/** Which of these the server still lists; undefined when it does not say. The asking outlives a cancellation. */
export async function stillThere(browse: EoBrowse, nodes: readonly Node[]): Promise<ReadonlySet<Ref> | undefined> {
  if (nodes.length === 0) return new Set();
  try {
    return await browse.findRemaining(nodes, AbortSignal.timeout(askTimeoutMs));
  } catch {
    return undefined;
  }
}

/** Whether the server refused a whole call, so that nothing of it was done. */
export function isRefusal(error: unknown): error is PlatformError {
  return (
    isPlatformError(error) && ['auth', 'forbidden', 'invalid', 'conflict', 'not-found', 'limit'].includes(error.kind)
  );
}

/** The outcome of a deletion that no answer tells, by what the list says. */
export function outcomeByAsking(node: Node, there: boolean | undefined, error: unknown): Outcome {
  if (there === false) return isRefusal(error) ? outcomeOf(node, 'skipped', goneAlready) : outcomeOf(node, 'done');
  if (isRefusal(error)) return outcomeOf(node, 'failed', error.userMessage);
  if (there === undefined) return outcomeOf(node, 'unknown', reasonOf(error));
  // Of a connection that was cut it may still be done.
  return error === undefined ? outcomeOf(node, 'failed', stillListed) : outcomeOf(node, 'unknown', reasonOf(error));
}

export function reasonOf(error: unknown): Text {
  return isPlatformError(error) && !isCancelled(error) ? error.userMessage : noAnswerText;
}
