import { env, Uri, window } from 'vscode';
import type { Handler } from '../../editor/commandIds';
import { actionFor, runAction } from '../../editor/actions';
import { t } from '../../editor/l10n';
import { withView } from '../../editor/progress';
import { pickConnection, pickNodes, targets } from '../../editor/pick';
import type { Services } from '../../editor/services';
import { text } from '../../core/model/text';
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
    const [target] = targets(args, services);
    if (target?.node?.can.has('create') === true) return { connection: target.connection, parent: target.node };
    const connection = await pickConnection(args, services);
    if (sessions.open(connection).create?.(undefined)) return { connection, parent: undefined };
    const { nodes } = await pickNodes([], 'create', t('Create it below what?'), services, connection);
    return { connection, parent: nodes[0] };
  };

  const edit: Handler = async (...args) => {
    const { connection, nodes } = await pickNodes(args, 'edit', t('Which dataset should be edited?'), services);
    const [node] = nodes;
    if (node === undefined) return;
    const action = actionFor('edit', connection, [node], services);
    await (action ? runAction(action, { connection, nodes: [node] }, services) : editNode(connection, node, services));
  };

  const remove: Handler = async (...args) => {
    const selected = await pickNodes(args, 'remove', t('Which dataset should be deleted?'), services);
    const { connection, nodes } = selected;
    const action = actionFor('remove', connection, nodes, services);
    if (action) return runAction(action, selected, services);
    const plain = nodes.filter((node) => actionFor('remove', connection, [node], services) === undefined);
    return remover.remove({ connection, nodes: plain });
  };

  const purge: Handler = async (...args) => {
    const selected = await pickNodes(args, 'purge', t('What should be deleted permanently?'), services);
    return remover.remove(selected, true);
  };

  const copy = async (lines: readonly string[], said: string): Promise<void> => {
    await env.clipboard.writeText(lines.join('\n'));
    window.setStatusBarMessage(said, 3_000);
  };

  const copyId: Handler = async (...args) => {
    const { nodes } = await pickNodes(args, 'any', t('Copy the id of which dataset?'), services);
    return copy(
      nodes.map((node) => node.id),
      nodes.length === 1 ? t('Id copied') : t('{0} ids copied', nodes.length),
    );
  };

  const copyName: Handler = async (...args) => {
    const { nodes } = await pickNodes(args, 'any', t('Copy the name of which dataset?'), services);
    return copy(
      nodes.map((node) => node.name),
      nodes.length === 1 ? t('Name copied') : t('{0} names copied', nodes.length),
    );
  };

  const copyLink: Handler = async (...args) => {
    const { connection, nodes } = await pickNodes(args, 'link', t('Copy a link to which item?'), services);
    const session = sessions.open(connection);
    const files = nodes.flatMap((node) => node.files?.slice(0, 1) ?? []);
    const link = session.link?.bind(session);
    if (link === undefined || files.length === 0)
      throw new PlatformError('invalid', text('The selection has no file to link to.'));
    const links = await withView((signal) => Promise.all(files.map((file) => link(file, signal))));
    await copy(
      links,
      links.length === 1
        ? t('Link copied. Whoever has it can read the file until it expires.')
        : t('{0} links copied. Whoever has a link can read the file until it expires.', links.length),
    );
  };

  const openInBrowser: Handler = async (...args) => {
    const { connection, nodes } = await pickNodes(args, 'web', t('Which dataset should be opened?'), services);
    const [node] = nodes;
    const page = node && sessions.open(connection).page?.(node);
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
