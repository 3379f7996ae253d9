import type { Page } from 'playwright-core';
import { fits, plain, quoted, type Name } from '../support/text';
import { until } from '../support/until';

/** The bar at the bottom. */
export class StatusBar {
  constructor(private readonly page: Page) {}

  async texts(): Promise<string[]> {
    const items = this.page.locator('.statusbar-item:visible .statusbar-item-label');
    return (await items.allTextContents()).map(plain).filter((text) => text !== '');
  }

  async wait(text: Name, timeout?: number): Promise<void> {
    const look = async () => (await this.texts()).some((each) => fits(each, text));
    await until(`"${String(text)}" in the status bar`, look, async () => quoted(await this.texts()), timeout);
  }

  async waitGone(text: Name, timeout?: number): Promise<void> {
    const look = async () => !(await this.texts()).some((each) => fits(each, text));
    await until(`"${String(text)}" to go from the status bar`, look, async () => quoted(await this.texts()), timeout);
  }

  async click(text: Name): Promise<void> {
    await this.wait(text);
    await this.page.locator('.statusbar-item:visible .statusbar-item-label', { hasText: text }).first().click();
  }
}
