import { cutText, oneLine, visibleJson, visibleText } from '../../core/model/plainText';

interface Rules {
  /** Longest text, in UTF-16 units. */
  readonly most: number;
  /** Whether it has several lines. */
  readonly lines?: true;
  /** Whether the editor makes links of `[x](…)` or icons of `$(x)` there. */
  readonly markup?: true;
}

/**
 * Every place where this extension shows a text, and what the editor makes of texts there (docs/decisions/0015-surfaces.md).
 * Lint lets nothing but this folder reach the editor's calls that show one; a test walks this list with hostile text.
 */
export const surfaces = {
  notification: { most: 900, markup: true },
  button: { most: 120 },
  progressTitle: { most: 200, markup: true },
  progressMessage: { most: 200, markup: true },
  modalMessage: { most: 300 },
  modalLine: { most: 300 },
  inputTitle: { most: 150 },
  inputPrompt: { most: 400, markup: true },
  inputHint: { most: 200 },
  inputProblem: { most: 400, markup: true },
  pickTitle: { most: 150 },
  pickHint: { most: 200 },
  pickGroup: { most: 150, markup: true },
  pickLabel: { most: 200, markup: true },
  pickDescription: { most: 200, markup: true },
  pickDetail: { most: 300, markup: true },
  fileDialog: { most: 150 },
  statusBar: { most: 100, markup: true },
  statusBarName: { most: 100 },
  rowLabel: { most: 200 },
  rowDescription: { most: 400 },
  rowTooltip: { most: 6_000, lines: true },
  rowTooltipLine: { most: 240 },
  rowSpoken: { most: 600 },
  badge: { most: 200 },
  tab: { most: 150 },
  document: { most: Infinity, lines: true },
  fileError: { most: 600, markup: true },
  log: { most: 8_000, lines: true },
} as const satisfies Readonly<Record<string, Rules>>;

export type Surface = keyof typeof surfaces;

/** Between these two characters a word joiner, which shows nothing, keeps the editor from reading a link or an icon. */
const link = /\](?=\()/g;
const icon = /\$(?=\()/g;
const joiner = '\u2060';

/**
 * A text as it may be shown there: as text, in one line where there is one, with nothing hidden in it, cut to what fits.
 * Doing it twice changes nothing.
 */
export function shownOn(surface: Surface, text: string): string {
  const { most, lines, markup }: Rules = surfaces[surface];
  // So that the cost depends on what is shown. Nothing that is dropped here would have been kept below.
  const head = Number.isFinite(most) ? text.slice(0, 2 * most) : text;
  const visible = visibleText(lines ? head.replaceAll('\r\n', '\n') : oneLine(head));
  const plain = markup ? visible.replace(link, `]${joiner}`).replace(icon, `$${joiner}`) : visible;
  return cutText(head.length < text.length ? `${plain}…` : plain, most);
}

/** The text of a document by its name: JSON stays the same JSON. */
export function shownInDocument(name: string, content: string): string {
  return name.endsWith('.json') ? visibleJson(content) : shownOn('document', content);
}

/** A name as the last part of a path: what is cut of it stands in its middle, so that the extension stays. */
export function tabName(name: string): string {
  const plain = name.replace(/[/\\]/g, '_');
  const extension = /\.\w{1,8}$/.exec(plain)?.[0] ?? '';
  const stem = shownOn('tab', plain.slice(0, plain.length - extension.length));
  return /^\.*$/.test(stem + extension) ? '_' : stem + extension;
}
