import { commands } from 'vscode';
import { say, t } from '../../editor/l10n';
import type { ConnectionSettings } from '../../editor/settings';
import { notify } from '../../editor/surfaces/messages';

/** Tells of each entry of the setting that cannot be read, once for each state that it is in, with the way to mend it. */
export class UnreadableEntries {
  private readonly told = new Set<string>();

  constructor(private readonly settings: Pick<ConnectionSettings, 'unreadable'>) {}

  async tell(): Promise<void> {
    for (const { place, why } of this.settings.unreadable()) {
      const said = t('Connection {0} in the settings cannot be read: {1}', place, say(why));
      if (this.told.has(said)) continue;
      this.told.add(said);
      const open = t('Open Settings');
      if ((await notify('warning', said, open)) === open)
        await commands.executeCommand('workbench.action.openApplicationSettingsJson');
    }
  }
}
