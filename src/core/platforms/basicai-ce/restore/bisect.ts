import { isCancelled, isPlatformError, type PlatformError, remedyByKind } from '../../../net/errors';

/** What was answered for some ids, and what could not be read of the others. */
export interface BisectResult<T> {
  readonly found: readonly T[];
  /** Id → why nothing was answered for it. */
  readonly failed: ReadonlyMap<string, PlatformError>;
}

/**
 * Asks for many ids at once. One id that the server stumbles over fails its whole call, so a part that failed is halved down
 * to single ids: the good ones never pay for it. What has its cause elsewhere (the key, the connection, a proxy) is not
 * halved; all ids of that part have failed. Only a cancellation is thrown.
 */
export async function bisectFailures<T>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<readonly T[]>,
): Promise<BisectResult<T>> {
  try {
    return { found: await ask(ids), failed: new Map() };
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    if (ids.length === 1 || !liesInAnId(error)) return { found: [], failed: new Map(ids.map((id) => [id, error])) };
    const half = Math.ceil(ids.length / 2);
    return joinParts([await bisectFailures(ids.slice(0, half), ask), await bisectFailures(ids.slice(half), ask)]);
  }
}

/** Several parts as one. */
export function joinParts<T>(parts: readonly BisectResult<T>[]): BisectResult<T> {
  return {
    found: parts.flatMap((part) => part.found),
    failed: new Map(parts.flatMap((part) => [...part.failed])),
  };
}

/** Whether the server itself answered, so that a part of the same question may be answered. */
export function liesInAnId({ kind, facts }: PlatformError): boolean {
  if (kind === 'auth') return false;
  if (kind === 'protocol') return facts.remedy === remedyByKind.checkPlatform;
  return facts.status === 200 || facts.status === 500;
}
