import { EventEmitter, type ExtensionContext, type Uri, window, workspace } from 'vscode';
import type { App } from './app';
import { registerCommands } from './editor/api/commands';
import { ContextKeys } from './editor/api/contextKeys';
import { anyFileKey } from './editor/api/contextKeyNames';
import type { TreeElement } from './editor/tree/elements';
import { lazyDetails, lazyDrop, lazyFiles, lazyTree } from './editor/api/lazy';
import { ChannelLog } from './editor/api/log';
import { viewId } from './editor/api/progress';
import { ErrorReporter } from './editor/api/report';

/**
 * Registers what package.json promises, and nothing else: the app is loaded when the tree is first seen, a command is
 * first run, or a file is first opened (docs/decisions/0003-bundles.md). No request is made at activation.
 */
export function activate(context: ExtensionContext): void {
  const log = new ChannelLog();
  const keys = new ContextKeys();
  keys.start();
  keys.set(anyFileKey, context.globalState.get(anyFileKey) === true);
  const report = new ErrorReporter(log);
  const events = {
    tree: new EventEmitter<TreeElement | undefined>(),
    files: new EventEmitter<never[]>(),
    details: new EventEmitter<Uri>(),
  };

  let loading: Promise<App> | undefined;
  let app: App | undefined;
  const load = (): Promise<App> =>
    (loading ??= import('./app').then(async ({ build }) => {
      app = await build({ context, log, keys, report, view, events });
      context.subscriptions.push(app);
      return app;
    }));

  const view = window.createTreeView(viewId, {
    treeDataProvider: lazyTree(load, () => app, events.tree, report),
    dragAndDropController: lazyDrop(load, report),
    canSelectMany: true,
    showCollapseAll: true,
  });
  context.subscriptions.push(
    log,
    view,
    ...Object.values(events),
    workspace.registerFileSystemProvider('dataset', lazyFiles(load, events.files, report), {
      isReadonly: true,
      isCaseSensitive: true,
    }),
    workspace.registerTextDocumentContentProvider('dataset-details', lazyDetails(load, events.details, report)),
    ...registerCommands(async () => (await load()).handlers, report),
  );
}
