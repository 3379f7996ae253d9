import { StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { shownOn } from './surface';

/** A short word about what was just done, in ms. */
const brief = 3_000;

/** Says in the status bar that something small was done. */
export function flashStatus(words: string): void {
  window.setStatusBarMessage(shownOn('statusBar', words), brief);
}

/** An item of the status bar that is there while something goes on. */
export class StatusItem {
  private item: StatusBarItem | undefined;

  constructor(
    private readonly id: string,
    private readonly name: () => string,
    /** A codicon's name. */
    private readonly icon: string,
  ) {}

  show(words: string): void {
    this.item ??= window.createStatusBarItem(this.id, StatusBarAlignment.Left);
    const plain = shownOn('statusBar', words);
    this.item.name = shownOn('statusBarName', this.name());
    this.item.text = `$(${this.icon}) ${plain}`;
    this.item.accessibilityInformation = { label: plain };
    this.item.show();
  }

  hide(): void {
    this.item?.hide();
  }

  dispose(): void {
    this.item?.dispose();
  }
}
