import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { Handler } from '../../editor/commandIds';
import type { TreeElement } from '../../editor/elements';
import { type Goal, goalOf } from '../../editor/goal';
import { t } from '../../editor/l10n';
import { pickConnection, pickIn, pickNodes, type Selected } from '../../editor/pick';
import { meantRows, sortSelection } from '../../editor/tree/selection';
import { agreeToPart, onOneConnection, onOneRow, refusal } from '../../editor/tree/work';
import { modal } from '../../editor/prompts';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';
import { flash } from '../../editor/surfaces/statusBar';
import type { AcrossFlow } from './across';
import type { Clipboard, How } from './clipboard';
import { relocate } from './relocate';

/** Cutting, copying and pasting items of the tree, and what dragging them does. */
export class Copying {
  constructor(
    private readonly services: Services,
    private readonly clipboard: Clipboard,
    private readonly across: AcrossFlow,
  ) {}

  commands() {
    return {
      'datasets.cutItems': this.keep('move', 'move', () => t('What should be moved?')),
      'datasets.copyItems': this.keep('copy', 'copy', () => t('What should be copied?')),
      'datasets.pasteItems': (...args: unknown[]) => this.paste(args),
    } satisfies Partial<Record<string, Handler>>;
  }

  /** Rows dropped on a place: moved within their connection after one question, copied to another. */
  async drop(elements: readonly TreeElement[], goal: Goal): Promise<void> {
    const rootOf = () => undefined;
    const work = sortSelection(elements, { need: 'any', whole: true, rootOf });
    onOneConnection(work);
    const [selected] = work.groups;
    if (selected === undefined) throw refusal(work.left);
    await agreeToPart(work);
    const { connection, nodes } = selected;
    if (nodes.every((node) => this.isAt(connection, node, goal))) return;
    const moves = this.within(connection, goal) && nodes.every((node) => node.can.has('move'));
    if (!moves && !nodes.every((node) => node.can.has('copy')))
      throw new PlatformError('invalid', text('Not all of the selection can be copied.'));
    if (moves) await confirmMove(nodes, goal);
    await this.bring(moves ? 'move' : 'copy', { connection, nodes }, goal);
  }

  /** What is dropped where it lies, or on itself, was not meant to be dragged. */
  private isAt({ id }: Connection, node: Node, goal: Goal): boolean {
    if (id !== goal.connection.id) return false;
    const parent = node.parent ?? this.services.sessions.open(goal.connection).root?.ref;
    return node.ref === goal.node.ref || parent === goal.node.ref;
  }

  private keep(how: How, verb: 'move' | 'copy', question: () => string): Handler {
    return async (...args) => {
      const selected = await pickNodes(args, verb, question(), this.services);
      this.clipboard.put(how, selected);
      const said = how === 'move' ? t('{0} cut', selected.nodes.length) : t('{0} copied', selected.nodes.length);
      flash(said);
    };
  }

  private async paste(args: readonly unknown[]): Promise<void> {
    const kept = this.clipboard.get();
    if (kept === undefined) throw new PlatformError('invalid', text('Nothing was cut or copied.'));
    const goal = await this.goalFor(args);
    if (goal === undefined) return;
    await this.bring(kept.how, kept.selected, goal);
    if (kept.how === 'move') this.clipboard.clear();
  }

  /** The row that was clicked or is selected, or the place above it; asked for when there is none. */
  private async goalFor(args: readonly unknown[]): Promise<Goal | undefined> {
    const { explorer, sessions } = this.services;
    const rows = meantRows(args, () => explorer.selection());
    onOneRow({ rows: rows.length });
    const goal = goalOf(rows[0], sessions);
    if (goal) return goal;
    const connection = await pickConnection([], this.services);
    return { connection, node: await pickIn(connection, 'upload', t('Paste into what?'), this.services) };
  }

  private async bring(how: How, selected: Selected, goal: Goal): Promise<void> {
    const { connection, nodes } = selected;
    if (this.within(connection, goal)) return relocate({ connection, how, nodes, target: goal.node }, this.services);
    if (how === 'move')
      void notify('information', t('What is brought to another connection is copied; the original stays.'));
    return this.across.run(selected, goal);
  }

  /** Whether the server can do it by itself. */
  private within(connection: Connection, goal: Goal): boolean {
    return connection.id === goal.connection.id && this.services.sessions.open(connection).relocate !== undefined;
  }
}

/** @throws Cancelled */
async function confirmMove(nodes: readonly Node[], { node: goal }: Goal): Promise<void> {
  const button = t('Move');
  const [only] = nodes;
  const message =
    nodes.length === 1 && only
      ? t('Move "{0}" to "{1}"?', only.name, goal.name)
      : t('Move {0} items to "{1}"?', nodes.length, goal.name);
  if ((await modal(message, [], button)) !== button) throw new Cancelled();
}
