import { join } from 'node:path';
import { type EventEmitter, type ExtensionContext, type TreeView, type Uri, window } from 'vscode';
import type { Platform } from './core/contract';
import { platforms as known } from './core/platforms/registry';
import { ThreadedChecks } from './core/transfer/check/threads';
import type { CommandHandlers } from './editor/api/commandIds';
import { anyFileKey } from './editor/api/contextKeyNames';
import type { ContextKeys } from './editor/api/contextKeys';
import { Documents } from './editor/api/documents';
import type { TreeElement } from './editor/tree/elements';
import { DeletionHistory } from './editor/services/deletionHistory';
import { abortAll } from './editor/api/progress';
import { OutcomeNotifier } from './editor/api/outcomes';
import type { AppParts } from './editor/api/lazy';
import type { ChannelLog } from './editor/api/log';
import type { ErrorReporter } from './editor/api/report';
import { Sandbox } from './editor/services/sandbox';
import { Secrets } from './editor/services/secrets';
import type { Services } from './editor/services';
import { Sessions } from './editor/services/sessions';
import { ConnectionSettings } from './editor/services/settings';
import { actionCommands } from './features/platformActions/commands';
import { secretAsker } from './features/connect/askSecret';
import { connectionCommands } from './features/connect/commands';
import { AcrossFlow } from './features/copyMove/across';
import { Clipboard } from './features/copyMove/clipboard';
import { CopyMoveCommands } from './features/copyMove/commands';
import { datasetCommands } from './features/createEditDelete/commands';
import { createContainer } from './features/createEditDelete/create';
import { DeletionFlow } from './features/createEditDelete/remove';
import { downloadCommands } from './features/download/commands';
import { DownloadFlow } from './features/download/flow';
import { explorerCommands } from './features/browse/commands';
import { openById } from './features/browse/locate';
import { LockBadges } from './features/browse/locks';
import { ExplorerTree } from './features/browse/tree';
import { exportCommands } from './features/export/commands';
import { ExportFlow } from './features/export/flow';
import { previewCommands } from './features/open/commands';
import { DetailsDocuments } from './features/open/details';
import { DatasetFileSystem } from './features/open/fileSystem';
import { restoreCommands } from './features/restore/commands';
import { RestoreFlow } from './features/restore/restorer';
import { probeCommands } from './features/diagnose/commands';
import { resultCommands } from './features/importResults/commands';
import { sandboxCommands } from './features/sandbox/commands';
import { UploadActivity } from './features/upload/activity';
import { uploadCommands } from './features/upload/commands';
import { dropOn } from './features/upload/drop';
import { UploadFlow } from './features/upload/flow';

/** What the entry made already. */
export interface Shell {
  readonly context: ExtensionContext;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  readonly report: ErrorReporter;
  readonly view: TreeView<TreeElement>;
  readonly events: { readonly tree: EventEmitter<TreeElement | undefined>; readonly details: EventEmitter<Uri> };
}

export interface App extends AppParts {
  readonly handlers: CommandHandlers;
  dispose(): void;
}

/** The composition root: everything that lives long is built here, once, in the order of its needs. */
export async function build(shell: Shell, platforms: readonly Platform[] = known): Promise<App> {
  const { context, log, keys, report, view, events } = shell;
  const storage = context.globalStorageUri.fsPath;
  const at = (...parts: string[]) => join(context.extensionPath, ...parts);
  const { version } = context.extension.packageJSON as { version: string };

  const documents = new Documents();
  const outcomes = new OutcomeNotifier(report, documents);
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
    datasetTree: tree,
  };

  const history = new DeletionHistory(join(storage, 'deleted'), (any) => keys.set('datasets.canRestore', any));
  const restorer = new RestoreFlow(services, history);
  const remover = new DeletionFlow(services, history, (batch) => restorer.restore(batch));
  const activity = new UploadActivity();
  const flow = new UploadFlow(services, activity);
  const across = new AcrossFlow(services, join(storage, 'copies'), (connection, node, select) =>
    flow.runWith(connection, node, select),
  );
  const copying = new CopyMoveCommands(services, new Clipboard(keys), across);
  const details = new DetailsDocuments(sessions, report);
  const handlers: CommandHandlers = {
    ...connectionCommands(services),
    ...sandboxCommands(services),
    ...explorerCommands(services, tree),
    ...actionCommands(services),
    ...resultCommands(services),
    ...probeCommands(services),
    'datasets.openById': openById(services),
    ...datasetCommands(services, remover),
    ...restoreCommands(services, history, restorer),
    ...uploadCommands(services, flow, (connection, parent, pictures) =>
      createContainer({ connection, parent }, services, pictures ? 'upload' : 'any'),
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
  void history.notify();
  return {
    handlers,
    tree,
    drop: dropOn(services, flow, (rows, dropTarget) => copying.drop(rows, dropTarget)),
    files: new DatasetFileSystem(sessions, report),
    details,
    dispose: () => {
      abortAll();
      for (const one of [...watching, activity, documents, sessions, checks, sandbox, settings]) one.dispose();
    },
  };
}
