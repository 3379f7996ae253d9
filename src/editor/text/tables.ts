import type { DocumentSection } from '../../core/contract';
import { plainLine } from '../../core/model/plainText';
import { localize, t } from './l10n';

/** Sections as plain text in columns: what a server calls things is never read as markup. */
export function tablesText(sections: readonly DocumentSection[]): string {
  return sections.map(table).join('\n');
}

function table({ title, columns, rows }: DocumentSection): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => plainLine(localize(cell))));
  const body = rows.length > 0 ? cells : [[t('none')]];
  const widths = columns.map((_, at) => Math.max(...body.map((row) => widthOf(row[at] ?? ''))));
  const lines = body.map((row) => row.map((cell, at) => padded(cell, widths[at] ?? 0)).join('  '));
  const [head = '', ...rest] = lines.map((line) => `  ${line}`.trimEnd());
  const rule = rows.length > 0 ? [`  ${widths.map((width) => '─'.repeat(width)).join('  ')}`] : [];
  return [plainLine(localize(title)), '', head, ...rule, ...rest, ''].join('\n');
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
}

const wide = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu;

/** Columns that a text takes: Chinese characters and their punctuation take two. */
function widthOf(cell: string): number {
  return Array.from(cell).length + (cell.match(wide)?.length ?? 0);
}
