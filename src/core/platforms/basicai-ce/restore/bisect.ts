import { isCancelled, isPlatformError, type PlatformError, remedies } from '../../../net/errors';

/** What was answered for some ids, and what could not be read of the others. */
export interface Bisected<T> {
  readonly found: readonly T[];
  /** Id → why nothing was answered for it. */
  readonly failed: ReadonlyMap<string, PlatformError>;
}

/**
 * Asks for many ids at once. One id that the server stumbles over fails its whole call, so a part that failed is halved down
 * to single ids: the good ones never pay for it. What has its cause elsewhere (the key, the connection, a proxy) is not
 * halved; all ids of that part have failed. Only a cancellation is thrown.
 */
export async function bisect<T>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<readonly T[]>,
): Promise<Bisected<T>> {
  try {
    return { found: await ask(ids), failed: new Map() };
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    if (ids.length === 1 || !liesInAnId(error)) return { found: [], failed: new Map(ids.map((id) => [id, error])) };
    const half = Math.ceil(ids.length / 2);
    return joined([await bisect(ids.slice(0, half), ask), await bisect(ids.slice(half), ask)]);
  }
}

/** Several parts as one. */
export function joined<T>(parts: readonly Bisected<T>[]): Bisected<T> {
  return {
    found: parts.flatMap((part) => part.found),
    failed: new Map(parts.flatMap((part) => [...part.failed])),
  };
}

/** Whether the server itself answered, so that a part of the same question may be answered. */
export function liesInAnId({ kind, facts }: PlatformError): boolean {
  if (kind === 'auth') return false;
  if (kind === 'protocol') return facts.remedy === remedies.checkPlatform;
  return facts.status === 200 || facts.status === 500;
}
