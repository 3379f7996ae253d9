import { type Disposable, Uri, window, workspace } from 'vscode';
import { type Outcome, type Status, tally } from '../core/model/outcome';
import { say, t } from './l10n';

/** Something that can be done about outcomes, offered beside them. */
export interface Offer {
  readonly button: string;
  readonly run: () => Promise<void>;
}

const statuses: readonly (readonly [Status, () => string])[] = [
  ['done', () => t('done')],
  ['failed', () => t('failed')],
  ['unknown', () => t('unknown')],
  ['skipped', () => t('skipped')],
  ['not-started', () => t('not started')],
];

/** How many of each, in words: `29 deleted, 1 skipped`. */
export function summary(outcomes: readonly Outcome[], done: (count: number) => string): string {
  const counts = tally(outcomes);
  const parts = statuses.flatMap(([status, word]) => {
    if (counts[status] === 0) return [];
    return status === 'done' ? done(counts.done) : `${counts[status]} ${word()}`;
  });
  return parts.join(', ');
}

/** Shows outcomes once. Details are always to be had; offers are made where they help. */
export function showOutcomes(
  message: string,
  outcomes: readonly Outcome[],
  notes: readonly string[],
  offers: readonly Offer[],
  guard: (work: () => Promise<void>) => void,
): void {
  const details: Offer = { button: t('Show Details'), run: () => showDetails(message, outcomes, notes) };
  const all = [...offers, details];
  const buttons = all.map((offer) => offer.button);
  const clean = outcomes.every((outcome) => outcome.status === 'done' || outcome.status === 'skipped');
  const shown = clean
    ? window.showInformationMessage(message, ...buttons)
    : window.showWarningMessage(message, ...buttons);
  void shown.then((picked) => {
    const offer = all.find((one) => one.button === picked);
    if (offer) guard(offer.run);
  });
}

/** All outcomes as a document: the sum, then one line each. */
async function showDetails(message: string, outcomes: readonly Outcome[], notes: readonly string[]): Promise<void> {
  const words = new Map(statuses.map(([status, word]) => [status, word()]));
  const lines = outcomes.map(({ name, status, reason }) =>
    [words.get(status) ?? status, name, reason && say(reason)].filter(Boolean).join('\t'),
  );
  const content = [message, '', ...notes, ...(notes.length > 0 ? [''] : []), ...lines, ''].join('\n');
  await window.showTextDocument(await workspace.openTextDocument(reports.add(content)), { preview: true });
}

/** Reports as documents that cannot be changed: an untitled one would ask to be saved when it is closed. */
class Reports {
  private readonly kept = new Map<string, string>();
  private provider: Disposable | undefined;

  add(content: string): Uri {
    this.provider ??= workspace.registerTextDocumentContentProvider(reportScheme, {
      provideTextDocumentContent: (uri) => this.kept.get(uri.path) ?? '',
    });
    const path = `/${this.kept.size + 1}/${t('Details')}.txt`;
    this.kept.set(path, content);
    return Uri.from({ scheme: reportScheme, path });
  }
}

const reportScheme = 'dataset-report';
const reports = new Reports();
