import type { Field, Values } from '../../../model/form';
import { chunk } from '../../../model/lists';
import type { Node } from '../../../model/node';
import type { Outcome } from '../../../model/outcome';
import { emptyQuery } from '../../../model/page';
import { text } from '../../../model/text';
import type { Action, ActionResult } from '../../../contract';
import { type CeClient, idsPerQuery } from '../api/client';
import { splitLabels } from '../nodes';
import { shuffle } from './random';
import { firstOf } from '../refs';
import { walkDataset } from '../api/walk';

const parts = ['TRAINING', 'VALIDATION', 'TEST'] as const;
type Part = (typeof parts)[number];

/** Ids in one write; there is no limit in the server (CE-22). */
const idsPerWrite = 1_000;

/** Which part of the training data an item belongs to. */
export function splitActions(client: CeClient): Action[] {
  return [splitSelection(client), splitByRatio(client)];
}

function splitSelection(client: CeClient): Action {
  return {
    id: 'split.selection',
    title: text('Split the selection'),
    capability: 'split',
    appliesTo: (nodes) => nodes.length > 0 && nodes.every(({ kind }) => ['data', 'scene', 'frame'].includes(kind)),
    fields: () =>
      Promise.resolve([
        {
          id: 'split',
          label: text('Belongs to'),
          choices: Object.entries(splitLabels).map(([value, label]) => ({ value, label })),
        },
      ]),
    plan: (nodes, values) =>
      Promise.resolve({
        run: async (report, signal) => {
          const wanted = values['split'] ?? 'NOT_SPLIT';
          let done = 0;
          for (const part of chunk(nodes, idsPerWrite)) {
            const ids = part.map((node) => node.id);
            await client.split(ids, wanted, signal);
            report((done += part.length), nodes.length);
          }
          return { message: text('{0} split'), outcomes: await settled(client, nodes, wanted, signal) };
        },
      }),
  };
}

/** The write knows no item by name and takes unknown ids in silence, so the server is asked what it has now. */
async function settled(
  client: CeClient,
  nodes: readonly Node[],
  wanted: string,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const now = new Map<string, string | undefined>();
  for (const part of chunk(nodes, idsPerQuery)) {
    const ids = part.map((node) => node.id);
    for (const row of await client.dataByIds(ids, signal)) now.set(row.id, row.splitType);
  }
  return nodes.map(({ ref, name, id }) => {
    if (!now.has(id)) return { ref, name, status: 'failed', reason: text('It is no longer on the server.') };
    if (now.get(id) === wanted) return { ref, name, status: 'done' };
    return { ref, name, status: 'failed', reason: text('The server still lists it as before.') };
  });
}

/**
 * By ratio, at random with a seed: the server's own random is none and its ratios can overrun (CE-76), so the ids are
 * chosen here and set by id. The same seed on the same data gives the same split.
 */
function splitByRatio(client: CeClient): Action {
  return {
    id: 'split.ratio',
    title: text('Split by ratio'),
    capability: 'split',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'dataset',
    fields: () => Promise.resolve(ratioFields),
    plan: async (nodes, values, signal) => {
      const { datasetId } = firstOf(nodes);
      const ids = await topLevel(client, datasetId, values['which'] === 'rest', signal);
      if (ids.length === 0) return undefined;
      const plan = divideByRatio(shuffle(ids, values['seed'] ?? ''), ratiosOf(values));
      const [training, validation, test] = parts.map((part) => plan.get(part)?.length ?? 0);
      return {
        question: {
          message: text(
            'Split {0} items: {1} training, {2} validation, {3} test?',
            ids.length,
            training ?? 0,
            validation ?? 0,
            test ?? 0,
          ),
          detail: text(
            'Items are chosen at random with the seed "{0}": the same seed on the same items gives the same split. An existing split is replaced; frames follow their scene.',
            values['seed'] ?? '',
          ),
          button: text('Split'),
        },
        run: (report, running) => write(client, datasetId, plan, report, running),
      };
    },
  };
}

const percent = (id: string, label: Field['label'], initial: string): Field => ({
  id,
  label,
  initial,
  check: (value) =>
    /^\d{1,3}$/.test(value) && Number(value) <= 100 ? undefined : text('Enter a whole number from 0 to 100.'),
});

const ratioFields: readonly Field[] = [
  {
    id: 'which',
    label: text('Select items'),
    choices: [
      { value: 'all', label: text('All items') },
      { value: 'rest', label: text('Only items without a split') },
    ],
  },
  percent('TRAINING', text('Training, in percent'), '80'),
  percent('VALIDATION', text('Validation, in percent. What is left is for test.'), '10'),
  { id: 'seed', label: text('Seed'), initial: '1' },
];

/** What is left after training and validation is for test. @returns percentages that add up to 100 */
function ratiosOf(values: Values): Record<Part, number> {
  const training = Number(values['TRAINING']);
  const validation = Math.min(Number(values['VALIDATION']), 100 - training);
  return { TRAINING: training, VALIDATION: validation, TEST: 100 - training - validation };
}

/** Cuts a list into parts by percentages; every item is in exactly one. */
export function divideByRatio(ids: readonly string[], ratios: Readonly<Record<Part, number>>): Map<Part, string[]> {
  const first = Math.round((ids.length * ratios.TRAINING) / 100);
  const second =
    ratios.TEST === 0 ? ids.length : Math.round((ids.length * (ratios.TRAINING + ratios.VALIDATION)) / 100);
  return new Map([
    ['TRAINING', ids.slice(0, first)],
    ['VALIDATION', ids.slice(first, second)],
    ['TEST', ids.slice(second)],
  ]);
}

/** In the order of ids, so that a seed means the same whatever the order of the answer. */
async function topLevel(client: CeClient, datasetId: string, unsplit: boolean, signal: AbortSignal): Promise<string[]> {
  const query = unsplit ? { split: 'NOT_SPLIT' } : emptyQuery;
  const ids: string[] = [];
  for await (const rows of walkDataset(client, datasetId, query, signal)) ids.push(...rows.map((row) => row.id));
  return ids.sort((a, b) => Number(a) - Number(b));
}

async function write(
  client: CeClient,
  datasetId: string,
  plan: ReadonlyMap<Part, readonly string[]>,
  report: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<ActionResult> {
  const pieces = [...plan].flatMap(([part, ids]) => chunk(ids, idsPerWrite).map((piece) => ({ part, piece })));
  const all = pieces.reduce((sum, { piece }) => sum + piece.length, 0);
  let done = 0;
  for (const { part, piece } of pieces) {
    await client.split(piece, part, signal);
    report((done += piece.length), all);
  }
  const totals = await Promise.all(
    parts.map(async (splitType) => (await client.data(datasetId, 1, 1, { splitType }, undefined, signal)).total),
  );
  const [training = 0, validation = 0, test = 0] = totals;
  return {
    message: text('The dataset now has {0} training, {1} validation and {2} test items.', training, validation, test),
  };
}
