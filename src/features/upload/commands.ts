import { FileType, Uri, workspace } from 'vscode';
import type { Connection } from '../../core/model/connection';
import type { Node } from '../../core/model/node';
import { lastOf } from '../../core/model/paths';
import { extensionsOf } from '../../core/transfer/plan/plan';
import type { CommandHandler } from '../../editor/api/commandIds';
import { t } from '../../editor/text/l10n';
import { onOneRow, workOf } from '../../editor/tree/work';
import type { Services } from '../../editor/services';
import { openFiles } from '../../editor/surfaces/inputs';
import type { UploadFlow } from './flow';
import { pickTarget } from './target';
import { fitsAnyOf } from './targetList';

/** Makes a dataset or a folder on the way, for pictures when only such are to be sent; given by the app. */
export type CreateDataset = (connection: Connection, parent: Node | undefined, pictures: boolean) => Promise<Node>;

const picture = /\.(jpe?g|png|bmp|tif|webp)$/i;

/** Uploading: from the explorer's files, or into a dataset of the tree. */
export function uploadCommands(services: Services, flow: UploadFlow, createDataset: CreateDataset) {
  const target = async (args: readonly unknown[], pictures: boolean) => {
    const work = workOf(args, 'upload', services);
    const [group] = work.groups;
    const [node] = group?.nodes ?? [];
    if (group && node) onOneRow(work);
    return group && node
      ? { connection: group.connection, node }
      : pickTarget(services, (connection, parent) => createDataset(connection, parent, pictures), fitsAnyOf([]));
  };

  const upload: CommandHandler = async (...args) => {
    const { connection, node } = await target(args, true);
    const rules = services.sessions.open(connection).upload?.rules(node);
    const extensions = rules ? extensionsOf(rules).map((extension) => extension.slice(1)) : [];
    const uris = await openFiles({
      canSelectMany: true,
      title: t('Upload to "{0}"', node.name),
      openLabel: t('Upload'),
      filters: { ...(extensions.length > 0 && { [t('Supported files')]: extensions }), [t('All files')]: ['*'] },
    });
    if (uris && uris.length > 0) await flow.run(connection, node, uris);
  };

  // A dialog of its own: on most systems one dialog cannot offer files and folders.
  const uploadFolder: CommandHandler = async (...args) => {
    const { connection, node } = await target(args, false);
    const uris = await openFiles({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: true,
      title: t('Upload a folder to "{0}"', node.name),
      openLabel: t('Upload'),
    });
    if (uris && uris.length > 0) await flow.run(connection, node, uris);
  };

  const uploadFiles: CommandHandler = async (...args) => {
    const uris = urisOf(args);
    if (uris.length === 0) return upload();
    const pictures = uris.every((uri) => picture.test(uri.path));
    const { connection, node } = await pickTarget(
      services,
      (at, parent) => createDataset(at, parent, pictures),
      fitsAnyOf(await fileNames(uris)),
    );
    await flow.run(connection, node, uris);
  };

  return {
    'datasets.upload': upload,
    'datasets.uploadFolder': uploadFolder,
    'datasets.uploadFiles': uploadFiles,
  } satisfies Partial<Record<string, CommandHandler>>;
}

/** Names of the files by which a target is chosen; none when there is a folder, of which nobody knows yet what it holds. */
async function fileNames(uris: readonly Uri[]): Promise<string[]> {
  const folders = await Promise.all(uris.map(isFolder));
  return folders.includes(true) ? [] : uris.map((uri) => lastOf(uri.path));
}

async function isFolder(uri: Uri): Promise<boolean> {
  try {
    return ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  } catch {
    return false; // told when the selection is read
  }
}

/** The explorer gives the clicked file and the selection; the selection counts when the clicked file is part of it. */
function urisOf([clicked, selected]: readonly unknown[]): Uri[] {
  const all = Array.isArray(selected) ? selected.filter((one): one is Uri => one instanceof Uri) : [];
  if (!(clicked instanceof Uri)) return all;
  return all.some((uri) => uri.toString() === clicked.toString()) ? all : [clicked];
}
