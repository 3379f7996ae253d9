import { isFiltered, type Query } from '../../core/model/page';
import type { Choice } from '../../core/model/form';
import type { CommandHandler } from '../../editor/api/commandIds';
import {
  type ParentElement,
  isElement,
  type ListKey,
  listingKey,
  listingOf,
  type TreeElement,
} from '../../editor/tree/elements';
import { localize, t } from '../../editor/text/l10n';
import { pickConnection } from '../../editor/tree/pick';
import { askLine, pickOne, type PickOf } from '../../editor/api/prompts';
import type { Services } from '../../editor/services';
import { meantRows } from '../../editor/tree/selection';
import { onOneRow } from '../../editor/tree/work';
import type { ExplorerTree } from './tree';

/** Filtering, ordering, refreshing. */
export function explorerCommands(services: Services, tree: ExplorerTree) {
  const { sessions } = services;

  const rowsOf = (args: readonly unknown[]) => meantRows(args, () => tree.selection());
  const listings = (args: readonly unknown[]): ListKey[] => [
    ...new Map(
      rowsOf(args)
        .flatMap(listingFor)
        .map((at) => [listingKey(at), at]),
    ).values(),
  ];
  /** The one list that is meant; without a selection the roots of a connection that is asked for. */
  const where = async (args: readonly unknown[]): Promise<ListKey> => {
    const [only, ...others] = listings(args);
    onOneRow({ rows: others.length + 1 });
    return only ?? { connection: await pickConnection([], services), parent: undefined };
  };

  const filter: CommandHandler = async (...args) => {
    const at = await where(args);
    const query = await askFilter(services, tree, at);
    tree.queries.set(at, query);
    tree.refresh(at);
  };

  const sort: CommandHandler = async (...args) => {
    const at = await where(args);
    const { sorts } = sessions.open(at.connection).facets(nodeOf(tree, at));
    const by = await pickOne(t('Sort by'), choices(sorts));
    const { sort: _before, ...rest } = tree.queries.of(at);
    tree.queries.set(at, by === undefined ? rest : { ...rest, sort: by });
    tree.refresh(at);
  };

  const clearFilter: CommandHandler = async (...args) => {
    for (const at of listings(args)) {
      tree.queries.set(at, {});
      tree.refresh(at);
    }
  };

  const refresh: CommandHandler = async (...args) => {
    const found = isElement(args[0]) ? listings(args) : [];
    for (const at of found) tree.refresh(at);
    if (found.length === 0) tree.refresh();
  };

  // The title of the view hands over the focused row, which is not what a person means there.
  const refreshAll: CommandHandler = () => {
    tree.refresh();
    return Promise.resolve();
  };

  const retry: CommandHandler = async (...args) => {
    const [clicked] = rowsOf(args);
    if (clicked === undefined || clicked.type === 'unreadable') {
      tree.refresh();
      return;
    }
    sessions.askAgain(clicked.connection.id);
    const above: ParentElement = clicked.type === 'message' ? clicked.parentElement : clicked;
    tree.reload(above);
  };

  return {
    'datasets.filter': filter,
    'datasets.sort': sort,
    'datasets.clearFilter': clearFilter,
    'datasets.refresh': refresh,
    'datasets.refreshAll': refreshAll,
    'datasets.retry': retry,
  } satisfies Partial<Record<string, CommandHandler>>;
}

/** The list that a row holds, or stands in. */
function listingFor(row: TreeElement): ListKey | [] {
  if (row.type === 'unreadable') return [];
  if (row.type === 'message') return listingOf(row.parentElement);
  if (row.type === 'node' && !row.node.expandable) return { connection: row.connection, parent: row.node.parent };
  return listingOf(row);
}

function nodeOf(tree: ExplorerTree, at: ListKey) {
  const holder = tree.holderOf(at);
  return holder?.type === 'node' ? holder.node : undefined;
}

type Part = 'name' | 'status' | 'split' | 'created' | 'clear';

/** Asks for one part of the filter at a time; what is set already stands beside it. */
async function askFilter({ sessions }: Services, tree: ExplorerTree, at: ListKey): Promise<Query> {
  const facets = sessions.open(at.connection).facets(nodeOf(tree, at));
  const now = tree.queries.of(at);
  const parts: (PickOf<Part> | false)[] = [
    facets.name && { label: t('Name contains…'), description: now.name ?? '', value: 'name' },
    facets.statuses.length > 0 && {
      label: t('Annotation status…'),
      description: labelOf(facets.statuses, now.status),
      value: 'status',
    },
    facets.splits.length > 0 && { label: t('Split…'), description: labelOf(facets.splits, now.split), value: 'split' },
    facets.created && {
      label: t('Created between…'),
      description: [now.createdFrom, now.createdTo].filter(Boolean).join(' – '),
      value: 'created',
    },
    isFiltered(now) && { label: t('Clear filter'), value: 'clear' },
  ];
  const items = parts.filter((part) => part !== false);
  const [only] = items;
  const part = items.length === 1 && only ? only.value : await pickOne(t('Filter'), items);
  return askers[part](now, facets);
}

type Asker = (now: Query, facets: { statuses: readonly Choice[]; splits: readonly Choice[] }) => Promise<Query>;

const askers: Readonly<Record<Part, Asker>> = {
  name: async ({ name, ...rest }) => {
    const given = await askLine({
      title: t('Filter'),
      label: t('Show only names that contain this. Leave it empty for all.'),
      value: name ?? '',
    });
    return typeof given === 'string' && given.trim() !== '' ? { ...rest, name: given.trim() } : rest;
  },
  status: async ({ status: _before, ...rest }, facets) => {
    const status = await pickOne(t('Annotation status'), orAny(facets.statuses));
    return status === undefined ? rest : { ...rest, status };
  },
  split: async ({ split: _before, ...rest }, facets) => {
    const split = await pickOne(t('Split'), orAny(facets.splits));
    return split === undefined ? rest : { ...rest, split };
  },
  created: async ({ createdFrom, createdTo, ...rest }) => {
    const from = await askDay(t('Created from (YYYY-MM-DD, empty for any)'), createdFrom);
    const to = await askDay(t('Created until (YYYY-MM-DD, empty for any)'), createdTo);
    return {
      ...rest,
      ...(from !== undefined && { createdFrom: zoned(from, '00:00:00') }),
      ...(to !== undefined && { createdTo: zoned(to, '23:59:59') }),
    };
  },
  clear: async ({ sort }) => (sort ? { sort } : {}),
};

/** A time of this machine's zone with its offset: `2026-01-05T00:00:00+08:00`. */
function zoned(day: string, time: string): string {
  const minutes = -new Date(`${day}T${time}`).getTimezoneOffset();
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
  return `${day}T${time}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

async function askDay(label: string, before: string | undefined): Promise<string | undefined> {
  const check = (value: string) =>
    value === '' || !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) ? undefined : t('Enter a date as YYYY-MM-DD.');
  const day = await askLine({ title: t('Filter'), label, value: before?.slice(0, 10) ?? '', check });
  return typeof day === 'string' && day !== '' ? day : undefined;
}

function orAny(choices: readonly Choice[]): PickOf<string | undefined>[] {
  return [
    { label: t('Any'), value: undefined },
    ...choices.map((choice) => ({ label: localize(choice.label), value: choice.value })),
  ];
}

function choices(sorts: readonly Choice[]): PickOf<Query['sort']>[] {
  const both = sorts.flatMap((choice) =>
    [false, true].map((descending) => ({
      label: `${localize(choice.label)} ${descending ? '↓' : '↑'}`,
      value: { by: choice.value, descending },
    })),
  );
  return [{ label: t('Default order'), value: undefined }, ...both];
}

function labelOf(choices: readonly Choice[], value: string | undefined): string {
  const found = choices.find((choice) => choice.value === value);
  return found ? localize(found.label) : '';
}
