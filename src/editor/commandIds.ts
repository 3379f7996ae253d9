/** Every command, once. package.json is checked against this list both ways by a test. */
export const commandIds = [
  'datasets.connect',
  'datasets.editConnection',
  'datasets.renameConnection',
  'datasets.removeConnection',
  'datasets.enterKey',
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
  'datasets.edit',
  'datasets.remove',
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
  'datasets.copyId',
  'datasets.copyName',
  'datasets.copyLink',
  'datasets.openInBrowser',
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
  'datasets.showLog',
] as const;

export type CommandId = (typeof commandIds)[number];

/** What a command does. Arguments come as the editor gives them: none, an element, or an element and a selection. */
export type Handler = (...args: unknown[]) => Promise<void>;

export type Handlers = Readonly<Record<CommandId, Handler>>;
