import { lookUp } from '../../../model/lookUp';
import { valueSeparator, splitValues, type Field, type Values } from '../../../model/form';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { Action, ActionResult } from '../../../contract';
import type { CeClient } from '../api/client';
import { splitLabels, statusLabels } from '../nodes';
import { firstOf, parseRef } from '../refs';
import type { DataChoice, ModelCalls, ResultFilter } from './calls';
import { modelOf } from './edit';
import { reasonsOf } from './nodes';
import type { Model, RunRecord } from './wire';

/** Between two questions, and how long a run may stand still, in ms. A service is given up by the server after 4 tries. */
const pause = 2_000;
const stallAfter = 10 * 60_000;
const noLimit = 'ANY';

/** Runs on whole datasets, which the server stores, and running again what failed. */
export function runActions(calls: ModelCalls, client: CeClient, context: SessionContext): Action[] {
  return [runOnDataset(calls, client, context), runAgain(calls, context)];
}

function runOnDataset(calls: ModelCalls, client: CeClient, context: SessionContext): Action {
  return {
    id: 'model.run',
    title: text('Run a model on the dataset'),
    capability: 'run-model',
    inList: true,
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'dataset',
    fields: async (nodes, signal) => {
      const { type } = await client.dataset(firstOf(nodes).datasetId, signal);
      return [...(await wantedFields(calls, type, signal)), ...dataFields];
    },
    plan: async (nodes, values, signal) => {
      const { datasetId } = firstOf(nodes);
      const model = await modelOf(calls, { id: values['model'] ?? '' }, signal);
      const choice = choiceOf(values);
      const count = await calls.dataCount(datasetId, model.id, choice, signal);
      if (count === 0) return undefined;
      return {
        question: {
          message: text('Run "{0}" on {1} items?', model.name, count),
          detail: text('The server sends them to {0} one by one and stores what it finds as a run.', model.url ?? '?'),
          button: text('Run'),
          harmless: true,
        },
        run: async (report, running) => {
          const before = new Set((await calls.runs(model.id, 1, 50, datasetId, running)).list.map(({ id }) => id));
          await calls.run(
            { datasetId, modelId: model.id, resultFilterParam: filterOf(values, model), dataFilterParam: choice },
            running,
          );
          return waitForEnd(
            calls,
            context,
            { modelId: model.id, datasetId, isIt: ({ id }) => !before.has(id) },
            report,
            running,
          );
        },
      };
    },
  };
}

function runAgain(calls: ModelCalls, context: SessionContext): Action {
  return {
    id: 'run.again',
    title: text('Run again'),
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'run',
    plan: ([node]) =>
      Promise.resolve({
        run: async (report, signal) => {
          const { id, modelId = '' } = parseRef(node?.ref ?? '');
          await calls.runAgain(id, signal);
          return waitForEnd(
            calls,
            context,
            { modelId, datasetId: undefined, isIt: (row) => row.id === id },
            report,
            signal,
          );
        },
      }),
  };
}

interface Followed {
  readonly modelId: string;
  readonly datasetId: string | undefined;
  readonly isIt: (row: RunRecord) => boolean;
}

/** Follows a run to its end. Giving up following leaves it going: the server has no call that stops one. */
async function waitForEnd(
  calls: ModelCalls,
  context: SessionContext,
  { modelId, datasetId, isIt }: Followed,
  report: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<ActionResult> {
  let last = '';
  let moved = context.clock.now();
  for (;;) {
    const row = (await calls.runs(modelId, 1, 50, datasetId, signal)).list.find(isIt);
    if (row !== undefined && !['STARTED', 'RUNNING'].includes(row.status)) return ended(row);
    const sign = row === undefined ? 'absent' : `${row.status} ${row.completionRate}`;
    if (row?.completionRate !== undefined) report(Math.round(row.completionRate * row.dataCount), row.dataCount);
    if (sign !== last) [last, moved] = [sign, context.clock.now()];
    if (context.clock.now() - moved > stallAfter)
      throw new PlatformError(
        'unavailable',
        text('The run has stood still for {0} min: {1}.', stallAfter / 60_000, sign),
      );
    await context.clock.sleep(pause, signal);
  }
}

function ended(row: RunRecord): ActionResult {
  const reasons = reasonsOf(row);
  if (row.status === 'SUCCESS' && reasons.length === 0)
    return { message: text('The run {0} on {1} items has succeeded.', row.runNo, row.dataCount) };
  const serverMessage = reasons.slice(0, mostReasons).join('; ');
  return {
    message: text(
      'The run {0} on {1} items did not succeed everywhere: {2}',
      row.runNo,
      row.dataCount,
      serverMessage || row.status,
    ),
  };
}

/** Reasons in one message; the run's details hold them all. */
const mostReasons = 5;

/** Which model, which of its findings. @throws PlatformError when no model has a service */
export async function wantedFields(calls: ModelCalls, datasetType: string, signal: AbortSignal): Promise<Field[]> {
  const models = (await calls.list(datasetType, signal)).filter(({ url }) => url !== undefined && url !== '');
  if (models.length === 0)
    throw new PlatformError('invalid', text('No model with a service supports this dataset. Add one under Models.'));
  return [
    {
      id: 'model',
      label: text('Model'),
      choices: models.map(({ id, name, url }) => ({
        value: id,
        label: name,
        ...(url !== undefined && { detail: url }),
      })),
    },
    ...models.map((model): Field => ({
      id: `classes-${model.id}`,
      label: text('Classes to find'),
      many: true,
      choices: model.classes.map(({ name, code }) => ({ value: code, label: name === '' ? code : name })),
      initial: model.classes.map(({ code }) => code).join(valueSeparator),
      when: (values) => values['model'] === model.id && model.classes.length > 0,
    })),
    confidenceField('minConfidence', text('Lowest confidence, from 0 to 1'), '0.5'),
    confidenceField('maxConfidence', text('Highest confidence, from 0 to 1'), '1'),
  ];
}

export const confidenceField = (id: string, label: Field['label'], initial: string): Field => ({
  id,
  label,
  initial,
  check: (value) =>
    value.trim() !== '' && Number(value) >= 0 && Number(value) <= 1 ? undefined : text('Enter a number from 0 to 1.'),
});

export function filterOf(values: Values, model: Model): ResultFilter {
  const chosen = splitValues(lookUp(values, `classes-${model.id}`));
  return {
    minConfidence: Number(values['minConfidence'] ?? 0.5),
    maxConfidence: Number(values['maxConfidence'] ?? 1),
    classes: chosen.length > 0 ? chosen : model.classes.map(({ code }) => code),
  };
}

const anyOr = (labels: Readonly<Record<string, Field['label']>>) => [
  { value: noLimit, label: text('any') },
  ...Object.entries(labels).map(([value, label]) => ({ value, label })),
];

const dataFields: readonly Field[] = [
  {
    id: 'dataCountRatio',
    label: text('Share of the items, in percent'),
    initial: '100',
    check: (value) =>
      /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 100
        ? undefined
        : text('Enter a whole number from 1 to 100.'),
  },
  {
    id: 'isExcludeModelData',
    label: text('Items with results of this model'),
    choices: [
      { value: 'yes', label: text('exclude') },
      { value: 'no', label: text('run on them too') },
    ],
  },
  { id: 'splitType', label: text('Split'), choices: anyOr(splitLabels) },
  { id: 'annotationStatus', label: text('Annotation status'), choices: anyOr(statusLabels) },
];

function choiceOf(values: Values): DataChoice {
  const { splitType = noLimit, annotationStatus = noLimit } = values;
  return {
    dataCountRatio: Number(values['dataCountRatio'] ?? 100),
    isExcludeModelData: values['isExcludeModelData'] === 'yes',
    ...(splitType !== noLimit && { splitType }),
    ...(annotationStatus !== noLimit && { annotationStatus }),
  };
}
