import { hasMoreActions } from '../../editor/tree/moreActions';
import { lookUp } from '../../core/model/lookUp';
import { type Command, ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { Node } from '../../core/model/node';
import type { Session } from '../../core/contract';
import type { CommandId } from '../../editor/api/commandIds';
import {
  elementId,
  type MessageElement,
  type NodeElement,
  type RangeElement,
  type TreeElement,
  type UnreadableElement,
} from '../../editor/tree/elements';
import { numberText, localize, joinSentences, t } from '../../editor/text/l10n';
import { type RowTexts, tooltipText, treeItem } from '../../editor/surfaces/rows';
import { shownOn } from '../../editor/surfaces/surface';
import type { FilterHits } from './treeLoader';

/** The private scheme of rows: it carries the lock to the badge and nothing to the explorer. */
export const rowScheme = 'dataset-row';

export interface TreeState {
  /** What the filter of the listing below does; empty without one. */
  readonly filter: string;
  /** How many that filter lets through, where it is known. */
  readonly hits?: FilterHits | undefined;
  readonly session: Session | undefined;
  /** Fields of a connection's entry in the settings that mean nothing. */
  readonly unknown: readonly string[];
  readonly running: boolean;
  readonly isSandbox: boolean;
}

/** An element as the editor shows it. What stands in its texts is shown as text by `treeItem`. */
export function renderElement(element: TreeElement, shown: TreeState): TreeItem {
  const item = renderers[element.type](element as never, shown);
  item.id = elementId(element);
  return item;
}

const renderers = {
  connection: renderConnection,
  node: renderNode,
  range: renderRange,
  more: () => createItem({ label: t('More…') }, 'ellipsis', TreeItemCollapsibleState.Collapsed),
  message: renderMessage,
  unreadable: renderUnreadable,
};

function renderConnection(element: Extract<TreeElement, { type: 'connection' }>, shown: TreeState): TreeItem {
  const { name, url } = element.connection;
  const unknown = shown.unknown.map((field) => t('Unknown field in the settings: {0}', field));
  const description = [shown.filter, hitsOf(shown), url, ...unknown].filter((part) => part !== '').join(' · ');
  const nodeTooltip = [name, url, ...unknown];
  const texts = {
    label: name,
    description,
    tooltip: nodeTooltip,
    ariaLabel: t('Connection {0}, {1}', name, description),
  };
  const item = createItem(texts, shown.isSandbox ? 'beaker' : 'server', TreeItemCollapsibleState.Collapsed);
  item.contextValue = tags(
    'connection',
    shown.isSandbox ? 'sandbox' : 'remote',
    shown.filter !== '' && 'filtered',
    'filter',
    ...(shown.session?.root?.capabilities ?? []),
    ...creating(shown, undefined),
    shown.session?.probe !== undefined && 'probe',
  );
  return item;
}

function renderNode({ node, connection }: NodeElement, shown: TreeState): TreeItem {
  const state = node.expandable ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
  const item = createItem(textsOf(node, shown), node.icon, state);
  const color = colorIcon(node);
  if (color) item.iconPath = color;
  item.contextValue = tags(
    'node',
    node.kind,
    ...node.capabilities,
    ...(node.capabilities.has('create') ? creating(shown, node) : []),
    shown.filter !== '' && 'filtered',
    hasMoreActions(shown.session, node) && 'actions',
  );
  item.resourceUri = Uri.from({
    scheme: rowScheme,
    authority: connection.id,
    path: `/${encodeURIComponent(node.ref)}`,
    query: node.lock?.holder ?? '',
  });
  if (node.capabilities.has('open')) item.command = rowCommand('datasets.open', t('Open'));
  return item;
}

function textsOf(node: Node, shown: TreeState): RowTexts {
  const { filter } = shown;
  // The filter first: in a narrow view the end is cut, and a filter that is not seen is taken for missing data.
  const parts = [filter, hitsOf(shown), countsOf(node), node.annotated === true && t('annotated'), noteOf(node)];
  return {
    label: nameOf(node),
    description: parts.filter((part) => part !== false && part !== '').join(' · '),
    // Given at once: while it waits for one, the editor shows the path of the row instead.
    tooltip: facts(node),
    ariaLabel: ariaLabel(node, [filter, hitsOf(shown)].filter((part) => part !== '').join(', ')),
  };
}

/**
 * The command of a click. It has no arguments and takes the selected row: the editor forgets arguments when it reads the
 * tree again, and a click meanwhile is then "Actual command not found".
 */
function rowCommand(command: CommandId, title: string): Command {
  return { command, title };
}

/** What can be made here, for the command that says so: `create-folder`. */
function creating({ session }: TreeState, parent: Node | undefined): string[] {
  const creation = session?.create?.(parent);
  return creation ? ['create', `create-${creation.makes}`] : [];
}

function nameOf({ name, label }: Node): string {
  return label ? localize(label) : name;
}

function noteOf({ note }: Node): string | false {
  if (note === undefined || typeof note === 'string') return note ?? false;
  return localize({ ...note, args: note.args.map((arg) => (typeof arg === 'number' ? numberText(arg) : arg)) });
}

/** A square of the node's colour. What is no plain colour is not drawn: it comes from the server. */
function colorIcon({ color }: Node): Uri | undefined {
  if (color === undefined || !/^#[0-9a-f]{6}$/i.test(color)) return undefined;
  const square = `<rect x="2" y="2" width="12" height="12" rx="2" fill="${color}" stroke="#808080" stroke-width="0.5"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">${square}</svg>`;
  return Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

/** `12 of 1,204`: how many the filter lets through. Nothing is said of a list without one. */
function hitsOf({ filter, hits }: TreeState): string {
  return filter === '' || hits === undefined ? '' : t('{0} of {1}', numberText(hits.found), numberText(hits.of));
}

/** `annotated / all`, and how many are invalid when any are. */
function countsOf({ counts }: Node): string | false {
  if (!counts) return false;
  const { annotated, all, invalid } = counts;
  const [done, of, wrong] = [annotated, all, invalid].map(numberText);
  return invalid > 0 ? t('{0} / {1}, {2} invalid', done ?? '', of ?? '', wrong ?? '') : `${done} / ${of}`;
}

function ariaLabel(node: Node, filter: string): string {
  const counts =
    node.counts &&
    t(
      '{0} of {1} annotated, {2} invalid',
      numberText(node.counts.annotated),
      numberText(node.counts.all),
      numberText(node.counts.invalid),
    );
  const lock = node.lock && t('locked by {0}', node.lock.holder);
  const annotated = node.annotated === true && t('annotated');
  const filtered = filter !== '' && t('filtered: {0}', filter);
  // The name is cut by itself, so that what is said behind it is heard.
  return [shownOn('rowLabel', nameOf(node)), counts, annotated, noteOf(node), filtered, lock]
    .filter(Boolean)
    .join(', ');
}

function renderRange({ from, to }: RangeElement): TreeItem {
  const [first, last] = [numberText(from + 1), numberText(to)];
  const texts = { label: `${first}–${last}`, ariaLabel: t('Items {0} to {1}', first, last) };
  const item = createItem(texts, 'list-flat', TreeItemCollapsibleState.Collapsed);
  item.contextValue = tags('range');
  return item;
}

const messages = {
  empty: { icon: 'circle-slash', command: undefined, action: () => '' },
  failed: { icon: 'error', command: 'datasets.retry', action: () => t('Retry') },
  'no-match': { icon: 'filter', command: 'datasets.clearFilter', action: () => t('Clear filter') },
  'needs-key': { icon: 'key', command: 'datasets.enterKey', action: () => t('Enter key') },
} as const;

function renderMessage(element: MessageElement): TreeItem {
  const { icon, command, action } = messages[element.what];
  const { message: notice } = element;
  const texts: RowTexts = {
    label: command ? action() : notice,
    ...(command && { description: notice }),
    tooltip: [notice],
    ariaLabel: action() === '' ? notice : `${joinSentences(notice)} ${action()}`,
  };
  const item = createItem(texts, icon, TreeItemCollapsibleState.None);
  if (element.what === 'failed') item.iconPath = new ThemeIcon(icon, new ThemeColor('list.errorForeground'));
  if (command) item.command = rowCommand(command, action());
  item.contextValue = tags('message', element.what);
  return item;
}

/** A click opens the settings: only a person knows what was meant. */
function renderUnreadable({ place, why }: UnreadableElement): TreeItem {
  const label = t('Connection {0} in the settings cannot be read', place);
  const texts: RowTexts = {
    label,
    description: localize(why),
    tooltip: [label, localize(why), t('The entry stays as it is.')],
    ariaLabel: joinSentences(label, localize(why), t('Open the settings to correct it.')),
  };
  const item = createItem(texts, 'warning', TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.command = { command: 'workbench.action.openApplicationSettingsJson', title: t('Open Settings') };
  item.contextValue = tags('unreadable');
  return item;
}

/** What is known of a node, one fact a line. */
export function nodeTooltip({ node }: Pick<NodeElement, 'node'>): string {
  return tooltipText(facts(node));
}

function facts(node: Node): string[] {
  const factLines = (node.facts ?? []).map(([label, value]) => `${localize(label)}: ${localize(value)}`);
  return [nameOf(node), t('ID: {0}', node.id), ...factLines];
}

/** The editor takes these two names for the file icons of its theme, which may have none: the same drawings under other names. */
const own: Readonly<Record<string, string>> = { folder: 'symbol-folder', file: 'symbol-file' };

function createItem(texts: RowTexts, icon: string, state: TreeItemCollapsibleState): TreeItem {
  const item = treeItem(texts, state);
  item.iconPath = new ThemeIcon(lookUp(own, icon) ?? icon);
  return item;
}

/** Tags for menus, each between semicolons so that `;edit;` fits nothing else. */
function tags(...all: readonly (string | false)[]): string {
  return `;${all.filter((tag) => tag !== false).join(';')};`;
}
