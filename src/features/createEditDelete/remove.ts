import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';
import type { UndoToken } from '../../core/model/outcome';
import { PlatformError } from '../../core/net/errors';
import { text } from '../../core/model/text';
import type { UndoDeletion } from '../../core/contract';
import { closeGoneTabs } from '../../editor/api/openTabs';
import { itemsText, t } from '../../editor/text/l10n';
import type { DeletionRecord, DeletionHistory } from '../../editor/services/deletionHistory';
import { outcomeSummary, type OutcomeOffer } from '../../editor/api/outcomes';
import { askLine, backPressed, confirmLoss } from '../../editor/api/prompts';
import { withNotification } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import type { LeftOut, ConnectionNodes } from '../../editor/tree/selection';
import { nothingToDoError } from '../../editor/tree/work';
import { Cancelled } from '../../core/net/errors';
import { planJobs, nodesOf } from './jobs';
import { type DeletionChoice, type DeletionQuestion, questionAbout } from './question';
import { type DeletionRun, runJob } from './runJob';
import { isTyped } from './confirmDeletion';

/** Brings deleted items back; given by the app, since restoring is a feature of its own. */
export type RestoreDeletion = (batch: DeletionRecord) => Promise<void>;

/** What is to be deleted, and what was selected beside it and stays. */
export interface DeletionRequest {
  readonly groups: readonly ConnectionNodes[];
  readonly left?: readonly LeftOut[];
  /** Past the ways back that the platform keeps open, after a question of its own. */
  readonly permanently?: boolean;
}

/**
 * Deletes a selection of whatever kinds and connections after one question, and tells once what became of each. What was
 * confirmed is what is deleted: the nodes that the question was about, and no others.
 */
export class DeletionFlow {
  private readonly busy = new Set<Ref>();

  constructor(
    private readonly services: Services,
    private readonly history: DeletionHistory,
    private readonly undo: RestoreDeletion,
  ) {}

  async remove({ groups, left = [], permanently = false }: DeletionRequest): Promise<void> {
    const { free, held } = this.notHeld(groups);
    const staying = [...left, ...held];
    if (free.length === 0) throw nothingToDoError(staying);
    const keys = free.flatMap(({ connection, nodes }) => nodes.map((node) => key(connection, node)));
    for (const one of keys) this.busy.add(one);
    try {
      await this.ask(free, staying, permanently);
    } finally {
      for (const one of keys) this.busy.delete(one);
    }
  }

  /** What is being deleted by a command before is not deleted again. */
  private notHeld(selection: readonly ConnectionNodes[]): { free: ConnectionNodes[]; held: LeftOut[] } {
    const isHeld = ({ connection }: ConnectionNodes, node: Node) => this.busy.has(key(connection, node));
    return {
      free: selection
        .map((one) => ({ ...one, nodes: one.nodes.filter((node) => !isHeld(one, node)) }))
        .filter(({ nodes }) => nodes.length > 0),
      held: selection.flatMap((one) =>
        one.nodes
          .filter((node) => isHeld(one, node))
          .map(({ name }) => ({ name, why: t('"{0}" is already being deleted.', name) })),
      ),
    };
  }

  private async ask(groups: readonly ConnectionNodes[], left: readonly LeftOut[], permanently: boolean): Promise<void> {
    const jobs = await planJobs(groups, permanently, this.services);
    if (jobs.length === 0) throw new PlatformError('invalid', text('Nothing can be deleted here.'));
    if (jobs.every((job) => nodesOf(job).length === 0)) {
      await this.finish(
        jobs.map((job) => ({ decided: { job }, outcomes: job.gone, back: [] })),
        permanently,
      );
      return;
    }
    const question = questionAbout(jobs, left, permanently);
    await this.run(await this.choose(question), permanently);
  }

  /** One modal, then a typed name for each thing that is too much to lose by a slip. @throws Cancelled */
  private async choose(asked: DeletionQuestion): Promise<DeletionChoice> {
    const buttons = asked.choices.map(({ button }) => button);
    const picked = await confirmLoss(asked, buttons, this.services.documents);
    const choice = asked.choices.find(({ button }) => button === picked);
    if (choice === undefined) throw new Cancelled();
    for (const name of asked.typed) {
      const check = (value: string) => (isTyped(name, value) ? undefined : t('This does not match "{0}".', name));
      const typed = await askLine({ title: asked.message, label: asked.why, hint: name, check });
      if (typed === backPressed) throw new Cancelled();
    }
    return choice;
  }

  private async run({ decided }: DeletionChoice, permanently: boolean): Promise<void> {
    const { services, history } = this;
    const count = (one: DeletionChoice['decided'][number]) => (one.option?.nodes ?? nodesOf(one.job)).length;
    const all = decided.reduce((sum, one) => sum + count(one), 0);
    const deleted = await withNotification(t('Deleting {0}', itemsText(all)), async (progress, signal) => {
      const done: DeletionRun[] = [];
      let before = 0;
      for (const one of decided) {
        const report = (settled: number) => progress(`${before + settled} / ${all}`, before + settled, all);
        done.push(await runJob(one, { services, history, report, signal }));
        before += count(one);
      }
      return done;
    });
    await this.finish(deleted, permanently);
  }

  private async finish(deleted: readonly DeletionRun[], permanently: boolean): Promise<void> {
    for (const { decided } of deleted) this.refresh(decided.job.connection, nodesOf(decided.job));
    this.notify(deleted, permanently);
    await this.closeTabs(deleted);
  }

  private notify(deleted: readonly DeletionRun[], permanently: boolean): void {
    const outcomes = deleted.flatMap((one) => one.outcomes);
    const groups = deleted.map((one) => leftOf(one)).filter(({ nodes }) => nodes.length > 0);
    const offers: (OutcomeOffer | false)[] = [
      ...this.waysBack(deleted),
      groups.length > 0 && { button: t('Retry Failed'), run: () => this.remove({ groups, permanently }) },
    ];
    const allGone =
      outcomes.every((one) => one.status === 'skipped') && deleted.every(({ decided }) => !decided.option);
    const message = allGone
      ? t('Nothing to delete: everything is already deleted.')
      : outcomeSummary(outcomes, (count) =>
          permanently ? t('{0} permanently deleted', count) : t('{0} deleted', count),
        );
    this.services.outcomes.show({ what: t('Delete'), message, outcomes, offers });
  }

  /** One button takes back all that can be taken back. */
  private waysBack(deleted: readonly DeletionRun[]): (OutcomeOffer | false)[] {
    const takers = deleted.flatMap(({ batch, back: tokens, decided: { job } }): (() => Promise<void>)[] => {
      const undo = job.session.undo;
      return [
        ...(batch ? [() => this.undo(batch)] : []),
        ...(undo && tokens.length > 0 ? [() => this.takeBack(job.connection, undo, tokens, nodesOf(job))] : []),
      ];
    });
    const run = async () => {
      for (const take of takers) await take();
    };
    return [takers.length > 0 && { button: t('Undo'), run }];
  }

  /** By the platform's own way back: a recycle bin, a registration anew. */
  private async takeBack(
    connection: Connection,
    undo: UndoDeletion,
    tokens: readonly UndoToken[],
    nodes: readonly Node[],
  ): Promise<void> {
    const outcomes = await withNotification(t('Restoring {0}', itemsText(tokens.length)), (_tell, signal) =>
      undo.run(tokens, signal),
    );
    this.refresh(connection, nodes);
    const done = new Set(outcomes.filter(({ status }) => status === 'done').map(({ ref }) => ref));
    const left = tokens.filter(({ ref }) => !done.has(ref));
    this.services.outcomes.show({
      what: t('Restore'),
      message: outcomeSummary(outcomes, (count) => t('{0} restored', count)),
      outcomes,
      offers: [
        left.length > 0 && {
          button: t('Retry Failed'),
          run: () => this.takeBack(connection, undo, left, nodes),
        },
      ],
    });
  }

  /** What was open and is gone would show what is no longer there. */
  private async closeTabs(deleted: readonly DeletionRun[]): Promise<void> {
    const jobs = new Map(deleted.map(({ decided: { job } }) => [job.connection.id, job]));
    for (const { connection, session } of jobs.values())
      try {
        await closeGoneTabs(connection, session);
      } catch (error) {
        this.services.report.note('Closing tabs', error);
      }
  }

  /** The parents of what was deleted, each once; and the dataset's own row, whose counts changed. */
  private refresh(connection: Connection, nodes: readonly Node[]): void {
    for (const parent of new Set(nodes.map((node) => node.parent)))
      this.services.datasetTree.refresh({ connection, parent });
  }
}

/** What may be tried again. */
function leftOf({ decided: { job, option }, outcomes }: DeletionRun): ConnectionNodes {
  const again = new Set(
    outcomes.filter(({ status }) => ['failed', 'unknown', 'not-started'].includes(status)).map(({ ref }) => ref),
  );
  const nodes = (option?.nodes ?? nodesOf(job)).filter(({ ref }) => again.has(ref));
  return { connection: job.connection, nodes, places: job.places };
}

function key(connection: Connection, node: Node): Ref {
  return `${connection.id}|${node.ref}`;
}
