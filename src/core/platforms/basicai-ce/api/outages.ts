import { text, type Text } from '../../../model/text';
import { type ErrorFacts, isPlatformError, PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';

/** What the server says when something that it stands on is missing → what that means. `{0}` is the server's own text. */
const outages: readonly (readonly [RegExp, (serverMessage: string) => Text])[] = [
  [
    /\bminio\b.*\berror\b|XMinioServerNotInitialized/i,
    (serverMessage) =>
      text('The object store of the server (MinIO) does not answer. The server says: {0}', serverMessage),
  ],
  [
    /no space left|disk (is )?full|table '.*' is full|XMinioStorageFull|storage.*(full|threshold)/i,
    (serverMessage) => text('The disk of the server is full. The server says: {0}', serverMessage),
  ],
  [
    /communications link failure|jdbc connection|connection is not available|too many connections/i,
    (serverMessage) => text('The database of the server does not answer. The server says: {0}', serverMessage),
  ],
];

/** The error for a text that tells of an outage; undefined for all others. Such a request may be sent again later. */
export function outageOf(serverMessage: string, facts: ErrorFacts): PlatformError | undefined {
  const meaning = outages.find(([pattern]) => pattern.test(serverMessage))?.[1];
  return meaning && new PlatformError('unavailable', meaning(serverMessage), { ...facts, retryable: true });
}

/** Waits before another round, in ms: a store or a database that is started again needs a minute. */
const rounds = [5_000, 15_000, 45_000];

/**
 * Tries again later what failed because something that the server stands on is missing: its store, its disk, its database,
 * its proxy's other side. Everything else is thrown at once, as is the error of the last round.
 * @param waits told why nothing moves
 */
export async function retryLater<T>(
  attempt: () => Promise<T>,
  { clock, log }: Pick<SessionContext, 'clock' | 'log'>,
  waits: (why: Text | undefined) => void,
  signal: AbortSignal,
): Promise<T> {
  for (const pause of rounds) {
    try {
      return await attempt();
    } catch (error) {
      const outage = asOutage(error);
      if (outage === undefined) throw error;
      log.warn(`${outage.message} Tried again in ${pause / 1000} s.`);
      waits(outage.userMessage);
      await clock.sleep(pause, signal);
      waits(undefined);
    }
  }
  return attempt().catch((error: unknown) => {
    throw asOutage(error) ?? error;
  });
}

/** @returns the error with its meaning, when it tells of something that may be back later */
function asOutage(error: unknown): PlatformError | undefined {
  if (!isPlatformError(error) || error.facts.retryable !== true) return undefined;
  if (error.kind !== 'unavailable' && error.kind !== 'network') return undefined;
  return outageOf(error.facts.code ?? '', error.facts) ?? error;
}
