import { commands, window, workspace } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import type { CommandHandler } from '../../editor/api/commandIds';
import { isElement } from '../../editor/tree/elements';
import { type RequiredCapability, pickNode } from '../../editor/tree/pick';
import { t } from '../../editor/text/l10n';
import { withTreeProgress } from '../../editor/api/progress';
import { pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';
import type { DetailsDocuments } from './details';
import { documentReaders } from './documents';
import { readWhole } from './fileSystem';
import { detailsUri, fileUri } from '../../editor/api/uris';

/** What the editor's own viewers show, by extension. */
const shown = /\.(jpe?g|png|gif|bmp|webp|ico|avif|svg|json|txt|md|csv)$/i;

/** Opening and describing what is in the tree. */
export function previewCommands(services: Services, documents: DetailsDocuments) {
  const one = async (
    args: readonly unknown[],
    need: RequiredCapability,
  ): Promise<{ connection: Connection; node: Node }> => {
    // Facts and bytes of the row that was clicked: a click opens it, whatever is selected beside it.
    const [clicked, selected] = args;
    if (selected === undefined && isElement(clicked) && clicked.type === 'node')
      return { connection: clicked.connection, node: clicked.node };
    return pickNode(args, need, t('Select an item to open'), services);
  };

  const details = async ({ connection, node }: { connection: Connection; node: Node }): Promise<void> => {
    const uri = detailsUri(connection, node);
    documents.renew(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  };

  const open: CommandHandler = async (...args) => {
    const target = await one(args, 'open');
    const files = target.node.files ?? [];
    if (files.length === 0) return details(target);
    const index =
      files.length === 1
        ? 0
        : await pickOne(
            t('Select a file of "{0}"', target.node.name),
            files.map((file, value) => ({
              label: file.name,
              description: [file.folder, file.role].filter(Boolean).join(' · '),
              value,
            })),
          );
    const file = files[index];
    const reading = file && documentReaders[file.role];
    if (file && reading) {
      const session = services.sessions.open(target.connection);
      const document = reading(file, await withTreeProgress((signal) => readWhole(session, file, signal)));
      if (document) {
        await services.documents.show(document);
        return;
      }
    }
    if (file && shown.test(file.name)) {
      // The focus stays in the tree, as it does in the file explorer: the Delete key still means the row.
      const fromRow = isElement(args[0]) || services.datasetTree.selection().length > 0;
      const options = { preview: true, preserveFocus: fromRow };
      await commands.executeCommand('vscode.open', fileUri(target.connection, target.node, index), options);
      return;
    }
    const button = t('Show Details');
    const message = t('Cannot preview {0}.', file?.name ?? target.node.name);
    if ((await notify('information', message, button)) === button) await details(target);
  };

  return {
    'datasets.open': open,
    'datasets.showDetails': async (...args: unknown[]) => details(await one(args, 'any')),
  } satisfies Partial<Record<string, CommandHandler>>;
}
