import { throwIfCancelled, Cancelled } from '../../../net/errors';

/** Waits for work that others began. @throws Cancelled as soon as the signal is aborted; the work goes on */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfCancelled(signal);
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(new Cancelled());
    signal?.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', stop));
  });
}
