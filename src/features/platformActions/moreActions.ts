import { commands } from 'vscode';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import { pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { localize, t } from '../../editor/text/l10n';
import { runAction } from '../../editor/tree/actions';
import { type moreCommands, moreActionsFor, moreCommandsFor } from '../../editor/tree/moreActions';
import { pickNodes } from '../../editor/tree/pick';

/** Says that no action applies; of several rows, that they are of different kinds. */
export function noActionError(rows: number): PlatformError {
  return new PlatformError(
    'invalid',
    rows > 1
      ? text('No action applies to all {0} selected items together. Select items of one kind.', rows)
      : text('No more actions apply to the selection.'),
  );
}

const titles: Readonly<Record<(typeof moreCommands)[number]['command'], () => string>> = {
  'datasets.uploadFolder': () => t('Upload Folder…'),
  'datasets.compareResults': () => t('Compare Results…'),
};

/** One list of what the menu has no entry for. @throws Cancelled when dismissed */
export async function runMoreActions(args: readonly unknown[], services: Services): Promise<void> {
  const selected = await pickNodes(args, 'any', t('Select a dataset'), services);
  const actions = moreActionsFor(services.sessions.open(selected.connection), selected.nodes);
  const choices = [
    ...moreCommandsFor(selected.nodes).map((command) => ({
      label: titles[command](),
      value: async () => {
        await commands.executeCommand(command, ...args);
      },
    })),
    ...actions.map((action) => ({ label: localize(action.title), value: () => runAction(action, selected, services) })),
  ];
  if (choices.length === 0) throw noActionError(selected.nodes.length);
  await (
    await pickOne(t('More Actions'), choices)
  )();
}
