import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { isKept, pictureOf, taken, wordsOf } from '#scripts/pictures/place.mjs';
import { plain, quoted } from '../support/text';
import { until } from '../support/until';
import { Dialog } from './dialog';
import { Editors } from './editors';
import { Explorer } from './explorer';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';
import { StatusBar } from './statusBar';
import { Tree } from './tree';
import { wordsInSight } from './words';

/** The window of the editor. */
export class Workbench {
  readonly notifications: Notifications;
  readonly dialog: Dialog;
  readonly quickInput: QuickInput;
  readonly datasetTree: Explorer;
  readonly editors: Editors;
  readonly statusBar: StatusBar;

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('dialog', (dialog) => void dialog.accept()); // the browser's "Leave site?"
    this.notifications = new Notifications(page);
    this.dialog = new Dialog(page);
    this.quickInput = new QuickInput(page);
    this.datasetTree = new Explorer(page);
    this.editors = new Editors(page);
    this.statusBar = new StatusBar(page);
  }

  /** Loads the page and waits until the window is usable and its extensions are known. */
  async open(): Promise<void> {
    await this.page.goto(this.url);
    await this.#ready();
  }

  /** Loads the window again as the editor does it: what it keeps is written first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#ready();
  }

  /** Keeps what is seen. A picture that README shows under this name is compared with it at the end of the stage. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(taken, { recursive: true });
    if (isKept(name)) await this.#still();
    await this.page.screenshot({ path: pictureOf(name) });
    writeFileSync(wordsOf(name), await wordsInSight(this.page));
  }

  /** Waits until nothing runs, hovers or moves, so that a picture is the same in every run. */
  async #still(): Promise<void> {
    // The empty part of the title bar: nothing there shows a hover.
    await this.page.mouse.move(300, 3);
    const hovers = this.page.locator('.workbench-hover-container:visible, .monaco-hover:visible');
    await until('the hovers to close', async () => (await hovers.count()) === 0);
    const running = this.page.locator('.notification-list-item .monaco-progress-container.active:visible');
    await until('all work to end', async () => (await running.count()) === 0);
    let before: Buffer = Buffer.alloc(0);
    await until('a window in which nothing moves', async () => {
      const now = await this.page.screenshot();
      const same = now.equals(before);
      before = now;
      return same;
    });
  }

  /** Closes dialogs, menus, inputs and messages, whatever is open. */
  async dismissAll(): Promise<void> {
    for (let layer = 0; layer < 3; layer++) await this.page.keyboard.press('Escape');
    await this.notifications.closeAll();
  }

  /** Runs a command by the title that the palette shows, for example `Datasets: Refresh`. */
  async runCommand(title: string): Promise<void> {
    const entry = await this.#findCommand(title);
    await entry.click();
  }

  /** Whether the palette offers a command now. */
  async offersCommand(title: string): Promise<boolean> {
    const found = await this.#findCommand(title).then(
      () => true,
      () => false,
    );
    await this.quickInput.cancel();
    return found;
  }

  /** Opens a view container of the activity bar. */
  async openContainer(name: string): Promise<void> {
    const label = this.page.locator(`.activitybar [role=tab] > .action-label[aria-label^=${JSON.stringify(name)}]`);
    const tab = label.locator('..');
    await until(
      `${name} in the activity bar`,
      () => label.isVisible(),
      async () => quoted(await this.containers()),
    );
    const open = async () => (await tab.getAttribute('aria-expanded')) === 'true';
    // A window that is being restored may open it by itself, and the click closes it again.
    await until(`${name} to open`, async () => {
      if (await open()) return true;
      await label.click({ timeout: 2000 });
      return until('it', open, undefined, 2000);
    });
  }

  /** A tree view; its container must be open. */
  tree(view: string): Tree {
    return new Tree(this.page, view);
  }

  /** Titles of the view containers in the activity bar. */
  async containers(): Promise<string[]> {
    const labels = this.page.locator('.activitybar .composite-bar [role=tab] > .action-label');
    return labels.evaluateAll((all) => all.map((label) => label.getAttribute('aria-label') ?? ''));
  }

  async #findCommand(title: string) {
    const rows = this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    const labels = async () => (await rows.locator('.monaco-icon-name-container').allTextContents()).map(plain);
    await this.quickInput.isOpen().then(async (open) => {
      if (open) await this.quickInput.cancel();
    });
    await this.page.keyboard.press('F1');
    await this.quickInput.type(`>${title}`);
    const at = await until(
      `the command "${title}" in the palette`,
      async () => {
        const row = (await labels()).indexOf(title);
        if (row >= 0) return row;
        // The palette does not look again by itself when an extension becomes known after it was opened.
        for (const text of ['>', `>${title}`]) await this.quickInput.type(text);
        return undefined;
      },
      async () => quoted(await labels()),
      8000,
    );
    return rows.nth(at).locator('.quick-input-list-entry');
  }

  async #ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
    const hostReady = this.page.locator('.monaco-workbench .part.activitybar [role=tab]').first();
    await hostReady.waitFor({ timeout: 60_000 });
    // A person moves around a tooltip that lies over what is to be clicked; these hands go through it.
    await this.page.addStyleTag({ content: '.context-view:has(.monaco-hover) { pointer-events: none !important; }' });
  }
}
