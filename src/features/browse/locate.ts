import type { Connection } from '../../core/model/connection';
import { text } from '../../core/model/text';
import { Cancelled, PlatformError } from '../../core/net/errors';
import { originOf } from '../../core/net/hosts/urls';
import type { CommandHandler } from '../../editor/api/commandIds';
import { t } from '../../editor/text/l10n';
import { pickConnection } from '../../editor/tree/pick';
import { withTreeProgress } from '../../editor/api/progress';
import { askLine, pickOne } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';

/** Leads from an id or a link to its row in the tree. */
export function openById(services: Services): CommandHandler {
  return async () => {
    const words = await askLine({
      title: t('Open by ID or URL'),
      label: t("The ID of a dataset or item, a link of the platform's web page, or a link to a file"),
      check: (value) => (value.trim() === '' ? t('Enter an ID or a link.') : undefined),
    });
    if (typeof words !== 'string') throw new Cancelled();
    const connection = await connectionOf(words, services);
    const session = services.sessions.open(connection);
    const locate = session.locate?.bind(session);
    if (locate === undefined) throw new PlatformError('invalid', text('This platform cannot be searched by ID.'));
    const found = await withTreeProgress((signal) => locate(words, signal));
    const [only] = found;
    if (only === undefined)
      throw new PlatformError('not-found', text('"{0}" has nothing with this ID or link.', connection.name));
    const node =
      found.length === 1
        ? only
        : await pickOne(
            t('Select one'),
            found.map((one) => ({ label: one.name, description: one.kind, value: one })),
          );
    await services.datasetTree.reveal(connection, node);
  };
}

/** A link belongs to the connection with its origin; behind a proxy, and for an id, the person says which is meant. */
async function connectionOf(words: string, services: Services): Promise<Connection> {
  const same = services.sessions.all().filter((one) => originIn(words) === originOf(one.url));
  const [only] = same;
  return same.length === 1 && only ? only : pickConnection([], services);
}

function originIn(words: string): string | undefined {
  try {
    return new URL(words.trim()).origin;
  } catch {
    return undefined;
  }
}
