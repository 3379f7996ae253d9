import type { Page } from 'playwright-core';

/**
 * What can be read in a window, one row, button or paragraph a line, in the order of the alphabet: lists recycle their
 * elements, so the order in the page tells nothing. Ports of this machine and times, which are others in each run, are left out.
 */
export async function wordsInSight(page: Page): Promise<string> {
  const lines = await page.evaluate(() => {
    const whole = '.monaco-list-row, .view-line, .dialog-message-container, .monaco-button, .tab, .statusbar-item';
    const inSight = (node: Node): boolean => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { width, height, right, left, bottom, top } = range.getBoundingClientRect();
      const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
      return (
        width > 0 && height > 1 && inside && node.parentElement?.checkVisibility({ visibilityProperty: true }) === true
      );
    };
    const found = new Map<Element, string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const owner = node.parentElement?.closest(whole) ?? node.parentElement;
      if (owner === null || (node.textContent ?? '').trim() === '' || !inSight(node)) continue;
      found.set(owner, `${found.get(owner) ?? ''} ${node.textContent ?? ''}`);
    }
    return [...found.values()];
  });
  const plain = lines.map((line) =>
    line
      .replace(/\s+/gu, ' ')
      .trim()
      .replace(/(127\.0\.0\.1|localhost):\d+/g, '$1')
      .replace(/\b[\d.,]+ (?=m?s\b)/g, ''),
  );
  return plain
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}
