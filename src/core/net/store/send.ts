import type { ByteSource } from '../http';
import type { Kit } from '../kit';
import { retrying } from '../retry';

/** Bytes to send, who is told of them, and how one attempt is made. */
export interface Sending<T> {
  readonly source: ByteSource;
  /** Told the bytes on their way, and negative ones when an attempt was in vain. */
  readonly moved: (bytes: number) => void;
  /**
   * One attempt with the bytes from their beginning. A signed link may end while bytes wait, so each asks for its own.
   * @param n counts from 1
   */
  readonly attempt: (source: ByteSource, n: number) => Promise<T>;
}

/** Sends bytes as often as it takes. A failed attempt takes its bytes back. @throws PlatformError of the last attempt */
export function sending<T>({ source, moved, attempt }: Sending<T>, kit: Kit, signal: AbortSignal): Promise<T> {
  let sent = 0;
  const counted: ByteSource = {
    size: source.size,
    open: () => source.open(),
    moved: (bytes) => {
      sent += bytes;
      moved(bytes);
    },
  };
  return retrying(
    (n) => {
      moved(-sent);
      sent = 0;
      return attempt(counted, n);
    },
    kit,
    signal,
  );
}
