import { StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { t } from '../../editor/l10n';

/** One short item in the status bar while something moves. */
export class Activity {
  private readonly running = new Map<symbol, string>();
  private item: StatusBarItem | undefined;

  async during<T>(what: string, work: (show: (said: string) => void) => Promise<T>): Promise<T> {
    const key = Symbol(what);
    const show = (said: string) => {
      this.running.set(key, `${what} ${said}`);
      this.render();
    };
    show('');
    try {
      return await work(show);
    } finally {
      this.running.delete(key);
      this.render();
    }
  }

  dispose(): void {
    this.item?.dispose();
  }

  private render(): void {
    const [first] = this.running.values();
    if (first === undefined) return this.item?.hide();
    this.item ??= window.createStatusBarItem('datasets.activity', StatusBarAlignment.Left);
    this.item.name = t('Dataset transfers');
    this.item.text = `$(sync~spin) ${first}${this.running.size > 1 ? ` (+${this.running.size - 1})` : ''}`;
    this.item.accessibilityInformation = { label: first };
    this.item.show();
  }
}
