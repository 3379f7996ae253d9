import type { Connection } from '../../core/model/connection';
import { Cancelled, isPlatformError } from '../../core/net/errors';
import { localize, t } from '../../editor/text/l10n';
import { modalWarning } from '../../editor/api/prompts';
import { type Secrets, storageFailed } from '../../editor/services/secrets';

/**
 * Keeps a secret. Where the editor's storage hangs or refuses, the person may use it until the editor ends; it is written
 * nowhere else. @throws Cancelled
 */
export async function keepSecret(secrets: Secrets, connection: Connection, secret: string): Promise<void> {
  try {
    await secrets.set(connection, secret);
  } catch (error) {
    if (!isPlatformError(error) || error.facts.code !== storageFailed) throw error;
    const once = t('Use for This Session Only');
    const lines = [t('The key is then kept in memory and asked for again when the editor starts.')];
    if ((await modalWarning(localize(error.userMessage), lines, once)) !== once) throw new Cancelled();
    secrets.setForSession(connection, secret);
  }
}
