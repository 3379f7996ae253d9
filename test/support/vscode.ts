/** As much of the editor's API as the parts need that are tried in plain node. Built tests find it under the name `vscode`. */
import { fill } from '../../src/core/model/text';

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

export const l10n = { t: (template: string, ...args: (string | number)[]) => fill(template, args) };

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
export const QuickInputButtons = { Back: {} };
export class Disposable {
  constructor(readonly dispose: () => void) {}
}
export class FileDecoration {
  constructor(readonly badge?: string) {}
}
export class FileSystemError extends Error {}
export class DataTransferItem {
  constructor(readonly value: unknown) {}
}

/** What a person answers, asked by a test: the first button that fits, in the order of the questions. */
export const person = {
  /** Every message that was shown. */
  seen: [] as string[],
  /** Patterns of the buttons or rows that are chosen, one a question. */
  answers: [] as RegExp[],
};

function choose<T>(said: string, offered: readonly T[], labelOf: (one: T) => string): T | undefined {
  person.seen.push(said);
  const wanted = person.answers[0];
  const found = wanted && offered.find((one) => wanted.test(labelOf(one)));
  if (found !== undefined) person.answers.shift();
  return found;
}

const message = async (said: string, ...rest: unknown[]) =>
  choose(
    said,
    rest.filter((one): one is string => typeof one === 'string'),
    (one) => one,
  );

export const window = {
  showInformationMessage: message,
  showWarningMessage: message,
  showErrorMessage: message,
  showQuickPick: async (items: readonly { label: string }[], { title = '' }: { title?: string } = {}) =>
    choose(title, items, ({ label }) => label),
  withProgress: async (_options: unknown, work: (progress: unknown, token: unknown) => unknown) =>
    work({ report: () => undefined }, { onCancellationRequested: () => new Disposable(() => undefined) }),
  setStatusBarMessage: () => undefined,
  createStatusBarItem: () => ({ show: () => undefined, hide: () => undefined, dispose: () => undefined }),
  registerFileDecorationProvider: () => new Disposable(() => undefined),
};

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
  registerTextDocumentContentProvider: () => new Disposable(() => undefined),
  fs: {
    stat: async (uri: Uri) => {
      const { stat } = await import('node:fs/promises');
      return { type: (await stat(uri.path)).isDirectory() ? FileType.Directory : FileType.File };
    },
  },
};
export const commands = { executeCommand: async () => undefined };
export const env = { uiKind: UIKind.Desktop };
