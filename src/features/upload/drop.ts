import type { DataTransfer, TreeDragAndDropController } from 'vscode';
import { isElement, type TreeElement } from '../../editor/elements';
import { t } from '../../editor/l10n';
import type { Services } from '../../editor/services';
import { text } from '../../core/model/text';
import { PlatformError } from '../../core/net/errors';
import type { UploadFlow } from './flow';
import { readUriList } from './sources';

/** Files dropped on a dataset are uploaded to it; on one of its data, to the dataset above. */
export function dropUpload(
  services: Services,
  flow: UploadFlow,
): NonNullable<TreeDragAndDropController<TreeElement>['handleDrop']> {
  return async (target, data) => {
    await services.report.guard(t('Upload'), () => drop(target, data, flow));
  };
}

async function drop(target: TreeElement | undefined, data: DataTransfer, flow: UploadFlow): Promise<void> {
  const list = await data.get('text/uri-list')?.asString();
  const uris = readUriList(list ?? '');
  if (uris.length === 0)
    throw new PlatformError(
      'invalid',
      text(
        'Files from outside the editor arrive here without their place. Use "Upload..." on the dataset and pick them.',
      ),
    );
  const node = holder(target);
  if (node === undefined) throw new PlatformError('invalid', text('Drop the files on a dataset.'));
  await flow.run(node.connection, node.node, uris);
}

function holder(target: TreeElement | undefined): Extract<TreeElement, { type: 'node' }> | undefined {
  let at: TreeElement | undefined = isElement(target) ? target : undefined;
  while (at && at.type !== 'connection') {
    if (at.type === 'node' && at.node.can.has('upload')) return at;
    at = at.above;
  }
  return undefined;
}
