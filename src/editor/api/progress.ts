import { Cancelled } from '../../core/net/errors';
import { t } from '../text/l10n';
import { progressInView, progressNotification } from '../surfaces/progress';

export const viewId = 'datasets.tree';

/** Tells how far something is. `done` and `of` in any unit, as long as both are the same. */
export type ReportProgress = (message: string, done?: number, of?: number) => void;

/** At most this many updates a second reach the screen. */
const pause = 100;
/** So long something may take before it shows itself with a button to cancel it, in ms. */
const quiet = 3_000;

/** Work that was given a signal and goes on. */
const running = new Set<AbortController>();

/** Runs something long behind a notification that can cancel it. */
export async function withNotification<T>(
  title: string,
  work: (report: ReportProgress, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return abortable((controller) =>
    progressNotification(title, (step, token) => {
      token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      let last = 0;
      const report: ReportProgress = (message, done, of) => {
        const now = Date.now();
        const percent = done !== undefined && of ? Math.min(100, (100 * done) / of) : shown;
        if (now - last < pause && percent < 100) return;
        last = now;
        step(message, Math.max(0, percent - shown));
        shown = Math.max(shown, percent);
      };
      return work(report, controller.signal);
    }),
  );
}

/**
 * Runs something short with the tree's own progress bar. When it is not short, a notification comes that can cancel it
 * (docs/decisions/0016-selections.md). For work that takes no signal there is `withBusyView`.
 */
export async function withTreeProgress<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return abortable(async (controller) => {
    const result = withBusyView(() => work(controller.signal));
    const ended = result.then(
      () => undefined,
      () => undefined,
    );
    const timer = setTimeout(() => {
      void progressNotification(t('Waiting for the server'), (_step, token) => {
        token.onCancellationRequested(() => controller.abort());
        return ended;
      });
    }, quiet);
    try {
      return await result;
    } catch (error) {
      throw controller.signal.aborted ? new Cancelled() : error;
    } finally {
      clearTimeout(timer);
    }
  });
}

/** Shows the tree as busy while something runs that cannot be cancelled. */
export async function withBusyView<T>(work: () => Promise<T>): Promise<T> {
  return progressInView(viewId, work);
}

/** Stops whatever runs: the window closes. */
export function abortAll(): void {
  for (const controller of running) controller.abort();
}

async function abortable<T>(work: (controller: AbortController) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  running.add(controller);
  try {
    return await work(controller);
  } finally {
    running.delete(controller);
  }
}
