import type { Page } from 'playwright-core';
import type { Name } from '../support/text';
import { until } from '../support/until';
import { Menu } from './menu';
import { Rows } from './rows';

/** The file explorer. */
export class Explorer extends Rows {
  constructor(page: Page) {
    super(page, page.locator('.explorer-folders-view'), 'the file explorer');
  }

  /** Opens the context menu of a file (of the selected files, when it belongs to them). */
  async contextMenu(name: Name): Promise<Menu> {
    await (await this.element(name)).locator('.monaco-tl-contents').click({ button: 'right' });
    return new Menu(this.page);
  }

  /** Selects files without opening one: a file that opens takes the focus, and with it the selection. */
  override async select(...files: readonly string[]): Promise<void> {
    for (const name of files) await this.wait(name);
    const wrong = async () => (await this.visible()).find((row) => row.selected !== files.includes(row.name));
    // A list that is being painted anew drops a click, so what is wrong is clicked again.
    await until(`${files.join(', ')} to be selected`, async () => {
      const row = await wrong();
      if (row === undefined) return true;
      await this.click(row.name, ['Control']);
      return until('it', async () => (await wrong())?.name !== row.name, undefined, 1000).then(() => false);
    });
  }

  /** Selects files and chooses an entry of their context menu. */
  async choose(files: readonly string[], entry: Name): Promise<void> {
    await this.select(...files);
    await (await this.contextMenu(files[0] ?? '')).choose(entry);
  }
}
