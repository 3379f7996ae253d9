import type { Connection } from '../../core/model/connection';
import type { Platform } from '../../core/contract';
import type { CommandHandler } from '../../editor/api/commandIds';
import { connectionsOf } from '../../editor/tree/elements';
import { localize, t } from '../../editor/text/l10n';
import { askLine, backPressed, confirmLoss, pickOne } from '../../editor/api/prompts';
import { sandboxId } from '../../editor/services/sandbox';
import type { Services } from '../../editor/services';
import { notify } from '../../editor/surfaces/messages';
import { meantRows } from '../../editor/tree/selection';
import { onOneRow } from '../../editor/tree/work';
import { keepSecret } from './keepSecret';
import { confirmExposed, orOverHttps } from './overHttps';
import { checkHost } from './reach';
import { tryAgain } from './tryAgain';
import { askKey, askOptions, askUrl, newId, pickPlatform, type SignInDraft } from './wizard';

/** Adding, changing and removing connections. */
export function connectionCommands(services: Services) {
  const { settings, secrets, sessions, datasetTree, report } = services;
  const reach = (url: string) => checkHost(sessions.context, report, url);

  const which = async (args: readonly unknown[]): Promise<Connection> => {
    const rows = meantRows(args, () => datasetTree.selection());
    const [named, ...others] = connectionsOf(rows);
    onOneRow({ rows: others.length + 1 });
    if (named !== undefined && named.id !== sandboxId) return named;
    const remote = settings.all();
    return pickOne(
      t('Select a connection'),
      remote.map((one) => ({ label: one.name, description: one.url, value: one })),
    );
  };

  // What was entered for a connection that did not come about stands in the form the next time. Keys are not kept.
  const drafts = new Map<Platform, Connection>();

  const connect: CommandHandler = async () => {
    const platform = await pickPlatform(services);
    const before = drafts.get(platform);
    const url = await askUrl(platform, before?.url, reach);
    const options = await askOptions(platform, before?.options);
    const draft: Connection = {
      id: newId(),
      platform: platform.info.id,
      name: freeName(new URL(url).host, settings.all()),
      url,
      ...options,
    };
    drafts.set(platform, draft);
    const entered: SignInDraft = {};
    const { signed, proven } = await tryAgain(report, 'Connecting', () =>
      orOverHttps(draft.url, async (asked) => {
        const overUrl = { ...draft, url: asked };
        drafts.set(platform, overUrl);
        await confirmExposed(asked);
        return { signed: await askKey(services, platform, overUrl, entered), proven: overUrl };
      }),
    );
    const name = await askName(draft.name);
    drafts.delete(platform);
    const connection = { ...proven, name };
    // The secret first: a connection in the settings is shown at once, in every window.
    await keepSecret(secrets, connection, signed.secret);
    await settings.save(connection);
    await datasetTree.revealConnection(connection);
    if (signed.note) void notify('information', localize(signed.note));
  };

  const edit: CommandHandler = async (...args) => {
    const connection = await which(args);
    const platform = sessions.platformOf(connection);
    const url = await askUrl(platform, connection.url, reach);
    const changed = { ...connection, url, ...(await askOptions(platform, connection.options)) };
    if (secrets.boundTo(changed) === secrets.boundTo(connection)) return settings.save(changed);
    await confirmExposed(changed.url);
    const signed = await askKey(services, platform, changed);
    await keepSecret(secrets, changed, signed.secret);
    await settings.save(changed);
  };

  const rename: CommandHandler = async (...args) => {
    const connection = await which(args);
    await settings.save({ ...connection, name: await askName(connection.name) });
  };

  const remove: CommandHandler = async (...args) => {
    const connection = await which(args);
    const button = t('Remove');
    const detail = t(
      'Its key is removed from this machine. Nothing changes on the server, and an API token stays valid there.',
    );
    const list = [connection.name, connection.url, detail];
    const message = t('Remove the connection "{0}"?', connection.name);
    await confirmLoss({ message, lines: [detail], list }, [button], services.documents);
    await secrets.remove(connection.id);
    await settings.remove(connection.id);
  };

  const enterKey: CommandHandler = async (...args) => {
    const connection = await which(args);
    await confirmExposed(connection.url);
    const signed = await askKey(services, sessions.platformOf(connection), connection);
    await keepSecret(secrets, connection, signed.secret);
    sessions.askAgain(connection.id);
    datasetTree.refresh({ connection, parent: undefined });
  };

  return {
    'datasets.connect': connect,
    'datasets.editConnection': edit,
    'datasets.renameConnection': rename,
    'datasets.removeConnection': remove,
    'datasets.enterKey': enterKey,
  } satisfies Partial<Record<string, CommandHandler>>;
}

async function askName(before: string): Promise<string> {
  const name = await askLine({
    title: t('Name of the connection'),
    label: t('Display name in the tree'),
    value: before,
    check: (value) => (value.trim() === '' ? t('Enter a name.') : undefined),
  });
  return name === backPressed ? before : name.trim();
}

function freeName(wanted: string, others: readonly Connection[]): string {
  const used = new Set(others.map((one) => one.name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted} (${n})`;
    if (!used.has(name)) return name;
  }
}
