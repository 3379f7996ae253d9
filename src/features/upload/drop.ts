import type { TreeDragAndDropController } from 'vscode';
import type { TreeElement } from '../../editor/elements';
import { type Goal, goalOf } from '../../editor/goal';
import { t } from '../../editor/l10n';
import { treeMime } from '../../editor/lazy';
import type { Services } from '../../editor/services';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { UploadFlow } from './flow';
import { readUriList } from './sources';

/** What dropping rows of the tree does; given by the app. */
export type DropRows = (rows: readonly TreeElement[], goal: Goal) => Promise<void>;

/** Files dropped on a place are uploaded to it; rows of the tree are moved or copied to it. */
export function dropOn(
  services: Services,
  flow: UploadFlow,
  dropRows: DropRows,
): NonNullable<TreeDragAndDropController<TreeElement>['handleDrop']> {
  return async (target, data) => {
    const rows: unknown = data.get(treeMime)?.value;
    await services.report.guard(Array.isArray(rows) ? t('Copy') : t('Upload'), async () => {
      const goal = goalOf(target, services.sessions);
      if (goal === undefined) throw new PlatformError('invalid', text('Drop it on a dataset or a folder.'));
      if (Array.isArray(rows)) return dropRows(rows as TreeElement[], goal);
      return dropFiles((await data.get('text/uri-list')?.asString()) ?? '', goal, flow);
    });
  };
}

async function dropFiles(list: string, { connection, node }: Goal, flow: UploadFlow): Promise<void> {
  const uris = readUriList(list);
  if (uris.length === 0)
    throw new PlatformError(
      'invalid',
      text(
        'Files from outside the editor arrive here without their place. Use "Upload..." on the dataset and pick them.',
      ),
    );
  await flow.run(connection, node, uris);
}
