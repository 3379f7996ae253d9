import { commands, env, UIKind, Uri, workspace } from 'vscode';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { t } from '../text/l10n';
import type { OutcomeOffer } from './outcomes';
import { openFiles } from '../surfaces/inputs';

/** Asks for a folder of the machine that the extension runs on; suggests the workspace. @throws Cancelled */
export async function askFolder(title: string, button: string): Promise<string> {
  const workspaceFolder = workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri;
  const [picked] =
    (await openFiles({
      title,
      openLabel: button,
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      ...(workspaceFolder && { defaultUri: workspaceFolder }),
    })) ?? [];
  if (picked === undefined) throw new Cancelled();
  if (picked.scheme !== 'file')
    throw new PlatformError(
      'invalid',
      text('Files can be written on this machine only; the folder is on "{0}".', picked.scheme),
    );
  return picked.fsPath;
}

/** Ways to look at a folder that was written. */
export function folderOffers(folder: string): (OutcomeOffer | false)[] {
  const uri = Uri.file(folder);
  const atHome = env.remoteName === undefined && env.uiKind === UIKind.Desktop;
  return [
    {
      button: t('Open Folder'),
      run: async () => {
        await commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
      },
    },
    // The system's own window of files is on the machine of the person.
    atHome && {
      button: t('Reveal'),
      run: async () => {
        await commands.executeCommand('revealFileInOS', uri);
      },
    },
  ];
}
