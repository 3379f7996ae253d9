import {
  type CancellationToken,
  type DataTransfer,
  DataTransferItem,
  Disposable,
  type EventEmitter,
  FileSystemError,
  type FileSystemProvider,
  type TextDocumentContentProvider,
  type TreeDataProvider,
  type TreeDragAndDropController,
  type Uri,
} from 'vscode';
import type { TreeElement } from './elements';
import { viewId } from './progress';

/** The parts of the app that the editor calls, once it is loaded. */
export interface Parts {
  readonly tree: TreeDataProvider<TreeElement>;
  readonly drop: NonNullable<TreeDragAndDropController<TreeElement>['handleDrop']>;
  readonly files: FileSystemProvider;
  readonly details: TextDocumentContentProvider;
}

/**
 * Stand-ins that are registered at activation and load the app when the editor first asks them something. Elements and
 * rows are made by the app alone, so everything that follows a first answer finds it loaded.
 */
export function lazyTree(
  load: () => Promise<Parts>,
  loaded: () => Parts | undefined,
  changed: EventEmitter<TreeElement | undefined>,
): TreeDataProvider<TreeElement> {
  return {
    onDidChangeTreeData: changed.event,
    getChildren: async (element) => (await load()).tree.getChildren(element),
    getTreeItem: async (element) => (await load()).tree.getTreeItem(element),
    getParent: (element) => loaded()?.tree.getParent?.(element),
  };
}

/** The editor's own type for rows of this tree. */
export const treeMime = `application/vnd.code.tree.${viewId}`;

export function lazyDrop(load: () => Promise<Parts>): TreeDragAndDropController<TreeElement> {
  return {
    dropMimeTypes: ['text/uri-list', treeMime],
    dragMimeTypes: [],
    // What is dragged stays in this process: a drop gets the elements themselves.
    handleDrag: (elements, data) => data.set(treeMime, new DataTransferItem(elements)),
    handleDrop: async (target: TreeElement | undefined, data: DataTransfer, token: CancellationToken) =>
      (await load()).drop(target, data, token),
  };
}

/** Reading is passed on; writing is refused here, since nothing in it can be changed. */
export function lazyFiles(load: () => Promise<Parts>, changed: EventEmitter<never[]>): FileSystemProvider {
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile: changed.event,
    watch: () => new Disposable(() => undefined),
    stat: async (uri) => (await load()).files.stat(uri),
    readFile: async (uri) => (await load()).files.readFile(uri),
    readDirectory: refuse,
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}

export function lazyDetails(load: () => Promise<Parts>, changed: EventEmitter<Uri>): TextDocumentContentProvider {
  return {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri, token) => (await load()).details.provideTextDocumentContent(uri, token),
  };
}
