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

  /** Waits for a dialog and reads it, all parts at one moment. */
  async read(timeout?: number): Promise<DialogText> {
    const look = async () => {
      const [parts] = await this.#box.evaluateAll((boxes) => {
        const texts = (box: Element, part: string) =>
          [...box.querySelectorAll(part)].map((each) => (each as HTMLElement).innerText);
        return boxes.map((box) => ({
          title: texts(box, '.dialog-message-text').join(' '),
          detail: texts(box, '.dialog-message-detail').join(' '),
          buttons: texts(box, '.dialog-buttons .monaco-button'),
        }));
      });
      if (parts === undefined || plain(parts.title + parts.detail) === '') return undefined;
      // A message without a detail stands where details do.
      const [message = '', detail = ''] = [parts.title, parts.detail].map(plain).filter((notice) => notice !== '');
      return { message, detail, buttons: parts.buttons.map(plain) };
    };
    return until('a modal dialog', look, undefined, timeout);
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
