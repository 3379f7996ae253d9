import type { Locator, Page } from 'playwright-core';
import { fits, plain, quoted, type Name } from '../support/text';
import { until } from '../support/until';

/** The open context menu. */
export class Menu {
  readonly #items: Locator;
  constructor(private readonly page: Page) {
    this.#items = page.locator('.context-view .monaco-menu .action-item:not(.disabled) .action-menu-item');
  }

  /** Labels of the entries that can be chosen, from top to bottom. */
  async labels(): Promise<string[]> {
    await until('a context menu', async () => (await this.#items.count()) > 0);
    return (await this.#items.locator('.action-label').allTextContents()).map(plain);
  }

  /** @param inner the entry of the submenu that `label` opens */
  async choose(label: Name, inner?: Name): Promise<void> {
    const entry = await this.#entry(label);
    // The workbench ignores a release of the button right after the menu opened, so the entry is focused and entered.
    await entry.hover();
    await entry.click();
    if (inner !== undefined) return this.choose(inner);
    await this.#closed();
  }

  async #entry(label: Name): Promise<Locator> {
    const at = await until(
      `the menu entry ${String(label)}`,
      async () => {
        const found = (await this.labels()).findIndex((text) => fits(text, label));
        return found < 0 ? undefined : found;
      },
      async () => quoted(await this.labels()),
    );
    return this.#items.nth(at);
  }

  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.#closed();
  }

  async #closed(): Promise<void> {
    await until('the context menu to close', async () => (await this.#items.count()) === 0);
  }
}
