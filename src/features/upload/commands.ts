import { Uri, window } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { everything } from '../../core/model/page';
import type { Handler } from '../../editor/commandIds';
import { chosen } from '../../editor/elements';
import { t } from '../../editor/l10n';
import { pickConnection } from '../../editor/pick';
import { pickOne, type PickOf } from '../../editor/prompts';
import { withView } from '../../editor/progress';
import type { Services } from '../../editor/services';
import type { UploadFlow } from './flow';

/** Makes a dataset on the way; given by the app. */
export type MakeDataset = (connection: Connection) => Promise<Node>;

const pictures = ['jpg', 'jpeg', 'png', 'bmp', 'tif', 'webp'];

/** Uploading: from the explorer's files, or into a dataset of the tree. */
export function uploadCommands(services: Services, flow: UploadFlow, makeDataset: MakeDataset) {
  const upload: Handler = async (...args) => {
    const selected = chosen(args, services.explorer).find((target) => target.node?.can.has('upload') === true);
    const target = selected?.node
      ? { connection: selected.connection, node: selected.node }
      : await pickTarget(args, services, makeDataset);
    const uris = await window.showOpenDialog({
      canSelectMany: true,
      title: t('Upload to "{0}"', target.node.name),
      openLabel: t('Upload'),
      filters: { [t('Pictures and zip archives')]: [...pictures, 'zip'], [t('All files')]: ['*'] },
    });
    if (uris && uris.length > 0) await flow.run(target.connection, target.node, uris);
  };

  const uploadFiles: Handler = async (...args) => {
    const uris = urisOf(args);
    if (uris.length === 0) return upload();
    const { connection, node } = await pickTarget([], services, makeDataset);
    await flow.run(connection, node, uris);
  };

  return { 'datasets.upload': upload, 'datasets.uploadFiles': uploadFiles } satisfies Partial<Record<string, Handler>>;
}

/** The explorer gives the clicked file and the selection; the selection counts when the clicked file is part of it. */
function urisOf([clicked, selected]: readonly unknown[]): Uri[] {
  const all = Array.isArray(selected) ? selected.filter((one): one is Uri => one instanceof Uri) : [];
  if (!(clicked instanceof Uri)) return all;
  return all.some((uri) => uri.toString() === clicked.toString()) ? all : [clicked];
}

async function pickTarget(
  args: readonly unknown[],
  services: Services,
  makeDataset: MakeDataset,
): Promise<{ connection: Connection; node: Node }> {
  const connection = await pickConnection(args, services);
  const session = services.sessions.open(connection);
  const page = await withView((signal) => session.children(undefined, everything, undefined, signal));
  const able = page.items.filter((node) => node.can.has('upload'));
  const items: PickOf<Node | undefined>[] = [
    { label: `$(add) ${t('Create dataset…')}`, value: undefined },
    ...able.map((node) => ({ label: node.name, description: `${node.counts?.all ?? 0}`, value: node })),
  ];
  const picked = await pickOne(t('Upload to which dataset?'), items);
  return { connection, node: picked ?? (await makeDataset(connection)) };
}
