import { t } from '../../editor/text/l10n';
import { StatusItem } from '../../editor/surfaces/statusBar';

/** One short item in the status bar while something moves. */
export class UploadActivity {
  private readonly running = new Map<symbol, string>();
  private readonly item = new StatusItem('datasets.activity', () => t('Dataset transfers'), 'sync~spin');

  async during<T>(what: string, work: (show: (message: string) => void) => Promise<T>): Promise<T> {
    const key = Symbol(what);
    const show = (message: string) => {
      this.running.set(key, `${what} ${message}`);
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
    this.item.dispose();
  }

  private render(): void {
    const [first] = this.running.values();
    if (first === undefined) this.item.hide();
    else this.item.show(this.running.size > 1 ? `${first} (+${this.running.size - 1})` : first);
  }
}
