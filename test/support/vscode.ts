/** As much of the editor's API as the parts need that are tried in plain node. Built tests find it under the name `vscode`. */
import { fillTemplate } from '../../src/core/model/text';

export enum TreeItemCollapsibleState {
  None,
  Collapsed,
  Expanded,
}

export class TreeItem {
  id?: string;
  description?: string;
  tooltip?: string;
  contextValue?: string;
  iconPath?: unknown;
  resourceUri?: unknown;
  command?: unknown;
  accessibilityInformation?: { label: string };

  constructor(
    readonly label: string,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: unknown,
  ) {}
}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
    readonly query: string,
  ) {}

  static file(path: string): Uri {
    return new Uri('file', '', path, '');
  }

  static parse(value: string): Uri {
    const url = new URL(value);
    return new Uri(url.protocol.slice(0, -1), url.host, decodeURIComponent(url.pathname), url.search.slice(1));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.authority}${this.path}`;
  }

  static from(parts: { scheme: string; authority?: string; path?: string; query?: string }): Uri {
    return new Uri(parts.scheme, parts.authority ?? '', parts.path ?? '', parts.query ?? '');
  }
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export const l10n = { t: (template: string, ...args: (string | number)[]) => fillTemplate(template, args) };

export enum ProgressLocation {
  SourceControl = 1,
  Window = 10,
  Notification = 15,
}
export enum StatusBarAlignment {
  Left = 1,
  Right = 2,
}
export enum FileType {
  Unknown = 0,
  File = 1,
  Directory = 2,
}
export enum ConfigurationTarget {
  Global = 1,
}
export enum UIKind {
  Desktop = 1,
}
export enum FilePermission {
  Readonly = 1,
}
export enum QuickPickItemKind {
  Separator = -1,
  Default = 0,
}
export const QuickInputButtons = { Back: {} };
export class Disposable {
  constructor(readonly dispose: () => void) {}
}
export class FileDecoration {
  constructor(
    readonly badge?: string,
    readonly tooltip?: string,
  ) {}
}
export class FileSystemError extends Error {
  private static of(what: unknown): FileSystemError {
    return new FileSystemError(typeof what === 'string' ? what : String(what));
  }
  static FileNotFound = FileSystemError.of;
  static FileNotADirectory = FileSystemError.of;
  static NoPermissions = FileSystemError.of;
  static Unavailable = FileSystemError.of;
}
export class TabInputText {
  constructor(readonly uri: Uri) {}
}
export class TabInputCustom {
  constructor(
    readonly uri: Uri,
    readonly viewType = 'picture',
  ) {}
}
export class DataTransferItem {
  constructor(readonly value: unknown) {}
}

/** What a person answers, asked by a test: the first button that fits, in the order of the questions. */
export const person = {
  /** Every message that was shown. */
  seen: [] as string[],
  /** Patterns of the buttons or rows that are chosen, one a question. */
  answers: [] as RegExp[],
  /** What is typed, one an input; the inputs after the last one are dismissed. */
  types: [] as string[],
  /** Buttons of each modal, in their order: the first has the focus. */
  buttons: [] as string[][],
  /** Of each message: `information`, `warning` or `error`. */
  weights: [] as string[],
  /** Everything that was shown, by where it was shown. */
  shown: [] as { readonly where: string; readonly text: string }[],
  /** Cancels what shows its progress with a button for it, in the order of their beginnings. */
  cancels: [] as (() => void)[],
  /** Starts anew. */
  reset(): void {
    for (const list of [
      person.seen,
      person.answers,
      person.types,
      person.buttons,
      person.weights,
      person.shown,
      person.cancels,
    ])
      list.length = 0;
  },
};

const note = (where: string, text: unknown) => {
  if (typeof text === 'string') person.shown.push({ where, text });
};

function choose<T>(notice: string, offered: readonly T[], labelOf: (one: T) => string): T | undefined {
  person.seen.push(notice);
  const wanted = person.answers[0];
  const found = wanted && offered.find((one) => wanted.test(labelOf(one)));
  if (found !== undefined) person.answers.shift();
  return found;
}

const message =
  (weight: string) =>
  async (notice: string, ...rest: unknown[]) => {
    person.weights.push(weight);
    const buttons = rest.filter((one): one is string => typeof one === 'string');
    const options = rest.find((one): one is { modal?: boolean; detail?: string } => typeof one === 'object') ?? {};
    note(options.modal ? 'modal' : 'notification', notice);
    note('modal detail', options.detail);
    for (const button of buttons) note('button', button);
    if (options.modal) person.buttons.push(buttons);
    return choose(notice, buttons, (one) => one);
  };

interface Picked {
  readonly label: string;
  readonly kind?: QuickPickItemKind;
  readonly description?: string;
  readonly detail?: string;
}

async function quickPick(
  items: readonly Picked[],
  options: { title?: string; placeHolder?: string; canPickMany?: boolean } = {},
) {
  note('pick title', options.title);
  note('pick hint', options.placeHolder);
  for (const { label, description, detail, kind } of items) {
    note(kind === QuickPickItemKind.Separator ? 'pick group' : 'pick label', label);
    note('pick description', description);
    note('pick detail', detail);
  }
  const picked = choose(
    options.title ?? '',
    items.filter(({ kind }) => kind !== QuickPickItemKind.Separator),
    ({ label }) => label,
  );
  return options.canPickMany && picked ? [picked] : picked;
}

/** An input that a person fills with what `types` holds, or closes. */
class FakeInput {
  title = '';
  prompt = '';
  placeholder = '';
  value = '';
  busy = false;
  private problem: string | undefined;
  private readonly changed = new EventEmitter<string>();
  private readonly accepted = new EventEmitter<void>();
  private readonly hidden = new EventEmitter<void>();
  readonly onDidChangeValue = this.changed.event;
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  readonly onDidTriggerButton = new EventEmitter<unknown>().event;

  get validationMessage(): string | undefined {
    return this.problem;
  }
  set validationMessage(notice: string | undefined) {
    this.problem = notice;
    note('input problem', notice);
    if (notice !== undefined && this.busy) setTimeout(() => this.type()); // found out by asking: the person tries again
  }

  show(): void {
    person.seen.push(this.title);
    note('input title', this.title);
    note('input prompt', this.prompt);
    note('input hint', this.placeholder);
    note('input value', this.value);
    queueMicrotask(() => this.type());
  }

  private type(): void {
    const typed = person.types.shift();
    if (typed === undefined) return this.hidden.fire();
    this.value = typed;
    this.changed.fire(typed);
    this.accepted.fire();
    if (this.problem !== undefined) this.type();
  }

  dispose(): void {
    this.problem = undefined;
  }
}

interface FakeTab {
  readonly input: unknown;
}

export const window = {
  showInformationMessage: message('information'),
  showWarningMessage: message('warning'),
  showErrorMessage: message('error'),
  showQuickPick: quickPick,
  createInputBox: () => new FakeInput(),
  withProgress: async (options: { title?: string }, work: (progress: unknown, token: unknown) => unknown) => {
    note('progress title', options.title);
    const report = (step: { message?: string }) => note('progress message', step.message);
    const onCancellationRequested = (cancel: () => void) => {
      person.cancels.push(cancel);
      return new Disposable(() => undefined);
    };
    return work({ report }, { onCancellationRequested });
  },
  setStatusBarMessage: (notice: string) => note('status bar', notice),
  createStatusBarItem: () => {
    const item = {
      name: '',
      text: '',
      show: () => {
        note('status bar', item.text);
        note('status bar name', item.name);
      },
      hide: () => undefined,
      dispose: () => undefined,
    };
    return item;
  },
  createOutputChannel: () => {
    const write = (line: string) => note('log', line);
    return { debug: write, info: write, warn: write, error: write, show: () => undefined, dispose: () => undefined };
  },
  showOpenDialog: async (options: { title?: string; openLabel?: string }) => {
    note('file dialog', options.title);
    note('file dialog', options.openLabel);
    return undefined;
  },
  showSaveDialog: async (options: { title?: string }) => {
    note('file dialog', options.title);
    return undefined;
  },
  showTextDocument: async (document: { readonly uri: Uri; readonly content: string }) => {
    note('tab', document.uri.path);
    note('document', document.content);
  },
  registerFileDecorationProvider: () => new Disposable(() => undefined),
  tabGroups: {
    all: [{ tabs: [] as FakeTab[] }],
    close: async (closed: readonly FakeTab[]) => {
      for (const group of window.tabGroups.all) group.tabs = group.tabs.filter((tab) => !closed.includes(tab));
    },
  },
};

/** Providers of documents, by scheme. */
const providers = new Map<string, { provideTextDocumentContent(uri: Uri): Promise<string> | string }>();

const settings = new Map<string, unknown>();
const changedSettings = new EventEmitter<{ affectsConfiguration: () => boolean }>();
export const workspace = {
  getConfiguration: (section: string) => ({
    inspect: (key: string) => ({ globalValue: settings.get(`${section}.${key}`) }),
    update: async (key: string, value: unknown) => {
      settings.set(`${section}.${key}`, value);
      changedSettings.fire({ affectsConfiguration: () => true });
    },
  }),
  onDidChangeConfiguration: changedSettings.event,
  registerTextDocumentContentProvider: (scheme: string, provider: { provideTextDocumentContent(uri: Uri): string }) => {
    providers.set(scheme, provider);
    return new Disposable(() => providers.delete(scheme));
  },
  openTextDocument: async (uri: Uri) => ({
    uri,
    content: (await providers.get(uri.scheme)?.provideTextDocumentContent(uri)) ?? '',
  }),
  fs: {
    stat: async (uri: Uri) => {
      const { stat } = await import('node:fs/promises');
      return { type: (await stat(uri.path)).isDirectory() ? FileType.Directory : FileType.File };
    },
  },
};
export const commands = {
  executeCommand: async (_id: string, ...args: unknown[]) => {
    for (const one of args) note('tab', one);
  },
};
/** What was copied last. */
export const clipboard = { text: '' };
export const env = {
  uiKind: UIKind.Desktop,
  clipboard: {
    writeText: async (text: string) => {
      clipboard.text = text;
    },
  },
};
