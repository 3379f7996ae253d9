import type { Locator, Page } from 'playwright-core';
import { plain, type Name } from '../support/text';
import { until } from '../support/until';
import { Menu } from './menu';
import { Rows } from './rows';

/** A view of the sidebar that shows a tree. */
export class Tree extends Rows {
  readonly #pane: Locator;
  constructor(page: Page, view: string) {
    const pane = page.locator('.split-view-view > .pane').filter({
      has: page.locator(`.pane-header[aria-label=${JSON.stringify(`${view} Section`)}]`),
    });
    super(page, pane.locator('.pane-body'), `the view ${view}`);
    this.#pane = pane;
  }

  /** Opens the context menu of a row (of the selection, when the row belongs to it). */
  async contextMenu(name: Name): Promise<Menu> {
    await (await this.element(name)).locator('.monaco-tl-contents').click({ button: 'right' });
    return new Menu(this.page);
  }

  /** Opens the context menu of a row and chooses an entry. */
  async choose(name: Name, entry: Name): Promise<void> {
    await (await this.contextMenu(name)).choose(entry);
  }

  /** Names of the buttons that a row shows while the pointer is on it. */
  async inlineActions(name: Name): Promise<string[]> {
    const row = await this.element(name);
    await row.hover();
    const labels = row.locator('.actions .action-label');
    return Promise.all((await labels.all()).map(async (label) => (await label.getAttribute('aria-label')) ?? ''));
  }

  async clickInline(name: Name, action: string): Promise<void> {
    const row = await this.element(name);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^=${JSON.stringify(action)}]`).click();
  }

  /** The tooltip of a row. */
  async tooltip(name: Name): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible .hover-contents, .workbench-hover-container .hover-contents');
    const row = await this.element(name);
    await row.locator('.monaco-icon-label').hover();
    return until('a tooltip', async () => plain((await hover.allTextContents()).join(' ')) || undefined);
  }

  /** The pictures in the tooltip that is shown: their natural widths. */
  async tooltipPictures(): Promise<number[]> {
    return this.page
      .locator('.monaco-hover:visible img')
      .evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth));
  }

  /** Presses a button in the view's title. */
  async clickTitleAction(action: string): Promise<void> {
    await this.#pane.locator('.pane-header').hover();
    await this.page.locator(`.action-label[aria-label^=${JSON.stringify(action)}]:visible`).first().click();
  }

  /** The text of the view when it is empty, and of the message above its rows. */
  async message(): Promise<string> {
    return plain((await this.#pane.locator('.welcome-view-content, .message').allTextContents()).join(' '));
  }

  /** Presses a button of the text that an empty view shows. */
  async clickWelcome(button: string): Promise<void> {
    await this.#pane.locator('.welcome-view-content').getByRole('button', { name: button, exact: true }).click();
  }

  /** Drops a row of another list (the file explorer) on a row of this tree. */
  async dropFrom(source: Rows, dragged: Name, target: Name): Promise<void> {
    const from = await (await source.element(dragged)).boundingBox();
    const to = await (await this.element(target)).boundingBox();
    if (from === null || to === null) throw new Error(`"${String(dragged)}" and "${String(target)}" must be in sight.`);
    const { mouse } = this.page;
    await mouse.move(from.x + 60, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(from.x + 70, from.y + from.height / 2 + 4, { steps: 4 });
    await mouse.move(to.x + 60, to.y + to.height / 2, { steps: 12 });
    const element = await this.element(target);
    await until(`"${String(target)}" to take the drop`, async () => {
      await mouse.move(to.x + 61, to.y + to.height / 2);
      await mouse.move(to.x + 60, to.y + to.height / 2);
      return ((await element.getAttribute('class')) ?? '').includes('drop-target');
    });
    await mouse.up();
  }
}
