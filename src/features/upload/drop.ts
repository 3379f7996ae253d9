import type { TreeDragAndDropController } from 'vscode';
import type { TreeElement } from '../../editor/tree/elements';
import { type DropTarget, dropTargetOf } from '../../editor/tree/dropTarget';
import { t } from '../../editor/text/l10n';
import { treeMime } from '../../editor/api/lazy';
import type { Services } from '../../editor/services';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { UploadFlow } from './flow';
import { readUriList } from './sources';

/** What dropping rows of the tree does; given by the app. */
export type DropRows = (rows: readonly TreeElement[], dropTarget: DropTarget) => Promise<void>;

/** Files dropped on a place are uploaded to it; rows of the tree are moved or copied to it. */
export function dropOn(
  services: Services,
  flow: UploadFlow,
  dropRows: DropRows,
): NonNullable<TreeDragAndDropController<TreeElement>['handleDrop']> {
  return async (target, data) => {
    const rows: unknown = data.get(treeMime)?.value;
    await services.report.guard(Array.isArray(rows) ? t('Copy') : t('Upload'), async () => {
      const dropTarget = dropTargetOf(target, services.sessions);
      if (dropTarget === undefined) throw new PlatformError('invalid', text('Drop it on a dataset or a folder.'));
      if (Array.isArray(rows)) return dropRows(rows as TreeElement[], dropTarget);
      return dropFiles((await data.get('text/uri-list')?.asString()) ?? '', dropTarget, flow);
    });
  };
}

async function dropFiles(list: string, { connection, node }: DropTarget, flow: UploadFlow): Promise<void> {
  const uris = readUriList(list);
  if (uris.length === 0)
    throw new PlatformError(
      'invalid',
      text('Files dropped from outside the editor have no path. Use "Upload…" on the dataset and select them.'),
    );
  await flow.run(connection, node, uris);
}
