import { isCancelled, isPlatformError, type PlatformError } from '../../core/net/errors';
import { localize, joinSentences, t } from '../text/l10n';
import type { ChannelLog } from './log';
import { notify } from '../surfaces/messages';

/** The one boundary at which errors are shown, each exactly once, in words that a person can act on. */
export class ErrorReporter {
  constructor(private readonly log: ChannelLog) {}

  /** Runs something; shows what it throws. A cancellation shows nothing. */
  async guard(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.show(what, error);
    }
  }

  /** Shows an error without waiting for its answer. */
  show(what: string, error: unknown): void {
    if (isCancelled(error)) return;
    this.note(what, error);
    const showLog = t('Show Log');
    void notify('error', this.words(error), showLog).then((picked) => {
      if (picked === showLog) this.log.show();
    });
  }

  /** Writes an error to the log only; for what is shown in the tree. */
  note(what: string, error: unknown): void {
    if (isPlatformError(error))
      this.log.error(`${what}: ${error.message} [${[error.kind, error.facts.status, error.facts.code].join(' ')}]`);
    else this.log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** An error in the person's language, with what can be done about it. */
  words(error: unknown): string {
    const redact = (text: string) => this.log.redactor.redact(text);
    if (isPlatformError(error)) return redact(joinSentences(localize(error.userMessage), remedyOf(error)));
    return redact(t('Unexpected: {0}', error instanceof Error ? error.message : String(error)));
  }
}

function remedyOf(error: PlatformError): string {
  return error.facts.remedy ? localize(error.facts.remedy) : '';
}
