import type { Connection } from '../../core/model/connection';
import type { Node, Ref } from '../../core/model/node';
import type { Outcome, Undo as WayBack } from '../../core/model/outcome';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { text } from '../../core/model/text';
import type { Deletion, Session, Undoing } from '../../core/platforms/platform';
import { t } from '../../editor/l10n';
import type { KeptBatch, Keepsakes } from '../../editor/keepsakes';
import { summary, type Offer } from '../../editor/outcomes';
import { askLine, modal } from '../../editor/prompts';
import { withNotification, withView } from '../../editor/progress';
import type { Selected } from '../../editor/pick';
import type { Services } from '../../editor/services';
import { keepForUndo } from './keepForUndo';
import { confirmation, type Confirmation, type Way } from './survey';

/** Brings deleted items back; given by the app, since restoring is a feature of its own. */
export type Undo = (batch: KeptBatch) => Promise<void>;

/** Deletes nodes after one question, and tells once what became of each. */
export class Remover {
  private readonly busy = new Set<Ref>();

  constructor(
    private readonly services: Services,
    private readonly keepsakes: Keepsakes,
    private readonly undo: Undo,
  ) {}

  /** @param permanently past the ways back that the platform keeps open, after a question of its own */
  async remove({ connection, nodes }: Selected, permanently = false): Promise<void> {
    const wanted = topmost(nodes).filter((node) => !this.busy.has(key(connection, node)));
    if (wanted.length === 0) return;
    for (const node of wanted) this.busy.add(key(connection, node));
    try {
      await this.ask(connection, wanted, permanently);
    } finally {
      for (const node of wanted) this.busy.delete(key(connection, node));
    }
  }

  private async ask(connection: Connection, nodes: readonly Node[], permanently: boolean): Promise<void> {
    const session = this.services.sessions.open(connection);
    const deletion = session.remove;
    if (deletion === undefined) throw new PlatformError('invalid', text('Nothing can be deleted here.'));
    const refs = nodes.map((node) => node.ref);
    const survey = await withView((signal) => deletion.survey(refs, signal, permanently));
    if (survey.nodes.length === 0) {
      this.goneAlready(connection, nodes);
      return;
    }
    const way = await choose(confirmation(survey, permanently));
    await this.run(connection, session, deletion, way);
  }

  private async run(connection: Connection, session: Session, deletion: Deletion, way: Way): Promise<void> {
    const batch = way.permanently ? undefined : await this.keep(connection, session, way.nodes);
    const outcomes = await withNotification(t('Deleting {0}', way.nodes.length), (tell, signal) =>
      deletion.run(
        way.nodes,
        {
          release: way.release,
          permanently: way.permanently,
          report: (n) => tell(`${n} / ${way.nodes.length}`, n, way.nodes.length),
        },
        signal,
      ),
    );
    const skipped = way.skipped.map((node): Outcome => skippedLocked(node));
    const kept = await this.trim(batch, outcomes);
    this.refresh(connection, way.nodes);
    this.tell(connection, way, [...outcomes, ...skipped], kept);
  }

  /** Kept before anything is deleted: afterwards the results are gone from the server's answers. */
  private async keep(connection: Connection, session: Session, nodes: readonly Node[]): Promise<KeptBatch | undefined> {
    if (session.restore === undefined) return undefined;
    const keepsakes = await keepForUndo(session.restore, nodes, this.services.documents);
    const [first] = keepsakes;
    if (first === undefined) return undefined;
    const parents = await withView((signal) => session.get([first.parent], signal)).catch(() => new Map<Ref, Node>());
    return this.keepsakes.keep(connection, parents.get(first.parent)?.name ?? '', keepsakes, Date.now());
  }

  /** Only what is really gone can come back. What is unknown is kept. */
  private async trim(batch: KeptBatch | undefined, outcomes: readonly Outcome[]): Promise<KeptBatch | undefined> {
    if (batch === undefined) return undefined;
    const gone = new Set(
      outcomes.filter(({ status }) => status === 'done' || status === 'unknown').map(({ ref }) => ref),
    );
    const trimmed = { ...batch, keepsakes: batch.keepsakes.filter((kept) => gone.has(kept.ref)) };
    await this.keepsakes.update(trimmed);
    return trimmed.keepsakes.length > 0 ? trimmed : undefined;
  }

  private tell(connection: Connection, way: Way, outcomes: readonly Outcome[], batch: KeptBatch | undefined): void {
    const left = new Set(
      outcomes.filter(({ status }) => ['failed', 'unknown', 'not-started'].includes(status)).map(({ ref }) => ref),
    );
    const again = way.nodes.filter((node) => left.has(node.ref));
    const { undo } = this.services.sessions.open(connection);
    const back = outcomes.flatMap((one) => one.undo ?? []);
    const offers: (Offer | false)[] = [
      batch !== undefined && { button: t('Undo'), run: () => this.undo(batch) },
      undo !== undefined &&
        back.length > 0 && { button: t('Undo'), run: () => this.takeBack(connection, undo, back, way.nodes) },
      again.length > 0 && {
        button: t('Retry Failed'),
        run: () => this.remove({ connection, nodes: again }, way.permanently),
      },
    ];
    const message = summary(outcomes, (count) =>
      way.permanently ? t('{0} deleted for good', count) : t('{0} deleted', count),
    );
    this.services.outcomes.show({ what: t('Delete'), message, outcomes, offers });
  }

  /** By the platform's own way back: a recycle bin, a registration anew. */
  private async takeBack(
    connection: Connection,
    undo: Undoing,
    back: readonly WayBack[],
    nodes: readonly Node[],
  ): Promise<void> {
    const outcomes = await withNotification(t('Restoring {0}', back.length), (_tell, signal) => undo.run(back, signal));
    this.refresh(connection, nodes);
    const done = new Set(outcomes.filter(({ status }) => status === 'done').map(({ ref }) => ref));
    const left = back.filter(({ ref }) => !done.has(ref));
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

  private goneAlready(connection: Connection, nodes: readonly Node[]): void {
    this.refresh(connection, nodes);
    const outcomes = nodes.map((node): Outcome => ({
      ref: node.ref,
      name: node.name,
      status: 'skipped',
      reason: text('It was gone already.'),
    }));
    const message = t('Nothing to delete: all of it is gone already.');
    this.services.outcomes.show({ what: t('Delete'), message, outcomes });
  }

  /** The parents of what was deleted, each once; and the dataset's own row, whose counts changed. */
  private refresh(connection: Connection, nodes: readonly Node[]): void {
    for (const parent of new Set(nodes.map((node) => node.parent)))
      this.services.explorer.refresh({ connection, parent });
  }
}

function skippedLocked(node: Node): Outcome {
  const reason = node.lock ? text('Locked by {0}.', node.lock.holder) : text('It is locked.');
  return { ref: node.ref, name: node.name, status: 'skipped', reason };
}

/** One modal, then a typed name for each thing that is too much to lose by a slip. @throws Cancelled */
async function choose(asked: Confirmation): Promise<Way> {
  const picked = await modal(asked.message, asked.detail, ...asked.ways.map((way) => way.button));
  const way = asked.ways.find((one) => one.button === picked);
  if (way === undefined) throw new Cancelled();
  for (const name of asked.typed)
    await askLine({
      title: asked.message,
      label: asked.why,
      hint: name,
      check: (value) => (value === name ? undefined : t('This is not "{0}".', name)),
    });
  return way;
}

/** What stands below another selected node goes with it. */
function topmost(nodes: readonly Node[]): Node[] {
  const refs = new Set(nodes.map((node) => node.ref));
  return nodes.filter((node) => node.parent === undefined || !refs.has(node.parent));
}

function key(connection: Connection, node: Node): Ref {
  return `${connection.id}|${node.ref}`;
}
