import { window } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { AskSecret } from '../../editor/credentials';
import { t } from '../../editor/l10n';
import type { Services } from '../../editor/services';
import { askKey } from './wizard';

/** Asks for the key of a connection that has none, or whose key was refused. Asked once for all that wait for it. */
export function secretAsker(services: () => Services): AskSecret {
  return async (connection: Connection, refused: boolean) => {
    const enter = t('Enter key');
    const said = refused ? t('"{0}" refused the key.', connection.name) : t('"{0}" needs a key.', connection.name);
    const picked = refused
      ? await window.showWarningMessage(said, enter)
      : await window.showInformationMessage(said, enter);
    if (picked !== enter) return undefined;
    const { sessions, secrets } = services();
    const signed = await askKey(services(), sessions.platformOf(connection), connection);
    await secrets.set(connection, signed.secret);
    return signed.secret;
  };
}
