import { chunk } from '../../../model/lists';
import type { Node } from '../../../model/node';
import type { Outcome } from '../../../model/outcome';
import { text } from '../../../model/text';
import { isPlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { Action, ActionResult } from '../../../contract';
import type { CeClient } from '../api/client';
import { firstOf, parseRef } from '../refs';
import { annotationOf } from '../results/annotations';
import type { ModelCalls } from './calls';
import { classesField, classesIn, modelOf } from './edit';
import { confidenceField, filterOf, wantedFields } from './run';
import type { ModelResults, Model } from './wire';

/** Items in one call, milliseconds between two questions, and how long no item may come, in ms. */
const perCall = 100;
const pause = 1_000;
const stallAfter = 3 * 60_000;

type Result = ModelResults['modelDataResults'][number]['modelResult'];

const items = (nodes: readonly Node[]) =>
  nodes.length > 0 &&
  nodes.every(({ kind }) => kind === 'data' || kind === 'frame') &&
  new Set(nodes.map(({ ref }) => parseRef(ref).datasetId)).size === 1;

/** Looking at single items with a model; nothing of it is stored. */
export function annotateActions(calls: ModelCalls, client: CeClient, context: SessionContext): Action[] {
  return [runOnSelection(calls, client, context), recognize(calls, client)];
}

function runOnSelection(calls: ModelCalls, client: CeClient, context: SessionContext): Action {
  return {
    id: 'model.annotate',
    title: text('Run a model on the selection'),
    capability: 'run-model',
    inList: true,
    appliesTo: items,
    fields: async (nodes, signal) =>
      wantedFields(calls, (await client.dataset(firstOf(nodes).datasetId, signal)).type, signal),
    plan: async (nodes, values, signal) => {
      const model = await modelOf(calls, { id: values['model'] ?? '' }, signal);
      const resultFilterParam = filterOf(values, model);
      return {
        run: async (report, running) => {
          const found = new Map<string, Result>();
          for (const part of chunk(nodes, perCall)) {
            const dataIds = part.map(({ id }) => id);
            const serial = await calls.annotate(
              {
                datasetId: firstOf(nodes).datasetId,
                dataIds,
                modelId: model.id,
                modelCode: model.modelCode ?? '',
                resultFilterParam,
              },
              running,
            );
            await collect(calls, context, serial, dataIds, found, (done) => report(done, nodes.length), running);
          }
          return toDone(nodes, model, found);
        },
      };
    },
  };
}

/** Asks until every item has answered or none has for a while: items that fail technically never appear. */
async function collect(
  calls: ModelCalls,
  context: SessionContext,
  serial: string,
  dataIds: readonly string[],
  found: Map<string, Result>,
  report: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let moved = context.clock.now(); context.clock.now() - moved < stallAfter;) {
    const before = found.size;
    const { modelDataResults } = await calls.annotated(serial, signal);
    for (const { dataId, modelResult } of modelDataResults) found.set(dataId, modelResult);
    report(found.size);
    if (dataIds.every((id) => found.has(id))) return;
    if (found.size > before) moved = context.clock.now();
    await context.clock.sleep(pause, signal);
  }
}

function toDone(
  nodes: readonly Node[],
  { name }: Pick<Model, 'name'>,
  found: ReadonlyMap<string, Result>,
): ActionResult {
  const outcomes = nodes.map((node): Outcome => {
    const result = found.get(node.id);
    const { ref, name: item } = node;
    if (!result) return { ref, name: item, status: 'unknown', reason: text('The server returned no result for it.') };
    if (result.code !== 'OK')
      return { ref, name: item, status: 'failed', reason: text('The service failed: {0}', result.message ?? '?') };
    return { ref, name: item, status: 'done' };
  });
  return { message: text('{0} processed'), outcomes, document: documentOf(`${name}.json`, nodes, found) };
}

function documentOf(name: string, nodes: readonly Node[], found: ReadonlyMap<string, Result>) {
  const none = { classes: new Map<string, string>() };
  const shown = nodes.flatMap((node) => {
    const result = found.get(node.id);
    if (!result) return [];
    const objects = result.objects.map((free) =>
      annotationOf({ id: undefined, classId: undefined, sourceId: undefined, classAttributes: free }, none),
    );
    return [[node.name, result.code === 'OK' ? objects : { problem: result.message }] as const];
  });
  return { name, content: `${JSON.stringify(Object.fromEntries(shown), null, 2)}\n` };
}

/** The Open API's own detection. Version 0.9 answers with nulls, or 500 where two models share a code; then it says so. */
function recognize(calls: ModelCalls, client: CeClient): Action {
  return {
    id: 'model.recognize',
    title: text('Detect objects (Open API)'),
    capability: 'run-model',
    appliesTo: (nodes) => nodes.length === 1 && items(nodes),
    fields: () =>
      Promise.resolve([
        classesField(),
        confidenceField('minConfidence', text('Lowest confidence, from 0 to 1'), '0.5'),
      ]),
    plan: (nodes, values) =>
      Promise.resolve({
        run: async (_report, signal) => {
          const [node] = nodes;
          if (node === undefined) throw new TypeError('detection needs an item');
          const { type } = await client.dataset(firstOf(nodes).datasetId, signal);
          const codes = classesIn(values['classes'] ?? '').map(({ code }) => code);
          const kind = type === 'IMAGE' ? 'image' : 'pointCloud';
          const answer = await calls
            .recognize(kind, node.id, codes, Number(values['minConfidence'] ?? 0.5), signal)
            .catch((error: unknown) => {
              if (isPlatformError(error) && error.facts.status === 500) return { modelDataResults: [] };
              throw error;
            });
          const found = new Map(answer.modelDataResults.map(({ dataId, modelResult }) => [dataId, modelResult]));
          if (found.size > 0) return toDone(nodes, { name: 'Open API' }, found);
          return {
            message: text(
              'The server answered with nothing, as version 0.9 always does. "Run a model on the selection" does the same and works.',
            ),
            instead: 'model.annotate',
          };
        },
      }),
  };
}
