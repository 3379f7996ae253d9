import type { Locator, Page } from 'playwright-core';
import { fits, plain, quoted, type Name } from '../support/text';
import { until } from '../support/until';

/** The messages in the lower right corner. */
export class Notifications {
  readonly #all: Locator;
  readonly #unseen: Locator;
  constructor(page: Page) {
    this.#all = page.locator('.notification-list-item:visible');
    this.#unseen = page.locator('[id="status.notifications"] .codicon-bell-dot');
  }

  /** Texts of the messages that are shown now, newest first. */
  async texts(): Promise<string[]> {
    return (await this.#all.locator('.notification-list-item-message').allTextContents()).map(plain);
  }

  /** Waits for a message and returns its text. */
  async wait(text: Name, timeout?: number): Promise<string> {
    return (await this.#find(text, timeout)).text;
  }

  /** Waits until no such message is shown (any more). */
  async waitGone(text: Name, timeout?: number): Promise<void> {
    const gone = async () => !(await this.texts()).some((each) => fits(each, text));
    await until(`the message ${String(text)} to go`, gone, async () => quoted(await this.texts()), timeout);
  }

  /** Names of the buttons of a message. */
  async buttons(text: Name): Promise<string[]> {
    const { item } = await this.#find(text);
    return (await item.locator('.notification-list-item-buttons-container .monaco-button').allTextContents()).map(
      plain,
    );
  }

  async click(text: Name, button: string): Promise<void> {
    const { item } = await this.#find(text);
    await item.hover();
    await item.getByRole('button', { name: button, exact: true }).click();
  }

  /** Closes a message with its cross. */
  async close(text: Name): Promise<void> {
    const { item } = await this.#find(text);
    await item.hover();
    await item.locator('.codicon-notifications-clear').click();
    await this.waitGone(text);
  }

  /** Closes every message that is shown. */
  async closeAll(): Promise<void> {
    await until('all messages to be closed', async () => {
      if ((await this.#all.count()) === 0) return true;
      await this.#all.first().hover({ timeout: 500 });
      await this.#all.first().locator('.codicon-notifications-clear').click({ timeout: 500 });
      return false;
    });
  }

  async #find(text: Name, timeout?: number): Promise<{ item: Locator; text: string }> {
    const since = Date.now();
    const look = async () => {
      const texts = await this.texts();
      const at = texts.findIndex((each) => fits(each, text));
      if (at < 0 && texts.length === 0 && Date.now() - since > 1500) await this.#openCenter();
      return at < 0 ? undefined : { item: this.#all.nth(at), text: texts[at] ?? '' };
    };
    return until(`the message ${String(text)}`, look, async () => quoted(await this.texts()), timeout);
  }

  /** The workbench pops up at most three messages within 0.8 s; a test is faster than that, and finds the rest under the bell. */
  async #openCenter(): Promise<void> {
    if ((await this.#unseen.count()) > 0) await this.#unseen.click({ timeout: 500 });
  }
}
