import { join } from 'node:path';
import { type EventEmitter, type ExtensionContext, type TreeView, type Uri, window } from 'vscode';
import type { Platform } from './core/platforms/platform';
import { platforms as known } from './core/platforms/registry';
import { ThreadedChecks } from './core/transfer/check/threads';
import type { Handlers } from './editor/commandIds';
import { anyFileKey } from './editor/contextKeyNames';
import type { ContextKeys } from './editor/contextKeys';
import { Documents } from './editor/documents';
import type { TreeElement } from './editor/elements';
import { Keepsakes } from './editor/keepsakes';
import { abortAll } from './editor/progress';
import { OutcomeTeller } from './editor/outcomes';
import type { Parts } from './editor/lazy';
import type { ChannelLog } from './editor/log';
import type { Report } from './editor/report';
import { Sandbox } from './editor/sandbox';
import { Secrets } from './editor/secrets';
import type { Services } from './editor/services';
import { Sessions } from './editor/sessions';
import { ConnectionSettings } from './editor/settings';
import { actionCommands } from './features/actions/commands';
import { secretAsker } from './features/connections/askSecret';
import { connectionCommands } from './features/connections/commands';
import { AcrossFlow } from './features/copying/across';
import { Clipboard } from './features/copying/clipboard';
import { Copying } from './features/copying/commands';
import { datasetCommands } from './features/datasets/commands';
import { create } from './features/datasets/create';
import { Remover } from './features/datasets/remove';
import { downloadCommands } from './features/download/commands';
import { DownloadFlow } from './features/download/flow';
import { explorerCommands } from './features/explorer/commands';
import { openById } from './features/explorer/locate';
import { LockBadges } from './features/explorer/locks';
import { ExplorerTree } from './features/explorer/tree';
import { exportCommands } from './features/export/commands';
import { ExportFlow } from './features/export/flow';
import { previewCommands } from './features/preview/commands';
import { DetailsDocuments } from './features/preview/details';
import { DatasetFileSystem } from './features/preview/fileSystem';
import { restoreCommands } from './features/restore/commands';
import { Restorer } from './features/restore/restorer';
import { probeCommands } from './features/probe/commands';
import { resultCommands } from './features/results/commands';
import { sandboxCommands } from './features/sandbox/commands';
import { Activity } from './features/upload/activity';
import { uploadCommands } from './features/upload/commands';
import { dropOn } from './features/upload/drop';
import { UploadFlow } from './features/upload/flow';

/** What the entry made already. */
export interface Shell {
  readonly context: ExtensionContext;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  readonly report: Report;
  readonly view: TreeView<TreeElement>;
  readonly events: { readonly tree: EventEmitter<TreeElement | undefined>; readonly details: EventEmitter<Uri> };
}

export interface App extends Parts {
  readonly handlers: Handlers;
  dispose(): void;
}

/** The composition root: everything that lives long is built here, once, in the order of its needs. */
export async function build(shell: Shell, platforms: readonly Platform[] = known): Promise<App> {
  const { context, log, keys, report, view, events } = shell;
  const storage = context.globalStorageUri.fsPath;
  const at = (...parts: string[]) => join(context.extensionPath, ...parts);
  const { version } = context.extension.packageJSON as { version: string };

  const documents = new Documents();
  const outcomes = new OutcomeTeller(report, documents);
  const settings = new ConnectionSettings();
  const secrets = new Secrets(
    context.secrets,
    (secret) => log.redactor.add(secret),
    (connection) => platforms.find(({ info }) => info.id === connection.platform)?.secretHosts?.(connection) ?? [],
  );
  const sandbox = new Sandbox(
    { program: at('dist', 'sandbox.js'), samples: at('media', 'samples'), folder: join(storage, 'sandbox') },
    keys,
    log,
  );
  await sandbox.recall();
  const checks = new ThreadedChecks(at('dist', 'checker.js'));
  const ask = secretAsker(() => services);
  const sessions = new Sessions(
    platforms,
    settings,
    secrets,
    sandbox,
    ask,
    keys,
    log,
    `dataset-explorer/${version}`,
    join(storage, 'limits'),
  );
  const tree = new ExplorerTree(view, events.tree, sessions, sandbox, report, context.workspaceState);
  const services: Services = {
    context,
    log,
    keys,
    report,
    outcomes,
    documents,
    settings,
    secrets,
    sandbox,
    sessions,
    checks,
    explorer: tree,
  };

  const keepsakes = new Keepsakes(join(storage, 'deleted'), (any) => keys.set('datasets.canRestore', any));
  const restorer = new Restorer(services, keepsakes);
  const remover = new Remover(services, keepsakes, (batch) => restorer.restore(batch));
  const activity = new Activity();
  const flow = new UploadFlow(services, activity);
  const across = new AcrossFlow(services, join(storage, 'copies'), (connection, node, select) =>
    flow.runWith(connection, node, select),
  );
  const copying = new Copying(services, new Clipboard(keys), across);
  const details = new DetailsDocuments(sessions, report);
  const handlers: Handlers = {
    ...connectionCommands(services),
    ...sandboxCommands(services),
    ...explorerCommands(services, tree),
    ...actionCommands(services),
    ...resultCommands(services),
    ...probeCommands(services),
    'datasets.openById': openById(services),
    ...datasetCommands(services, remover),
    ...restoreCommands(services, keepsakes, restorer),
    ...uploadCommands(services, flow, (connection, parent, pictures) =>
      create({ connection, parent }, services, pictures ? 'upload' : 'any'),
    ),
    ...copying.commands(),
    ...downloadCommands(services, new DownloadFlow(services)),
    ...exportCommands(services, new ExportFlow(services)),
    ...previewCommands(services, details),
    'datasets.showLog': async () => log.show(),
  };

  const tellAnyFile = () => {
    const any = sessions.all().some((one) => platforms.find(({ info }) => info.id === one.platform)?.info.anyFile);
    keys.set(anyFileKey, any);
    void context.globalState.update(anyFileKey, any);
  };
  tellAnyFile();
  const watching = [
    sessions.onDidChange((id) => {
      if (id === undefined) tellAnyFile();
      const connection = id === undefined ? undefined : sessions.find(id);
      tree.refresh(connection && { connection, parent: undefined });
    }),
    details.onDidChange((uri) => events.details.fire(uri)),
    window.registerFileDecorationProvider(new LockBadges()),
  ];
  void keepsakes.tell();
  return {
    handlers,
    tree,
    drop: dropOn(services, flow, (rows, goal) => copying.drop(rows, goal)),
    files: new DatasetFileSystem(sessions, report),
    details,
    dispose: () => {
      abortAll();
      for (const one of [...watching, activity, documents, sessions, checks, sandbox, settings]) one.dispose();
    },
  };
}
