import type { Frame, Page } from 'playwright-core';
import { fits, plain, quoted, type Name } from '../support/text';
import { until } from '../support/until';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The editor area. */
export class Editors {
  constructor(private readonly page: Page) {}

  /** Names of the open tabs. */
  async tabs(): Promise<string[]> {
    return (await this.page.locator('.tabs-container .tab .monaco-icon-name-container').allTextContents()).map(plain);
  }

  async waitTab(name: Name): Promise<void> {
    const look = async () => (await this.tabs()).some((tab) => fits(tab, name));
    await until(`the tab ${String(name)}`, look, async () => quoted(await this.tabs()));
  }

  async waitNoTab(name: Name): Promise<void> {
    const look = async () => !(await this.tabs()).some((tab) => fits(tab, name));
    await until(`the tab ${String(name)} to close`, look, async () => quoted(await this.tabs()));
  }

  async activeTab(): Promise<string> {
    return plain((await this.page.locator('.tab.active .monaco-icon-name-container').allTextContents()).join(' '));
  }

  /** Waits until the shown image is whole and returns its own size, not the size on the screen. */
  async image(timeout?: number): Promise<Size> {
    return until(
      'an image in an editor',
      async () => {
        for (const frame of this.frames()) {
          const size = await frame.evaluate(() => {
            const shown = [...document.images].find((each) => each.complete && each.naturalWidth > 0);
            return shown === undefined ? undefined : { width: shown.naturalWidth, height: shown.naturalHeight };
          });
          if (size !== undefined) return size;
        }
        return undefined;
      },
      () => `${this.frames().length} webviews are open`,
      timeout,
    );
  }

  /** The documents of the webviews, two frames deep in the page. */
  frames(): Frame[] {
    return this.page.frames().filter((frame) => frame.parentFrame()?.parentFrame() === this.page.mainFrame());
  }

  /** Waits for a webview in which `look` holds. */
  async webview(what: string, look: (frame: Frame) => Promise<boolean>, timeout?: number): Promise<Frame> {
    return until(
      what,
      async () => {
        for (const frame of this.frames()) if (await look(frame).catch(() => false)) return frame;
        return undefined;
      },
      () => `${this.frames().length} webviews are open`,
      timeout,
    );
  }

  /** The lines in sight of the active text editor. */
  async text(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .editor-instance .view-line');
    const found = await lines.evaluateAll((all) =>
      all
        .map((line) => ({ top: (line as HTMLElement).offsetTop, text: line.textContent }))
        .sort((a, b) => a.top - b.top)
        .map((line) => line.text),
    );
    return found.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Waits until the active text editor shows this. */
  async waitText(text: Name): Promise<string> {
    const look = async () => {
      const shown = await this.text();
      return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) ? shown : undefined;
    };
    return until(`the text ${String(text)} in the editor`, look, async () => `the editor shows:\n${await this.text()}`);
  }
}
