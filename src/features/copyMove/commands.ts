import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import type { CommandHandler } from '../../editor/api/commandIds';
import type { TreeElement } from '../../editor/tree/elements';
import { type DropTarget, dropTargetOf } from '../../editor/tree/dropTarget';
import { t } from '../../editor/text/l10n';
import { pickConnection, pickIn, pickNodes, type ConnectionNodes } from '../../editor/tree/pick';
import { meantRows, sortSelection } from '../../editor/tree/selection';
import { agreeToPart, onOneConnection, onOneRow, nothingToDoError } from '../../editor/tree/work';
import { askQuestion } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';
import { flashStatus } from '../../editor/surfaces/statusBar';
import type { AcrossFlow } from './across';
import type { Clipboard, ClipboardMode } from './clipboard';
import { relocateItems } from './relocate';

/** Cutting, copying and pasting items of the tree, and what dragging them does. */
export class CopyMoveCommands {
  constructor(
    private readonly services: Services,
    private readonly clipboard: Clipboard,
    private readonly across: AcrossFlow,
  ) {}

  commands() {
    return {
      'datasets.cutItems': this.keep('move', 'move', () => t('Select items to move')),
      'datasets.copyItems': this.keep('copy', 'copy', () => t('Select items to copy')),
      'datasets.pasteItems': (...args: unknown[]) => this.paste(args),
    } satisfies Partial<Record<string, CommandHandler>>;
  }

  /** Rows dropped on a place: moved within their connection after one question, copied to another. */
  async drop(elements: readonly TreeElement[], dropTarget: DropTarget): Promise<void> {
    const rootOf = () => undefined;
    const work = sortSelection(elements, { need: 'any', whole: true, rootOf });
    onOneConnection(work);
    const [selected] = work.groups;
    if (selected === undefined) throw nothingToDoError(work.left);
    await agreeToPart(work);
    const { connection, nodes } = selected;
    if (nodes.every((node) => this.isAt(connection, node, dropTarget))) return;
    const moves = this.within(connection, dropTarget) && nodes.every((node) => node.capabilities.has('move'));
    if (!moves && !nodes.every((node) => node.capabilities.has('copy')))
      throw new PlatformError('invalid', text('Not all of the selection can be copied.'));
    if (moves) await confirmMove(nodes, dropTarget);
    await this.bring(moves ? 'move' : 'copy', { connection, nodes }, dropTarget);
  }

  /** What is dropped where it lies, or on itself, was not meant to be dragged. */
  private isAt({ id }: Connection, node: Node, dropTarget: DropTarget): boolean {
    if (id !== dropTarget.connection.id) return false;
    const parent = node.parent ?? this.services.sessions.open(dropTarget.connection).root?.ref;
    return node.ref === dropTarget.node.ref || parent === dropTarget.node.ref;
  }

  private keep(how: ClipboardMode, capability: 'move' | 'copy', question: () => string): CommandHandler {
    return async (...args) => {
      const selected = await pickNodes(args, capability, question(), this.services);
      this.clipboard.put(how, selected);
      const notice = how === 'move' ? t('{0} cut', selected.nodes.length) : t('{0} copied', selected.nodes.length);
      flashStatus(notice);
    };
  }

  private async paste(args: readonly unknown[]): Promise<void> {
    const kept = this.clipboard.get();
    if (kept === undefined) throw new PlatformError('invalid', text('Nothing was cut or copied.'));
    const dropTarget = await this.dropTargetFor(args);
    if (dropTarget === undefined) return;
    await this.bring(kept.how, kept.selected, dropTarget);
    if (kept.how === 'move') this.clipboard.clear();
  }

  /** The row that was clicked or is selected, or the place above it; asked for when there is none. */
  private async dropTargetFor(args: readonly unknown[]): Promise<DropTarget | undefined> {
    const { datasetTree, sessions } = this.services;
    const rows = meantRows(args, () => datasetTree.selection());
    onOneRow({ rows: rows.length });
    const dropTarget = dropTargetOf(rows[0], sessions);
    if (dropTarget) return dropTarget;
    const connection = await pickConnection([], this.services);
    return { connection, node: await pickIn(connection, 'upload', t('Select a destination'), this.services) };
  }

  private async bring(how: ClipboardMode, selected: ConnectionNodes, dropTarget: DropTarget): Promise<void> {
    const { connection, nodes } = selected;
    if (this.within(connection, dropTarget))
      return relocateItems({ connection, how, nodes, target: dropTarget.node }, this.services);
    if (how === 'move') void notify('information', t('Items are copied between connections; the originals are kept.'));
    return this.across.run(selected, dropTarget);
  }

  /** Whether the server can do it by itself. */
  private within(connection: Connection, dropTarget: DropTarget): boolean {
    return connection.id === dropTarget.connection.id && this.services.sessions.open(connection).relocate !== undefined;
  }
}

/** @throws Cancelled */
async function confirmMove(nodes: readonly Node[], { node: dropTarget }: DropTarget): Promise<void> {
  const button = t('Move');
  const [only] = nodes;
  const message =
    nodes.length === 1 && only
      ? t('Move "{0}" to "{1}"?', only.name, dropTarget.name)
      : t('Move {0} items to "{1}"?', nodes.length, dropTarget.name);
  if ((await askQuestion(message, [], button)) !== button) throw new Cancelled();
}
