import type { Connection } from '../../core/model/connection';
import type { AskSecret } from '../../editor/services/credentials';
import { t } from '../../editor/text/l10n';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';
import { keepSecret } from './keepSecret';
import { confirmExposed } from './overHttps';
import { askKey } from './wizard';

/** How long requests wait for a person, in ms. The question stays; its answer is used whenever it comes. */
const longestWait = 30_000;

/** Asks for the key of a connection that has none, or whose key was refused. Asked once for all that wait for it. */
export function secretAsker(services: () => Services): AskSecret {
  const ask = question(services);
  // A question that nobody waits for any more still stands on the screen: it is not asked beside itself.
  const open = new Map<string, Promise<string | undefined>>();
  return async (connection, refused) => {
    const answer = open.get(connection.id) ?? ask(connection, refused).finally(() => open.delete(connection.id));
    if (!open.has(connection.id)) answer.catch((error: unknown) => services().report.show(t('Enter key'), error));
    open.set(connection.id, answer);
    return Promise.race([answer, later(longestWait)]);
  };
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());
}

function question(services: () => Services): AskSecret {
  return async (connection: Connection, refused: boolean) => {
    const enter = t('Enter key');
    const message = refused ? t('"{0}" refused the key.', connection.name) : t('"{0}" needs a key.', connection.name);
    const picked = await notify(refused ? 'warning' : 'information', message, enter);
    if (picked !== enter) return undefined;
    const { sessions, secrets } = services();
    await confirmExposed(connection.url);
    const signed = await askKey(services(), sessions.platformOf(connection), connection);
    await keepSecret(secrets, connection, signed.secret);
    return signed.secret;
  };
}
