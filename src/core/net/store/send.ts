import { text } from '../../model/text';
import { PlatformError } from '../errors';
import type { ByteSource } from '../http';
import type { SessionContext } from '../sessionContext';
import { withRetries } from '../retry';

/** Bytes to send, who is told of them, and how one attempt is made. */
export interface StoreUpload<T> {
  readonly source: ByteSource;
  /** Told the bytes on their way, and negative ones when an attempt was in vain. */
  readonly moved: (bytes: number) => void;
  /**
   * One attempt with the bytes from their beginning. A signed link may end while bytes wait, so each asks for its own.
   * @param n counts from 1
   */
  readonly attempt: (source: ByteSource, n: number) => Promise<T>;
}

/** The code of the error when a file was written to while it was sent: its bytes may be of both versions. */
export const sourceChanged = 'source-changed';

/**
 * Sends bytes as often as it takes. A failed attempt takes its bytes back. Files that changed meanwhile are no success.
 * @throws PlatformError of the last attempt, or with the code `sourceChanged`
 */
export async function sendWithRetries<T>(
  what: StoreUpload<T>,
  context: SessionContext,
  signal: AbortSignal,
): Promise<T> {
  const done = await attempts(what, context, signal);
  const state = (await what.source.state?.()) ?? 'same';
  if (state === 'same') return done;
  what.moved(-what.source.size);
  throw new PlatformError('invalid', text('A file changed while it was sent.'), { code: sourceChanged });
}

function attempts<T>(
  { source, moved, attempt }: StoreUpload<T>,
  context: SessionContext,
  signal: AbortSignal,
): Promise<T> {
  let sent = 0;
  const counted: ByteSource = {
    size: source.size,
    open: () => source.open(),
    moved: (bytes) => {
      sent += bytes;
      moved(bytes);
    },
  };
  return withRetries(
    (n) => {
      moved(-sent);
      sent = 0;
      return attempt(counted, n);
    },
    context,
    signal,
  );
}
