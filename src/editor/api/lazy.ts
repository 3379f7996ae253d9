import {
  type CancellationToken,
  type DataTransfer,
  DataTransferItem,
  Disposable,
  type EventEmitter,
  type FileSystemProvider,
  type TextDocumentContentProvider,
  type TreeDataProvider,
  type TreeDragAndDropController,
  TreeItemCollapsibleState,
  type Uri,
} from 'vscode';
import type { TreeElement } from '../tree/elements';
import { viewId } from './progress';
import type { ErrorReporter } from './report';
import { fileError } from '../surfaces/files';
import { treeItem } from '../surfaces/rows';
import { shownOn } from '../surfaces/surface';

/** The parts of the app that the editor calls, once it is loaded. */
export interface AppParts {
  readonly tree: TreeDataProvider<TreeElement>;
  readonly drop: NonNullable<TreeDragAndDropController<TreeElement>['handleDrop']>;
  readonly files: FileSystemProvider;
  readonly details: TextDocumentContentProvider;
}

/**
 * Stand-ins that are registered at activation and load the app when the editor first asks them something. Elements and
 * rows are made by the app alone, so everything that follows a first answer finds it loaded. What fails here is told by
 * `report`: the editor shows a thrown message with the links that are in it.
 */
export function lazyTree(
  load: () => Promise<AppParts>,
  loaded: () => AppParts | undefined,
  changed: EventEmitter<TreeElement | undefined>,
  report: ErrorReporter,
): TreeDataProvider<TreeElement> {
  return {
    onDidChangeTreeData: changed.event,
    getChildren: (element) => logged(report, async () => (await load()).tree.getChildren(element), []),
    getTreeItem: (element) =>
      logged(
        report,
        async () => (await load()).tree.getTreeItem(element),
        treeItem({ label: '…' }, TreeItemCollapsibleState.None),
      ),
    getParent: (element) => loaded()?.tree.getParent?.(element),
  };
}

async function logged<T>(report: ErrorReporter, work: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    report.show('Datasets', error);
    return instead;
  }
}

/** The editor's own type for rows of this tree. */
export const treeMime = `application/vnd.code.tree.${viewId}`;

export function lazyDrop(load: () => Promise<AppParts>, report: ErrorReporter): TreeDragAndDropController<TreeElement> {
  return {
    dropMimeTypes: ['text/uri-list', treeMime],
    dragMimeTypes: [],
    // What is dragged stays in this process: a drop gets the elements themselves.
    handleDrag: (elements, data) => data.set(treeMime, new DataTransferItem(elements)),
    handleDrop: (target: TreeElement | undefined, data: DataTransfer, token: CancellationToken) =>
      report.guard('Drop', async () => (await load()).drop(target, data, token)),
  };
}

/** Reading is passed on; writing is refused here, since nothing in it can be changed. */
export function lazyFiles(
  load: () => Promise<AppParts>,
  changed: EventEmitter<never[]>,
  report: ErrorReporter,
): FileSystemProvider {
  const files = () =>
    load().then(
      (parts) => parts.files,
      (error: unknown) => {
        report.note('Open', error);
        throw fileError('unavailable', report.words(error));
      },
    );
  const refuse = (uri: Uri): never => {
    throw fileError('forbidden', uri);
  };
  return {
    onDidChangeFile: changed.event,
    watch: () => new Disposable(() => undefined),
    stat: async (uri) => (await files()).stat(uri),
    readFile: async (uri) => (await files()).readFile(uri),
    readDirectory: refuse,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}

export function lazyDetails(
  load: () => Promise<AppParts>,
  changed: EventEmitter<Uri>,
  report: ErrorReporter,
): TextDocumentContentProvider {
  return {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri, token) => {
      try {
        return await (await load()).details.provideTextDocumentContent(uri, token);
      } catch (error) {
        report.note('Details', error);
        return shownOn('document', report.words(error));
      }
    },
  };
}
