import { ProgressLocation, window } from 'vscode';

export const viewId = 'datasets.tree';

/** Tells how far something is. `done` and `of` in any unit, as long as both are the same. */
export type Tell = (message: string, done?: number, of?: number) => void;

/** At most this many updates a second reach the screen. */
const pause = 100;

/** Runs something long behind a notification that can cancel it. */
export async function withNotification<T>(
  title: string,
  work: (tell: Tell, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      let last = 0;
      const tell: Tell = (message, done, of) => {
        const now = Date.now();
        const percent = done !== undefined && of ? Math.min(100, (100 * done) / of) : shown;
        if (now - last < pause && percent < 100) return;
        last = now;
        progress.report({ message, increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      };
      return work(tell, controller.signal);
    },
  );
}

/** Runs something short with the tree's own progress bar. */
export async function withView<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return window.withProgress({ location: { viewId } }, () => work(new AbortController().signal));
}
