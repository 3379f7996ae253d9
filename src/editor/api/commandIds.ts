/** Every command of package.json, once; written by `npm run docs`. */
// generated: ids
export const commandIds = [
  'datasets.connect',
  'datasets.editConnection',
  'datasets.renameConnection',
  'datasets.removeConnection',
  'datasets.enterKey',
  'datasets.checkPlatform',
  'datasets.startSandbox',
  'datasets.stopSandbox',
  'datasets.resetSandbox',
  'datasets.refresh',
  'datasets.refreshAll',
  'datasets.retry',
  'datasets.filter',
  'datasets.sort',
  'datasets.clearFilter',
  'datasets.createDataset',
  'datasets.createFolder',
  'datasets.createSpace',
  'datasets.edit',
  'datasets.remove',
  'datasets.removePermanently',
  'datasets.restore',
  'datasets.findDeleted',
  'datasets.moreActions',
  'datasets.upload',
  'datasets.uploadFolder',
  'datasets.uploadFiles',
  'datasets.download',
  'datasets.export',
  'datasets.open',
  'datasets.showDetails',
  'datasets.cutItems',
  'datasets.copyItems',
  'datasets.pasteItems',
  'datasets.copyId',
  'datasets.copyName',
  'datasets.copyLink',
  'datasets.openInBrowser',
  'datasets.showLog',
  'datasets.add',
  'datasets.setSplit',
  'datasets.setValidity',
  'datasets.showStatistics',
  'datasets.showResults',
  'datasets.compareResults',
  'datasets.openById',
  'datasets.runModel',
  'datasets.testService',
  'datasets.newService',
] as const;
// end

export type CommandId = (typeof commandIds)[number];

/** What a command does. Arguments come as the editor gives them: none, an element, or an element and a selection. */
export type CommandHandler = (...args: unknown[]) => Promise<void>;

export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;
