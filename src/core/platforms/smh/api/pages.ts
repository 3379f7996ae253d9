import { text } from '../../../model/text';
import { throwIfCancelled, PlatformError } from '../../../net/errors';
import { hasCode } from './failures';
import type { CursorPage } from './wire';

/** Asks for the page behind a marker; for the first without one. */
export type FetchPage<T> = (marker: string | undefined) => Promise<CursorPage<T>>;

/** A list that changes all the time is begun again so often. */
const mostRestarts = 5;

/** One page. An empty one in the middle is passed over; the end is no marker, an empty one, or one that was seen (SMH-18). */
export async function pageBehind<T>(ask: FetchPage<T>, after: string | undefined): Promise<CursorPage<T>> {
  const seen = new Set([after]);
  for (let marker = after; ;) {
    const { rows, next } = await ask(marker).catch((error: unknown) => {
      throw hasCode(error, 'MarkerNotFound') && marker !== undefined ? stale() : error;
    });
    const ended = next === undefined || next === '' || seen.has(next);
    if (rows.length > 0 || ended) return { rows, next: ended ? undefined : next };
    seen.add(next);
    marker = next;
  }
}

/**
 * Every row, page by page, each once. When a marker has become stale the list is begun again.
 * @param keyOf tells rows apart
 */
export async function* allPages<T>(
  ask: FetchPage<T>,
  keyOf: (row: T) => string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly T[]> {
  const visited = new Set<string>();
  for (let restarts = 0; ; restarts++)
    try {
      const markers = new Set<string>();
      for (let marker: string | undefined; ;) {
        throwIfCancelled(signal);
        const { rows, next } = await ask(marker);
        const fresh = rows.filter((row) => !visited.has(keyOf(row)));
        for (const row of fresh) visited.add(keyOf(row));
        if (fresh.length > 0) yield fresh;
        if (next === undefined || next === '' || markers.has(next)) return;
        markers.add(next);
        marker = next;
      }
    } catch (error) {
      if (!hasCode(error, 'MarkerNotFound') || restarts >= mostRestarts) throw error;
    }
}

function stale(): PlatformError {
  return new PlatformError('not-found', text('The list has changed since its beginning was read.'), {
    code: 'MarkerNotFound',
    remedy: text('Refresh the folder and open it again.'),
  });
}
