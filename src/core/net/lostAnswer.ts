import { text } from '../model/text';
import type { Clock } from './clock';
import { isCancelled, isPlatformError, PlatformError } from './errors';

/** Before each question what became of a request, in ms: what was taken may show a moment later. */
const pauses = [0, 1_000, 3_000];
/** Longest time for all questions, in ms. They outlive the signal of the request. */
const askTimeoutMs = 60_000;

/**
 * Whether a request that ended so may have been carried out all the same: its answer was cut, late, empty or a gateway's, or
 * the person cancelled while it was on its way. What the server itself refused was surely not done.
 */
export function mayHaveHappened(error: unknown): boolean {
  if (isCancelled(error)) return true;
  return isPlatformError(error) && ['network', 'protocol', 'unavailable'].includes(error.kind);
}

/**
 * Sends a request that creates something, once: never again, since it may be created twice. When its answer is lost, the
 * server is asked whether the thing is there.
 * @param create sends the request
 * @param find asks for what the request creates, with a signal of its own; undefined when it is not there
 * @param isUnsure whether an error leaves it open
 * @throws PlatformError what the request ended with, when nothing was created; when even that cannot be asked, it is said
 */
export async function createOnce<T>(
  clock: Clock,
  create: () => Promise<T>,
  find: (signal: AbortSignal) => Promise<T | undefined>,
  isUnsure: (error: unknown) => boolean = mayHaveHappened,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isUnsure(error)) throw error;
    const created = await ask(clock, find, error);
    if (created === undefined) throw error;
    return created;
  }
}

async function ask<T>(
  clock: Clock,
  find: (signal: AbortSignal) => Promise<T | undefined>,
  lost: unknown,
): Promise<T | undefined> {
  const signal = AbortSignal.timeout(askTimeoutMs);
  try {
    for (const pause of pauses) {
      await clock.sleep(pause, signal);
      const found = await find(signal);
      if (found !== undefined) return found;
    }
    return undefined;
  } catch {
    throw unasked(lost);
  }
}

function unasked(lost: unknown): PlatformError {
  const facts = isPlatformError(lost) ? lost.facts : {};
  const kind = isPlatformError(lost) ? lost.kind : 'network';
  return new PlatformError(
    kind,
    text('The answer was lost, and the server could not be asked whether it was done. Look before you try again.'),
    facts,
  );
}
