import { setTimeout as pause } from 'node:timers/promises';

/** How long a condition may take unless the caller says otherwise. */
export const defaultTimeoutMs = 25_000;

/**
 * Asks again and again until the answer is there.
 * @param what what is awaited, for the message on timeout
 * @param look answers `undefined` or `false` for "not yet"; an exception counts as "not yet" and is quoted on timeout
 * @param seen describes what is there instead, for the message
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  seen: () => Promise<string> | string = () => '',
  timeout = defaultTimeoutMs,
): Promise<T> {
  const end = Date.now() + timeout;
  let problem = '';
  do {
    try {
      const answer = await look();
      if (answer !== undefined && answer !== false) return answer;
      problem = '';
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    await pause(40);
  } while (Date.now() < end);
  const instead = await Promise.resolve(seen()).catch(() => '');
  const details = [instead, problem].filter((text) => text !== '').map((text) => `\n  ${text}`);
  throw new Error(`After ${timeout / 1000} s still waiting for ${what}.${details.join('')}`);
}
