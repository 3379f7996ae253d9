import { lookUp } from '../../model/lookUp';
import { text, type Text } from '../../model/text';
import type { Node } from '../../model/node';
import type { Action, DocumentSection } from '../../contract';
import { propertyOf } from './browse/annotations';
import type { ModelArtsClient } from './api/client';
import type { ObsSync } from './sync';
import { datasetTypes } from './words';
import type { LabelKind, DatasetStats } from './api/wire';

/** What can be done with one dataset beyond browsing it. */
export function datasetActions(client: ModelArtsClient, sync: ObsSync): Action[] {
  return [statistics(client), labelList(client), syncWithObs(sync)];
}

const oneDataset = (nodes: readonly Node[]): boolean => nodes.length === 1 && nodes[0]?.kind === 'dataset';

function statistics(client: ModelArtsClient): Action {
  return {
    id: 'statistics',
    title: text('Statistics'),
    capability: 'statistics',
    appliesTo: oneDataset,
    plan: async ([node]) =>
      node && {
        run: async (_report, signal) => ({
          document: { name: `${node.name}.txt`, content: sectionsOf(await client.stats(node.id, signal)) },
        }),
      },
  };
}

function labelList(client: ModelArtsClient): Action {
  return {
    id: 'labels',
    title: text('Labels'),
    appliesTo: oneDataset,
    plan: async ([node]) =>
      node && {
        run: async (_report, signal) => {
          const { labels } = await client.labels(node.id, signal);
          return { document: { name: `${node.name}.txt`, content: [labelSection(labels)] } };
        },
      },
  };
}

/** Files that were put into the input path by others, or whose samples were removed, are listed by it. */
function syncWithObs(sync: ObsSync): Action {
  return {
    id: 'sync',
    title: text('Sync with OBS'),
    appliesTo: oneDataset,
    plan: async ([node]) =>
      node && {
        question: {
          message: text('Read the input path of "{0}" again?', node.name),
          detail: text('New files in OBS are listed, and samples whose files no longer exist are removed.'),
          button: text('Sync'),
        },
        run: async (report, signal) => {
          const { added, removed } = await sync.run(node.id, (n) => report(n, n), signal);
          return { message: text('{0} samples were added, {1} taken out.', added, removed) };
        },
      },
  };
}

/** How many samples and labels there are (MA-43). A word that is not known is shown as it is. */
const sampleWords: Readonly<Record<string, Text>> = {
  manual_annotation: text('Labeled'),
  un_annotation: text('Not labeled'),
  auto_annotation: text('To confirm'),
  total: text('All items'),
  all: text('All items'),
  deleted: text('Deleted'),
};

function sectionsOf({ sample_stats: counts, label_stats: labels }: DatasetStats): DocumentSection[] {
  return [
    {
      title: text('Items'),
      columns: [text('Type'), text('Count')],
      rows: Object.entries(counts ?? {}).map(([word, count]) => [lookUp(sampleWords, word) ?? word, plain(count)]),
    },
    {
      title: text('Labels'),
      columns: [text('Label'), text('Type'), text('Objects'), text('Items')],
      rows: (labels ?? []).map((one) => [
        one.name ?? '',
        typeWord(one.type),
        plain(one.count),
        plain(one.sample_count),
      ]),
    },
  ];
}

function labelSection(labels: readonly LabelKind[]): DocumentSection {
  const of = (label: LabelKind, key: string) => plain(lookUp(propertyOf(label), `@modelarts:${key}`));
  return {
    title: text('Labels'),
    columns: [text('Label'), text('Type'), text('Color'), text('Shape'), text('Shortcut')],
    rows: labels.map((label) => [
      label.name ?? '',
      typeWord(label.type),
      of(label, 'color'),
      of(label, 'default_shape'),
      of(label, 'shortcut'),
    ]),
  };
}

function typeWord(type: number | null | undefined): Text | string {
  return type == null ? '' : (datasetTypes.get(type) ?? String(type));
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
