import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';
import type { Undo as WayBack } from '../../core/model/outcome';
import { PlatformError } from '../../core/net/errors';
import { text } from '../../core/model/text';
import type { Undoing } from '../../core/platforms/platform';
import { closeGoneTabs } from '../../editor/openTabs';
import { t } from '../../editor/l10n';
import type { KeptBatch, Keepsakes } from '../../editor/keepsakes';
import { summary, type Offer } from '../../editor/outcomes';
import { askLine, back, confirmLoss } from '../../editor/prompts';
import { withNotification } from '../../editor/progress';
import type { Services } from '../../editor/services';
import type { LeftOut, Selected } from '../../editor/tree/selection';
import { refusal } from '../../editor/tree/work';
import { Cancelled } from '../../core/net/errors';
import { planJobs, nodesOf } from './jobs';
import { type Choice, type Question, questionAbout } from './question';
import { type Deleted, runJob } from './runJob';
import { isTyped } from './survey';

/** Brings deleted items back; given by the app, since restoring is a feature of its own. */
export type Undo = (batch: KeptBatch) => Promise<void>;

/** What is to be deleted, and what was selected beside it and stays. */
export interface Wanted {
  readonly groups: readonly Selected[];
  readonly left?: readonly LeftOut[];
  /** Past the ways back that the platform keeps open, after a question of its own. */
  readonly permanently?: boolean;
}

/**
 * Deletes a selection of whatever kinds and connections after one question, and tells once what became of each. What was
 * confirmed is what is deleted: the nodes that the question was about, and no others.
 */
export class Remover {
  private readonly busy = new Set<Ref>();

  constructor(
    private readonly services: Services,
    private readonly keepsakes: Keepsakes,
    private readonly undo: Undo,
  ) {}

  async remove({ groups, left = [], permanently = false }: Wanted): Promise<void> {
    const { free, held } = this.notHeld(groups);
    const staying = [...left, ...held];
    if (free.length === 0) throw refusal(staying);
    const keys = free.flatMap(({ connection, nodes }) => nodes.map((node) => key(connection, node)));
    for (const one of keys) this.busy.add(one);
    try {
      await this.ask(free, staying, permanently);
    } finally {
      for (const one of keys) this.busy.delete(one);
    }
  }

  /** What is being deleted by a command before is not deleted again. */
  private notHeld(selection: readonly Selected[]): { free: Selected[]; held: LeftOut[] } {
    const isHeld = ({ connection }: Selected, node: Node) => this.busy.has(key(connection, node));
    return {
      free: selection
        .map((one) => ({ ...one, nodes: one.nodes.filter((node) => !isHeld(one, node)) }))
        .filter(({ nodes }) => nodes.length > 0),
      held: selection.flatMap((one) =>
        one.nodes
          .filter((node) => isHeld(one, node))
          .map(({ name }) => ({ name, why: t('"{0}" is being deleted already.', name) })),
      ),
    };
  }

  private async ask(groups: readonly Selected[], left: readonly LeftOut[], permanently: boolean): Promise<void> {
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
  private async choose(asked: Question): Promise<Choice> {
    const buttons = asked.choices.map(({ button }) => button);
    const picked = await confirmLoss(asked, buttons, this.services.documents);
    const choice = asked.choices.find(({ button }) => button === picked);
    if (choice === undefined) throw new Cancelled();
    for (const name of asked.typed) {
      const check = (value: string) => (isTyped(name, value) ? undefined : t('This is not "{0}".', name));
      const typed = await askLine({ title: asked.message, label: asked.why, hint: name, check });
      if (typed === back) throw new Cancelled();
    }
    return choice;
  }

  private async run({ decided }: Choice, permanently: boolean): Promise<void> {
    const { services, keepsakes } = this;
    const count = (one: Choice['decided'][number]) => (one.way?.nodes ?? nodesOf(one.job)).length;
    const all = decided.reduce((sum, one) => sum + count(one), 0);
    const deleted = await withNotification(t('Deleting {0}', all), async (tell, signal) => {
      const done: Deleted[] = [];
      let before = 0;
      for (const one of decided) {
        const report = (settled: number) => tell(`${before + settled} / ${all}`, before + settled, all);
        done.push(await runJob(one, { services, keepsakes, report, signal }));
        before += count(one);
      }
      return done;
    });
    await this.finish(deleted, permanently);
  }

  private async finish(deleted: readonly Deleted[], permanently: boolean): Promise<void> {
    for (const { decided } of deleted) this.refresh(decided.job.connection, nodesOf(decided.job));
    this.tell(deleted, permanently);
    await this.closeTabs(deleted);
  }

  private tell(deleted: readonly Deleted[], permanently: boolean): void {
    const outcomes = deleted.flatMap((one) => one.outcomes);
    const groups = deleted.map((one) => leftOf(one)).filter(({ nodes }) => nodes.length > 0);
    const offers: (Offer | false)[] = [
      ...this.waysBack(deleted),
      groups.length > 0 && { button: t('Retry Failed'), run: () => this.remove({ groups, permanently }) },
    ];
    const allGone = outcomes.every((one) => one.status === 'skipped') && deleted.every(({ decided }) => !decided.way);
    const message = allGone
      ? t('Nothing to delete: all of it is gone already.')
      : summary(outcomes, (count) => (permanently ? t('{0} deleted for good', count) : t('{0} deleted', count)));
    this.services.outcomes.show({ what: t('Delete'), message, outcomes, offers });
  }

  /** One button takes back all that can be taken back. */
  private waysBack(deleted: readonly Deleted[]): (Offer | false)[] {
    const takers = deleted.flatMap(({ batch, back: ways, decided: { job } }): (() => Promise<void>)[] => {
      const undo = job.session.undo;
      return [
        ...(batch ? [() => this.undo(batch)] : []),
        ...(undo && ways.length > 0 ? [() => this.takeBack(job.connection, undo, ways, nodesOf(job))] : []),
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
    undo: Undoing,
    ways: readonly WayBack[],
    nodes: readonly Node[],
  ): Promise<void> {
    const outcomes = await withNotification(t('Restoring {0}', ways.length), (_tell, signal) => undo.run(ways, signal));
    this.refresh(connection, nodes);
    const done = new Set(outcomes.filter(({ status }) => status === 'done').map(({ ref }) => ref));
    const left = ways.filter(({ ref }) => !done.has(ref));
    this.services.outcomes.show({
      what: t('Restore'),
      message: summary(outcomes, (count) => t('{0} restored', count)),
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
  private async closeTabs(deleted: readonly Deleted[]): Promise<void> {
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
      this.services.explorer.refresh({ connection, parent });
  }
}

/** What may be tried again. */
function leftOf({ decided: { job, way }, outcomes }: Deleted): Selected {
  const again = new Set(
    outcomes.filter(({ status }) => ['failed', 'unknown', 'not-started'].includes(status)).map(({ ref }) => ref),
  );
  const nodes = (way?.nodes ?? nodesOf(job)).filter(({ ref }) => again.has(ref));
  return { connection: job.connection, nodes, places: job.places };
}

function key(connection: Connection, node: Node): Ref {
  return `${connection.id}|${node.ref}`;
}
