import { type Disposable, Uri, window, workspace } from 'vscode';
import { type Outcome, type Status, tally } from '../core/model/outcome';
import { say, t } from './l10n';
import type { Report } from './report';

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

/** What a batch did, ready to be told. */
export interface Told {
  /** The command, for the log. */
  readonly what: string;
  readonly message: string;
  readonly outcomes: readonly Outcome[];
  readonly notes?: readonly string[];
  /** What helps here; `false` where it does not apply. */
  readonly offers?: readonly (Offer | false)[];
}

const scheme = 'dataset-report';
/** Reports that are kept for their open documents; older ones are forgotten. */
const mostReports = 20;

/** Tells outcomes, each batch once. Details are always to be had, as a document that nobody is asked to save. */
export class OutcomeTeller implements Disposable {
  private readonly kept = new Map<string, string>();
  private readonly provider: Disposable;
  private count = 0;

  constructor(private readonly report: Report) {
    this.provider = workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.kept.get(uri.path) ?? '',
    });
  }

  show(told: Told): void {
    const details: Offer = { button: t('Show Details'), run: () => this.open(told) };
    const offers = [...(told.offers ?? []).filter((offer) => offer !== false), details];
    const buttons = offers.map((offer) => offer.button);
    const clean = told.outcomes.every((outcome) => outcome.status === 'done' || outcome.status === 'skipped');
    const shown = clean
      ? window.showInformationMessage(told.message, ...buttons)
      : window.showWarningMessage(told.message, ...buttons);
    void shown.then((picked) => {
      const offer = offers.find((one) => one.button === picked);
      if (offer) void this.report.guard(told.what, offer.run);
    });
  }

  dispose(): void {
    this.provider.dispose();
  }

  private async open(told: Told): Promise<void> {
    const path = `/${++this.count}/${t('Details')}.txt`;
    this.kept.set(path, content(told));
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostReports && oldest !== undefined) this.kept.delete(oldest);
    const document = await workspace.openTextDocument(Uri.from({ scheme, path }));
    await window.showTextDocument(document, { preview: true });
  }
}

/** The sum, the notes, then one line for each outcome. */
function content({ message, notes = [], outcomes }: Told): string {
  const words = new Map(statuses.map(([status, word]) => [status, word()]));
  const lines = outcomes.map(({ name, status, reason }) =>
    [words.get(status) ?? status, name, reason && say(reason)].filter(Boolean).join('\t'),
  );
  return [message, '', ...notes, ...(notes.length > 0 ? [''] : []), ...lines, ''].join('\n');
}
