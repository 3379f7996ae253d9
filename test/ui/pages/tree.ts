import type { Locator, Page } from 'playwright-core';
import { fits, plain, quoted, type Name } from '../support/text';
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

  /**
   * Opens the context menu of a row and chooses an entry, or one of its submenu. Rows may move between the look and the click: a menu without the
   * entry is another row's, or of a time before the row could do this, and is opened again.
   */
  async choose(name: Name, entry: Name, inner?: Name): Promise<void> {
    let seen: string[] = [];
    const attempt = async () => {
      const menu = await this.contextMenu(name);
      seen = await menu.labels();
      if (seen.some((label) => fits(label, entry))) return menu;
      await menu.dismiss();
      return undefined;
    };
    const menu = await until(`the entry ${String(entry)} in the menu of ${String(name)}`, attempt, () => quoted(seen));
    await menu.choose(entry, inner);
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

  /** The tooltip of a row. A row that is painted anew loses its tooltip until the pointer comes again. */
  async tooltip(name: Name): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible .hover-contents');
    const whole = async () => {
      const row = await this.element(name);
      const label = plain(await row.locator('.monaco-icon-label .label-name').first().textContent());
      await this.page.mouse.move(0, 0);
      await row.locator('.monaco-icon-label').hover();
      const look = async () => {
        const notice = plain((await hover.allTextContents()).join(' '));
        return notice.startsWith(label) && notice !== label ? notice : undefined;
      };
      return until('it', look, undefined, 2000);
    };
    return until(`the tooltip of ${String(name)}`, whole, async () => quoted(await hover.allTextContents()));
  }

  /** The pictures in the tooltip that is shown: their natural widths. */
  async tooltipPictures(): Promise<number[]> {
    return this.page
      .locator('.monaco-hover:visible img')
      .evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth));
  }

  /** Presses a button in the view's title. */
  async clickTitleAction(action: string): Promise<void> {
    const header = this.#pane.locator('.pane-header'); // a view that is alone has its buttons in the container's title
    if (await header.isVisible()) await header.hover();
    await this.page
      .locator(`.action-label[aria-label^=${JSON.stringify(action)}]:visible`)
      .first()
      .click();
  }

  /** The text of the view when it is empty, and of the message above its rows. */
  async message(): Promise<string> {
    return plain((await this.#pane.locator('.welcome-view-content, .message').allTextContents()).join(' '));
  }

  async waitMessage(text: Name): Promise<void> {
    const look = async () => fits(await this.message(), text);
    await until(
      `the message ${String(text)} in the view`,
      look,
      async () => `the message is "${await this.message()}"`,
    );
  }

  /** Presses a button of the text that an empty view shows. */
  async clickWelcome(button: string): Promise<void> {
    await this.#pane.locator('.welcome-view-content').getByRole('button', { name: button, exact: true }).click();
  }

  /**
   * Drops a row of another list (the file explorer) on a row of this tree.
   * @param container the view container of this tree, when it is not open: the drag opens it on its way
   */
  async dropFrom(source: Rows, dragged: Name, target: Name, container?: string): Promise<void> {
    const { mouse } = this.page;
    const from = await middle(await source.element(dragged));
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 10, from.y + 4, { steps: 4 });
    if (container !== undefined) {
      const icon = await middle(
        this.page.locator(`.activitybar .action-label[aria-label^=${JSON.stringify(container)}]`),
      );
      await this.#hold(icon, `${container} to open under the drag`, () => this.#pane.isVisible());
    }
    const element = await this.element(target);
    const takes = async () => (await element.getAttribute('class'))?.includes('drop-target') === true;
    await this.#hold(await middle(element), `"${String(target)}" to take the drop`, takes);
    await mouse.up();
  }

  /** Keeps the pointer there, moving a little as a hand does, until the condition holds. */
  async #hold(at: Point, what: string, holds: () => Promise<boolean>): Promise<void> {
    await this.page.mouse.move(at.x, at.y, { steps: 8 });
    let step = 0;
    await until(what, async () => {
      await this.page.mouse.move(at.x + (step++ % 2), at.y);
      return holds();
    });
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

async function middle(element: Locator): Promise<Point> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('What is dragged and where it is dropped must be in sight.');
  return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
}
