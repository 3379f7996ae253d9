import { plainLine } from '../../core/model/plainText';
import { type Outcome, type OutcomeStatus, countByStatus } from '../../core/model/outcome';
import type { Documents } from './documents';
import { localize, t } from '../text/l10n';
import type { ErrorReporter } from './report';
import { notify, type MessageWeight } from '../surfaces/messages';

/** Something that can be done about outcomes, offered beside them. */
export interface OutcomeOffer {
  readonly button: string;
  readonly run: () => Promise<void>;
}

const statuses: readonly (readonly [OutcomeStatus, () => string])[] = [
  ['done', () => t('done')],
  ['failed', () => t('failed')],
  ['unknown', () => t('unknown')],
  ['skipped', () => t('skipped')],
  ['not-started', () => t('not started')],
];

/** How many of each, in words: `29 deleted, 1 skipped`. */
export function outcomeSummary(outcomes: readonly Outcome[], done: (count: number) => string): string {
  const counts = countByStatus(outcomes);
  const parts = statuses.flatMap(([status, word]) => {
    if (counts[status] === 0) return [];
    return status === 'done' ? done(counts.done) : `${counts[status]} ${word()}`;
  });
  return parts.join(', ');
}

/** What a batch did, ready to be told. */
export interface OutcomeReport {
  /** The command, for the log. */
  readonly what: string;
  readonly message: string;
  readonly outcomes: readonly Outcome[];
  readonly notes?: readonly string[];
  /** What helps here; `false` where it does not apply. */
  readonly offers?: readonly (OutcomeOffer | false)[];
}

/** Tells outcomes, each batch once. Details are always to be had, as a document. */
export class OutcomeNotifier {
  constructor(
    private readonly report: ErrorReporter,
    private readonly documents: Documents,
  ) {}

  show(outcomeReport: OutcomeReport): void {
    const details: OutcomeOffer = { button: t('Show Details'), run: () => this.open(outcomeReport) };
    const offers = [...(outcomeReport.offers ?? []).filter((offer) => offer !== false), details];
    const buttons = offers.map((offer) => offer.button);
    void notify(weightOf(outcomeReport.outcomes), outcomeReport.message, ...buttons).then((picked) => {
      const offer = offers.find((one) => one.button === picked);
      if (offer) void this.report.guard(outcomeReport.what, offer.run);
    });
  }

  private async open(outcomeReport: OutcomeReport): Promise<void> {
    await this.documents.show({ name: `${t('Details')}.txt`, content: content(outcomeReport) });
  }
}

/** What went well is no warning, and where nothing did and something failed, that is an error. */
export function weightOf(outcomes: readonly Pick<Outcome, 'status'>[]): MessageWeight {
  const all = (...statuses: readonly OutcomeStatus[]) => outcomes.every(({ status }) => statuses.includes(status));
  if (all('done', 'skipped')) return 'information';
  return all('failed', 'skipped') ? 'error' : 'warning';
}

/** What needs a person first: of two thousand items three failed, and nobody scrolls for them. */
const order: readonly OutcomeStatus[] = ['failed', 'unknown', 'not-started', 'skipped', 'done'];

/** The sum, the notes, then one line for each outcome, what was done last, with what blocks it below. */
function content({ message, notes = [], outcomes }: OutcomeReport): string {
  const words = new Map(statuses.map(([status, word]) => [status, word()]));
  const sorted = order.flatMap((status) => outcomes.filter((outcome) => outcome.status === status));
  const lines = sorted.flatMap(({ name, status, reason, blockers = [] }) => [
    [words.get(status) ?? status, plainLine(name), reason && localize(reason)].filter(Boolean).join('\t'),
    ...blockers.map((blocker) => `\t${t('blocked by {0}', blocker.name)}`),
  ]);
  return [message, '', ...notes.map(plainLine), ...(notes.length > 0 ? [''] : []), ...lines, ''].join('\n');
}
