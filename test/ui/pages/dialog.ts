import type { Locator, Page } from 'playwright-core';
import { plain } from '../support/text';
import { until } from '../support/until';

export interface DialogText {
  readonly message: string;
  readonly detail: string;
  /** In the order that the machine's system puts them. */
  readonly buttons: readonly string[];
}

/** The modal dialog. */
export class Dialog {
  readonly #box: Locator;
  constructor(page: Page) {
    this.#box = page.locator('.monaco-dialog-box');
  }

  async isOpen(): Promise<boolean> {
    return this.#box.isVisible();
  }

  /** Waits for a dialog and reads it. */
  async read(timeout?: number): Promise<DialogText> {
    const text = async (part: string) => plain((await this.#box.locator(part).allTextContents()).join(' '));
    // A message without a detail stands where details do.
    const title = () => text('.dialog-message-text');
    const body = () => text('.dialog-message-detail');
    const said = async () => (await title()) || (await body());
    const message = await until('a modal dialog', async () => (await said()) || undefined, undefined, timeout);
    return {
      message,
      detail: (await title()) === '' ? '' : await body(),
      buttons: (await this.#box.locator('.dialog-buttons .monaco-button').allTextContents()).map(plain),
    };
  }

  async click(button: string): Promise<void> {
    const { message } = await this.read();
    await this.#box.getByRole('button', { name: button, exact: true }).click();
    await until(
      `the dialog "${message}" to close`,
      async () => !(await this.isOpen()) || (await this.read()).message !== message,
    );
  }
}
