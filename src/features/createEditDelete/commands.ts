import { env, Uri } from 'vscode';
import type { CommandHandler } from '../../editor/api/commandIds';
import { actionFor, runAction } from '../../editor/tree/actions';
import { t } from '../../editor/text/l10n';
import { withTreeProgress } from '../../editor/api/progress';
import {
  isWhole,
  type RequiredCapability,
  pickConnection,
  pickGroups,
  pickIn,
  pickNode,
  type ConnectionNodes,
} from '../../editor/tree/pick';
import { onOneRow, workOf } from '../../editor/tree/work';
import type { Services } from '../../editor/services';
import { flashStatus } from '../../editor/surfaces/statusBar';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { readLinkExpiry } from '../../core/net/linkExpiry';
import { PlatformError } from '../../core/net/errors';
import { createContainer, editNode, type CreatePlace } from './create';
import type { DeletionFlow } from './remove';

/** Creating, editing, deleting, copying. */
export function datasetCommands(services: Services, remover: DeletionFlow) {
  const { sessions, datasetTree } = services;

  const make: CommandHandler = async (...args) => {
    const place = await placeFor(args);
    const node = await createContainer(place, services, 'any');
    await datasetTree.reveal(place.connection, node);
  };

  /** Below the selected node where that is possible, else below its connection; where that has no place, below one that is asked for. */
  const placeFor = async (args: readonly unknown[]): Promise<CreatePlace> => {
    const work = workOf(args, 'create', services);
    const [group] = work.groups;
    if (group) {
      onOneRow(work);
      return { connection: group.connection, parent: group.nodes[0] };
    }
    const connection = await pickConnection(args, services);
    if (sessions.open(connection).create?.(undefined)) return { connection, parent: undefined };
    return { connection, parent: await pickIn(connection, 'create', t('Select a parent folder'), services) };
  };

  const edit: CommandHandler = async (...args) => {
    const { connection, node } = await pickNode(args, 'edit', t('Select a dataset to edit'), services);
    const action = actionFor('edit', connection, [node], services);
    await (action ? runAction(action, { connection, nodes: [node] }, services) : editNode(connection, node, services));
  };

  /** What is left out is told in the question itself, beside what would go. */
  const removeBy = async (
    args: readonly unknown[],
    need: RequiredCapability,
    title: string,
    permanently: boolean,
  ): Promise<void> => {
    const { rows, groups, left } = workOf(args, need, services, isWhole(need));
    const wanted = rows > 0 ? groups : await pickGroups(args, need, title, services);
    await remover.remove({ groups: wanted, left, permanently });
  };

  const remove: CommandHandler = (...args) => removeBy(args, 'remove', t('Select a dataset to delete'), false);

  const purge: CommandHandler = (...args) =>
    removeBy(args, 'delete-permanently', t('Select items to delete permanently'), true);

  const copy = async (lines: readonly string[], message: string): Promise<void> => {
    await env.clipboard.writeText(lines.join('\n'));
    flashStatus(message);
  };

  /** One line for each selected row, of whichever connection. */
  const copyOf = async (args: readonly unknown[], title: string, of: (node: Node) => string): Promise<string[]> =>
    (await pickGroups(args, 'any', title, services)).flatMap(({ nodes }) => nodes.map(of));

  const copyId: CommandHandler = async (...args) => {
    const lines = await copyOf(args, t('Select a dataset to copy its ID'), (node) => node.id);
    return copy(lines, lines.length === 1 ? t('ID copied') : t('{0} IDs copied', lines.length));
  };

  const copyName: CommandHandler = async (...args) => {
    const lines = await copyOf(args, t('Select a dataset to copy its name'), (node) => node.name);
    return copy(lines, lines.length === 1 ? t('Name copied') : t('{0} names copied', lines.length));
  };

  const linksOf = async ({ connection, nodes }: ConnectionNodes): Promise<string[]> => {
    const session = sessions.open(connection);
    const link = session.link?.bind(session);
    const files = nodes.flatMap((node) => node.files?.slice(0, 1) ?? []);
    return link === undefined ? [] : withTreeProgress((signal) => Promise.all(files.map((file) => link(file, signal))));
  };

  const copyLink: CommandHandler = async (...args) => {
    const groups = await pickGroups(args, 'link', t('Select an item to copy its link'), services);
    const links: string[] = [];
    for (const group of groups) links.push(...(await linksOf(group)));
    if (links.length === 0) throw new PlatformError('invalid', text('The selection has no file to link to.'));
    await copy(links, copiedLinks(links));
  };

  const openInBrowser: CommandHandler = async (...args) => {
    const { connection, node } = await pickNode(args, 'web', t('Select a dataset to open'), services);
    const page = sessions.open(connection).page?.(node);
    if (page !== undefined) await env.openExternal(await env.asExternalUri(Uri.parse(page, true)));
  };

  return {
    'datasets.createDataset': make,
    'datasets.createFolder': make,
    'datasets.createSpace': make,
    'datasets.edit': edit,
    'datasets.remove': remove,
    'datasets.removePermanently': purge,
    'datasets.copyId': copyId,
    'datasets.copyName': copyName,
    'datasets.copyLink': copyLink,
    'datasets.openInBrowser': openInBrowser,
  } satisfies Partial<Record<string, CommandHandler>>;
}

/** What was copied, and until when it works: of several links the one that ends first. */
export function copiedLinks(links: readonly string[]): string {
  const ends = links.map((link) => readLinkExpiry(link)?.getTime()).filter((end) => end !== undefined);
  const one = links.length === 1;
  if (ends.length === 0)
    return one
      ? t('Link copied. Anyone with the link can read the file until it expires.')
      : t('{0} links copied. Anyone with a link can read its file until it expires.', links.length);
  const until = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    Math.min(...ends),
  );
  return one
    ? t('Link copied. Anyone with the link can read the file until {0}.', until)
    : t('{0} links copied. Anyone with a link can read its file; the first link expires on {1}.', links.length, until);
}
