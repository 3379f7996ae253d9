import { env, Uri } from 'vscode';
import type { Handler } from '../../editor/commandIds';
import { actionFor, runAction } from '../../editor/actions';
import { t } from '../../editor/l10n';
import { withView } from '../../editor/progress';
import { isWhole, type Need, pickConnection, pickGroups, pickIn, pickNode, type Selected } from '../../editor/pick';
import { onOneRow, workOf } from '../../editor/tree/work';
import type { Services } from '../../editor/services';
import { flash } from '../../editor/surfaces/statusBar';
import type { Node } from '../../core/model/node';
import { text } from '../../core/model/text';
import { readLinkExpiry } from '../../core/net/linkExpiry';
import { PlatformError } from '../../core/net/errors';
import { create, editNode, type Place } from './create';
import type { Remover } from './remove';

/** Creating, editing, deleting, copying. */
export function datasetCommands(services: Services, remover: Remover) {
  const { sessions, explorer } = services;

  const make: Handler = async (...args) => {
    const place = await placeFor(args);
    const node = await create(place, services, 'any');
    await explorer.reveal(place.connection, node);
  };

  /** Below the selected node where that is possible, else below its connection; where that has no place, below one that is asked for. */
  const placeFor = async (args: readonly unknown[]): Promise<Place> => {
    const work = workOf(args, 'create', services);
    const [group] = work.groups;
    if (group) {
      onOneRow(work);
      return { connection: group.connection, parent: group.nodes[0] };
    }
    const connection = await pickConnection(args, services);
    if (sessions.open(connection).create?.(undefined)) return { connection, parent: undefined };
    return { connection, parent: await pickIn(connection, 'create', t('Create it below what?'), services) };
  };

  const edit: Handler = async (...args) => {
    const { connection, node } = await pickNode(args, 'edit', t('Which dataset should be edited?'), services);
    const action = actionFor('edit', connection, [node], services);
    await (action ? runAction(action, { connection, nodes: [node] }, services) : editNode(connection, node, services));
  };

  /** What is left out is told in the question itself, beside what would go. */
  const removeBy = async (args: readonly unknown[], need: Need, title: string, permanently: boolean): Promise<void> => {
    const { rows, groups, left } = workOf(args, need, services, isWhole(need));
    const wanted = rows > 0 ? groups : await pickGroups(args, need, title, services);
    await remover.remove({ groups: wanted, left, permanently });
  };

  const remove: Handler = (...args) => removeBy(args, 'remove', t('Which dataset should be deleted?'), false);

  const purge: Handler = (...args) => removeBy(args, 'purge', t('What should be deleted permanently?'), true);

  const copy = async (lines: readonly string[], said: string): Promise<void> => {
    await env.clipboard.writeText(lines.join('\n'));
    flash(said);
  };

  /** One line for each selected row, of whichever connection. */
  const copyOf = async (args: readonly unknown[], title: string, of: (node: Node) => string): Promise<string[]> =>
    (await pickGroups(args, 'any', title, services)).flatMap(({ nodes }) => nodes.map(of));

  const copyId: Handler = async (...args) => {
    const lines = await copyOf(args, t('Copy the id of which dataset?'), (node) => node.id);
    return copy(lines, lines.length === 1 ? t('Id copied') : t('{0} ids copied', lines.length));
  };

  const copyName: Handler = async (...args) => {
    const lines = await copyOf(args, t('Copy the name of which dataset?'), (node) => node.name);
    return copy(lines, lines.length === 1 ? t('Name copied') : t('{0} names copied', lines.length));
  };

  const linksOf = async ({ connection, nodes }: Selected): Promise<string[]> => {
    const session = sessions.open(connection);
    const link = session.link?.bind(session);
    const files = nodes.flatMap((node) => node.files?.slice(0, 1) ?? []);
    return link === undefined ? [] : withView((signal) => Promise.all(files.map((file) => link(file, signal))));
  };

  const copyLink: Handler = async (...args) => {
    const groups = await pickGroups(args, 'link', t('Copy a link to which item?'), services);
    const links: string[] = [];
    for (const group of groups) links.push(...(await linksOf(group)));
    if (links.length === 0) throw new PlatformError('invalid', text('The selection has no file to link to.'));
    await copy(links, copiedLinks(links));
  };

  const openInBrowser: Handler = async (...args) => {
    const { connection, node } = await pickNode(args, 'web', t('Which dataset should be opened?'), services);
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
  } satisfies Partial<Record<string, Handler>>;
}

/** What was copied, and until when it works: of several links the one that ends first. */
export function copiedLinks(links: readonly string[]): string {
  const ends = links.map((link) => readLinkExpiry(link)?.getTime()).filter((end) => end !== undefined);
  const one = links.length === 1;
  if (ends.length === 0)
    return one
      ? t('Link copied. Whoever has it can read the file until it expires.')
      : t('{0} links copied. Whoever has a link can read the file until it expires.', links.length);
  const until = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    Math.min(...ends),
  );
  return one
    ? t('Link copied. Whoever has it can read the file until {0}.', until)
    : t('{0} links copied. Whoever has a link can read the file; the first link expires on {1}.', links.length, until);
}
