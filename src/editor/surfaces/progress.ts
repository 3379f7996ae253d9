import { type CancellationToken, ProgressLocation, window } from 'vscode';
import { shownOn } from './surface';

/** A step of something long. @param increment how many percent more are done */
export type ReportStep = (message: string, increment: number) => void;

/** Shows something long in a notification that can cancel it. */
export async function progressNotification<T>(
  title: string,
  work: (step: ReportStep, token: CancellationToken) => Promise<T>,
): Promise<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title: shownOn('progressTitle', title), cancellable: true },
    (progress, token) =>
      work((message, increment) => progress.report({ message: shownOn('progressMessage', message), increment }), token),
  );
}

/** Shows that a view is busy. */
export async function progressInView<T>(viewId: string, work: () => Promise<T>): Promise<T> {
  return window.withProgress({ location: { viewId } }, work);
}
