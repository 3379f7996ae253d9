import type { Locator, Page } from 'playwright-core';
import { fits, quoted, type Name } from '../support/text';
import { until } from '../support/until';

export interface Row {
  readonly name: string;
  readonly level: number;
  /** `undefined` for a row that has nothing below it. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
}

/** A list of the workbench. It paints only the rows in sight; the others are found by scrolling. */
export class Rows {
  readonly #rows: Locator;
  constructor(
    readonly page: Page,
    private readonly list: Locator,
    private readonly what: string,
  ) {
    this.#rows = list.locator('.monaco-list-rows > .monaco-list-row');
  }

  /** The rows in sight, from top to bottom. */
  async visible(): Promise<Row[]> {
    const rows = await this.#rows.evaluateAll((elements) =>
      elements
        .map((row) => ({
          top: row.getBoundingClientRect().top,
          name: row.getAttribute('aria-label') ?? '',
          level: Number(row.getAttribute('aria-level')),
          expanded: row.getAttribute('aria-expanded'),
          selected: row.getAttribute('aria-selected') === 'true',
        }))
        .sort((a, b) => a.top - b.top),
    );
    return rows.map(({ name, level, expanded, selected }) => ({
      name,
      level,
      expanded: expanded === null ? undefined : expanded === 'true',
      selected,
    }));
  }

  async names(): Promise<string[]> {
    return (await this.visible()).map((row) => row.name);
  }

  /** Every row, also those out of sight, from top to bottom. */
  async all(): Promise<Row[]> {
    const found = new Map<string, Row>();
    await this.#scroll(async () => {
      for (const row of await this.visible()) found.set(`${row.level} ${row.name}`, row);
      return false;
    });
    return [...found.values()];
  }

  /** Waits for a row in sight and reads it. */
  async wait(name: Name, timeout?: number): Promise<Row> {
    return (await this.#find(name, timeout)).row;
  }

  async waitGone(name: Name, timeout?: number): Promise<void> {
    const gone = async () => !(await this.names()).some((each) => fits(each, name));
    await until(`the row ${String(name)} to go from ${this.what}`, gone, () => this.#seen(), timeout);
  }

  /** Waits until exactly these rows are in sight, in this order. */
  async waitNames(names: readonly Name[], timeout?: number): Promise<void> {
    const look = async () => {
      const seen = await this.names();
      return seen.length === names.length && names.every((name, at) => fits(seen[at] ?? '', name));
    };
    await until(`the rows ${names.map(String).join(', ')} in ${this.what}`, look, () => this.#seen(), timeout);
  }

  /**
   * The element of a row in sight, for what this class does not offer. It is looked up by the wanted name in every use, since
   * a row's counts change its name at any time.
   */
  async element(name: Name): Promise<Locator> {
    return (await this.#find(name)).element;
  }

  /** Scrolls until the row is in sight. */
  async reveal(name: Name): Promise<Row> {
    const look = async () => (await this.visible()).find((row) => fits(row.name, name));
    // A list may be painted anew while it is searched, so it is searched again.
    return until(
      `the row ${String(name)} anywhere in ${this.what}`,
      () => this.#scroll(look),
      () => this.#seen(),
    );
  }

  async click(name: Name, modifiers: ('Control' | 'Shift')[] = []): Promise<void> {
    await (await this.element(name)).locator('.monaco-tl-contents').click({ modifiers });
  }

  async doubleClick(name: Name): Promise<void> {
    await (await this.element(name)).locator('.monaco-tl-contents').dblclick();
  }

  /** Selects exactly these rows: the first with a click, the others with Ctrl. */
  async select(...names: Name[]): Promise<void> {
    for (const [at, name] of names.entries()) await this.click(name, at === 0 ? [] : ['Control']);
    for (const name of names) await this.waitState(name, (row) => row.selected, 'selected');
  }

  /** Selects the rows from the first to the last with Shift. */
  async selectRange(first: Name, last: Name): Promise<void> {
    await this.click(first);
    await this.click(last, ['Shift']);
    await this.waitState(last, (row) => row.selected, 'selected');
  }

  async expand(name: Name): Promise<void> {
    await this.#twist(name, true);
  }

  async collapse(name: Name): Promise<void> {
    await this.#twist(name, false);
  }

  async waitState(name: Name, holds: (row: Row) => boolean, what: string): Promise<void> {
    const look = async () => holds((await this.#find(name)).row);
    await until(`the row ${String(name)} to be ${what}`, look, () => this.#seen());
  }

  async focus(): Promise<void> {
    await this.list.locator('.monaco-list').first().focus();
  }

  async #twist(name: Name, open: boolean): Promise<void> {
    const { row } = await this.#find(name);
    if (row.expanded === undefined) throw new Error(`The row "${row.name}" in ${this.what} cannot be expanded.`);
    const done = async () => (await this.#find(name)).row.expanded === open;
    // A list that is being painted anew drops a click, so it is repeated.
    await until(
      `the row "${row.name}" to be ${open ? 'expanded' : 'collapsed'}`,
      async () => {
        if (await done()) return true;
        await (await this.element(name)).locator('.monaco-tl-twistie').click();
        return until('it', done, undefined, 2000);
      },
      () => this.#seen(),
    );
  }

  async #find(name: Name, timeout?: number): Promise<{ row: Row; element: Locator }> {
    const row = await until(
      `the row ${String(name)} in ${this.what}`,
      async () => (await this.visible()).find((each) => fits(each.name, name)),
      () => this.#seen(),
      timeout,
    );
    return { row, element: this.#rows.and(this.page.getByRole('treeitem', { name, exact: true })).first() };
  }

  async #seen(): Promise<string> {
    return quoted(await this.names());
  }

  /** Goes from the top to the end until `look` answers. */
  async #scroll<T>(look: () => Promise<T | undefined | false>): Promise<T | undefined> {
    await until(`rows in ${this.what}`, async () => (await this.#rows.count()) > 0);
    const painted = () => this.#rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-index') ?? ''));
    const rows = this.list.locator('.monaco-list-rows').first();
    const atEnd = () =>
      rows.evaluate((all) => {
        const list = all.closest('.monaco-list')?.getBoundingClientRect();
        return list !== undefined && all.getBoundingClientRect().bottom <= list.bottom + 1;
      });
    const toTop = async () => {
      await this.#wheel(-10_000);
      return (await painted()).includes('0');
    };
    await until(`the top of ${this.what}`, toTop);
    for (;;) {
      const end = await atEnd();
      const answer = await look();
      if (answer !== undefined && answer !== false) return answer;
      if (end) return undefined;
      const before = (await painted()).join();
      const box = await this.list.boundingBox();
      await this.#wheel(Math.max(44, (box?.height ?? 200) - 66));
      const moved = async () => (await painted()).join() !== before || (await atEnd());
      await until(`${this.what} to scroll`, moved);
    }
  }

  /**
   * Turns the wheel over the list itself: over the page, a tooltip under the pointer would take it. The workbench reads the
   * old `wheelDeltaY`, of which 120 are 50 pixels upwards.
   */
  async #wheel(pixels: number): Promise<void> {
    const list = this.list.locator('.monaco-list .monaco-scrollable-element').first();
    const event = { wheelDeltaY: -pixels * 2.4, bubbles: true, cancelable: true };
    await list.evaluate((element, init) => element.dispatchEvent(new WheelEvent('wheel', init)), event);
  }
}
