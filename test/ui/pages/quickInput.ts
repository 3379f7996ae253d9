import type { Locator, Page } from 'playwright-core';
import { fits, plain, quoted, type Name } from '../support/text';
import { until } from '../support/until';

export interface QuickItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly checked: boolean;
}

/** The quick pick, the input box and the file dialog: one widget at the top of the window. */
export class QuickInput {
  readonly #box: Locator;
  readonly #input: Locator;
  readonly #rows: Locator;
  constructor(private readonly page: Page) {
    this.#box = page.locator('.quick-input-widget');
    this.#input = this.#box.locator('.quick-input-box input');
    this.#rows = this.#box.locator('.quick-input-list .monaco-list-row');
  }

  async isOpen(): Promise<boolean> {
    return this.#box.isVisible();
  }

  /** Waits until the widget is open, with this title if one is given. */
  async wait(title?: Name, timeout?: number): Promise<void> {
    const look = async () => (await this.isOpen()) && (title === undefined || fits(await this.title(), title));
    const seen = async () => ((await this.isOpen()) ? `the title is "${await this.title()}"` : 'no input is open');
    await until(title === undefined ? 'an input' : `the input "${String(title)}"`, look, seen, timeout);
  }

  async waitClosed(): Promise<void> {
    const seen = async () => `"${await this.title()}" is open: ${await this.message()}`;
    await until('the input to close', async () => !(await this.isOpen()), seen);
  }

  async title(): Promise<string> {
    return plain(await this.#box.locator('.quick-input-title').textContent());
  }

  async placeholder(): Promise<string> {
    return (await this.#input.getAttribute('placeholder')) ?? '';
  }

  async value(): Promise<string> {
    return this.#input.inputValue();
  }

  /** The prompt below the input, or what is wrong with the value. */
  async message(): Promise<string> {
    return plain(await this.#box.locator('.quick-input-message').textContent());
  }

  /** Waits until the widget shows this message. */
  async waitMessage(text: Name): Promise<void> {
    await until(
      `the input's message ${String(text)}`,
      async () => fits(await this.message(), text),
      async () => `the message is "${await this.message()}"`,
    );
  }

  /** Replaces the text of the input. */
  async type(text: string): Promise<void> {
    await this.wait();
    await this.#input.fill(text);
  }

  async accept(): Promise<void> {
    await this.#input.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.waitClosed();
  }

  /** The entries that are painted; a long list paints only those in sight. */
  async items(): Promise<QuickItem[]> {
    const texts = async (row: Locator, part: string) => plain((await row.locator(part).allTextContents()).join(' '));
    return Promise.all(
      (await this.#rows.all()).map(async (row) => ({
        label: await texts(row, '.quick-input-list-row:first-child .monaco-icon-name-container'),
        description: await texts(row, '.quick-input-list-row:first-child .monaco-icon-description-container'),
        detail: await texts(row, '.quick-input-list-row:nth-child(2)'),
        checked: await row
          .locator('[role=checkbox][aria-checked=true], input:checked')
          .count()
          .then((n) => n > 0),
      })),
    );
  }

  async labels(): Promise<string[]> {
    return (await this.items()).map((item) => item.label);
  }

  /** Chooses an entry; in a list with check boxes, toggles it. */
  async pick(label: Name): Promise<void> {
    // A list that is filled while it is looked at moves its rows: the entry is found again until a click met it.
    await until(
      `the entry ${String(label)}`,
      async () => {
        const at = (await this.labels()).findIndex((text) => fits(text, label));
        if (at < 0) return undefined;
        const entry = this.#rows.nth(at).locator('.quick-input-list-entry');
        const before = plain(
          await entry.locator('.monaco-icon-name-container').first().textContent({ timeout: 1_000 }),
        );
        if (!fits(before, label)) return undefined;
        return entry.click({ timeout: 1_000 }).then(
          () => true,
          () => undefined,
        );
      },
      async () => quoted(await this.labels()),
    );
  }

  /** Checks exactly these entries of a list with check boxes and accepts. */
  async pickMany(labels: readonly string[]): Promise<void> {
    await this.wait();
    await until('entries', async () => (await this.#rows.count()) > 0);
    for (const item of await this.items())
      if (item.checked !== labels.includes(item.label)) await this.pick(item.label);
    await this.ok();
  }

  /** Presses the button beside the input. */
  async ok(): Promise<void> {
    await this.#box.locator('.quick-input-action .monaco-button').first().click();
  }

  /** Presses one of the buttons in the title or beside the input, by its tooltip. */
  async button(name: string): Promise<void> {
    await this.#box.getByRole('button', { name }).click();
  }

  /** In the file dialog: types a path and accepts it. */
  async choosePath(path: string): Promise<void> {
    await this.wait();
    await until('the file dialog', async () => (await this.value()).startsWith('/'));
    // While it still reads its first folder, the dialog replaces what was typed: it is typed again.
    await until('the path to be read', async () => {
      if ((await this.value()) !== path) await this.type(path);
      return (await this.value()) === path && !(await this.#busy());
    });
    // Pressed before the dialog has processed the path, the button asks for a file: it is pressed again.
    await until(`the file dialog to take ${path}`, async () => {
      if ((await this.value()) !== path) await this.type(path);
      await this.ok();
      return until('it', async () => !(await this.isOpen()), undefined, 1500);
    });
  }

  async #busy(): Promise<boolean> {
    return (await this.#box.locator('.quick-input-progress.active').count()) > 0;
  }
}
