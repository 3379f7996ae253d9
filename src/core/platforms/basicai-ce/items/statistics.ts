import { lookUp } from '../../../model/lookUp';
import type { Node } from '../../../model/node';
import { emptyQuery } from '../../../model/page';
import { text, type Text } from '../../../model/text';
import type { Action, DocumentSection } from '../../../contract';
import { toolLabels } from '../classes';
import type { CeClient } from '../api/client';
import { placedFiles, splitLabels } from '../nodes';
import { parseRef } from '../refs';
import { walkDataset, walkScene } from '../api/walk';
import type { Data } from '../api/wire';

/** What a dataset holds, counted: by the server where it counts, by reading every item where it does not. */
export function statisticsAction(client: CeClient): Action {
  return {
    id: 'statistics',
    title: text('Statistics'),
    capability: 'statistics',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'dataset',
    plan: (nodes) =>
      Promise.resolve({
        run: async (report, signal) => {
          const [node] = nodes;
          if (node === undefined) throw new TypeError('statistics need a dataset');
          const content = await sections(client, node, report, signal);
          return { document: { name: `${node.name}.txt`, content } };
        },
      }),
  };
}

type ProgressReport = (done: number, of: number) => void;

async function sections(
  client: CeClient,
  node: Node,
  report: ProgressReport,
  signal: AbortSignal,
): Promise<DocumentSection[]> {
  const { datasetId } = parseRef(node.ref);
  const [status, classes] = await Promise.all([
    client.datasetCounts(datasetId, signal),
    client.classCounts(datasetId, signal),
  ]);
  const count = await counted(client, datasetId, status.itemCount, report, signal);
  const kind = [text('Type'), text('Count')];
  return [
    {
      title: text('Annotation'),
      columns: kind,
      rows: [
        [text('Annotated'), String(status.annotatedCount)],
        [text('Not annotated'), String(status.notAnnotatedCount)],
        [text('Invalid'), String(status.invalidCount)],
        [text('Objects'), String(status.objectCount)],
      ],
    },
    {
      title: text('Items'),
      columns: kind,
      rows: [
        [text('Single items'), String(count.singleItems)],
        [text('Scenes'), String(count.scenes)],
        [text('Frames in scenes'), String(count.frames)],
        [text('All items'), String(status.itemCount)],
      ],
    },
    { title: text('Split'), columns: kind, rows: ranked(count.splits, splitLabels) },
    {
      title: text('Classes'),
      columns: [text('Class'), text('Tool'), text('Objects')],
      rows: [...classes.classUnits]
        .reverse()
        .map((unit) => [unit.name, lookUp(toolLabels, unit.toolType ?? '') ?? '', String(unit.objectAmount)]),
    },
    {
      title: text('Tools'),
      columns: [text('Tool'), text('Objects')],
      rows: [...classes.toolTypeUnits]
        .reverse()
        .map((unit) => [lookUp(toolLabels, unit.toolType ?? '') ?? unit.toolType ?? '', String(unit.objectAmount)]),
    },
    {
      title: text('Files'),
      columns: [text('Folder'), text('Files'), text('Bytes')],
      rows: [...count.files].sort().map(([folder, { files, bytes }]) => [folder, String(files), String(bytes)]),
    },
  ];
}

interface Counted {
  singleItems: number;
  scenes: number;
  frames: number;
  readonly splits: Map<string, number>;
  readonly files: Map<string, { files: number; bytes: number }>;
}

/** Reads every item and every frame once. */
async function counted(
  client: CeClient,
  datasetId: string,
  of: number,
  report: ProgressReport,
  signal: AbortSignal,
): Promise<Counted> {
  const count: Counted = { singleItems: 0, scenes: 0, frames: 0, splits: new Map(), files: new Map() };
  const scenes: string[] = [];
  for await (const rows of walkDataset(client, datasetId, emptyQuery, signal)) {
    for (const row of rows) {
      if (row.type === 'SCENE') scenes.push(row.id);
      else note(count, row);
      count[row.type === 'SCENE' ? 'scenes' : 'singleItems']++;
    }
    report(count.singleItems, of);
  }
  for (const scene of scenes)
    for await (const rows of walkScene(client, datasetId, scene, signal)) {
      for (const row of rows) note(count, row);
      count.frames += rows.length;
      report(count.singleItems + count.frames, of);
    }
  return count;
}

function note({ splits, files }: Counted, row: Data): void {
  const split = row.splitType ?? 'NOT_SPLIT';
  splits.set(split, (splits.get(split) ?? 0) + 1);
  for (const { folder, file } of placedFiles(row.content)) {
    const sum = files.get(folder) ?? { files: 0, bytes: 0 };
    files.set(folder, { files: sum.files + 1, bytes: sum.bytes + (file.size ?? 0) });
  }
}

function ranked(counts: ReadonlyMap<string, number>, labels: Readonly<Record<string, Text>>): DocumentSection['rows'] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, n]) => [lookUp(labels, name) ?? name, String(n)]);
}
