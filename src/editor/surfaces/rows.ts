import { FileDecoration, type ThemeColor, TreeItem, type TreeItemCollapsibleState } from 'vscode';
import { shownOn } from './surface';

/** What is said of a row of the tree. */
export interface RowTexts {
  readonly label: string;
  readonly description?: string;
  /** Each is one line, whatever is in it. */
  readonly tooltip?: readonly string[];
  /** What a screen reader says. */
  readonly ariaLabel?: string;
}

/** A row of the tree. */
export function treeItem(
  { label, description, tooltip, ariaLabel }: RowTexts,
  state: TreeItemCollapsibleState,
): TreeItem {
  const item = new TreeItem(shownOn('rowLabel', label), state);
  if (description !== undefined) item.description = shownOn('rowDescription', description);
  if (tooltip !== undefined) item.tooltip = tooltipText(tooltip);
  if (ariaLabel !== undefined) item.accessibilityInformation = { label: shownOn('rowSpoken', ariaLabel) };
  return item;
}

/** As plain text: what a server says is never read as markdown. */
export function tooltipText(lines: readonly string[]): string {
  return shownOn('rowTooltip', lines.map((line) => shownOn('rowTooltipLine', line)).join('\n'));
}

/** A badge beside a row. */
export function createBadge(sign: string, tooltip: string, color: ThemeColor): FileDecoration {
  return new FileDecoration(sign, shownOn('badge', tooltip), color);
}
