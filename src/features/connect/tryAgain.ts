import { Cancelled, isPlatformError } from '../../core/net/errors';
import { t } from '../../editor/text/l10n';
import type { ErrorReporter } from '../../editor/api/report';
import { notify } from '../../editor/surfaces/messages';

/** Does something until it succeeds or the person gives it up: a failure is told once, with the offer to try again. @throws Cancelled */
export async function tryAgain<T>(
  report: Pick<ErrorReporter, 'note' | 'words'>,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const button = t('Try Again');
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!isPlatformError(error)) throw error;
      report.note(what, error);
      if ((await notify('error', report.words(error), button)) !== button) throw new Cancelled();
    }
}
