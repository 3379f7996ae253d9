import type { Values } from '../../../model/form';
import type { Node } from '../../../model/node';
import type { Outcome } from '../../../model/outcome';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { Action, ActionPlan } from '../../../contract';
import type { CeClient } from '../api/client';
import { firstOf, parseRef } from '../refs';
import type { ClassCalls } from './calls';
import { classBody, classFields, classificationBody, classificationFields } from './forms';
import type { Classification, OntologyClass } from './wire';

const only = (kind: string) => (nodes: readonly Node[]) => nodes.length === 1 && nodes[0]?.kind === kind;

/** Adding, changing and deleting single classes and classifications. */
export function editActions(calls: ClassCalls, client: CeClient): Action[] {
  return [
    addClass(calls, client),
    addClassification(calls),
    changeClass(calls, client),
    changeClassification(calls),
    remove(calls, client),
  ];
}

function addClass(calls: ClassCalls, client: CeClient): Action {
  return {
    id: 'class.add',
    title: text('Add class'),
    capability: 'add',
    appliesTo: only('classes'),
    fields: async (nodes, signal) => {
      const { datasetId } = firstOf(nodes);
      const [dataset, classes] = await Promise.all([
        client.dataset(datasetId, signal),
        calls.classes(datasetId, signal),
      ]);
      return classFields(dataset.type.startsWith('LIDAR'), classes.length);
    },
    plan: async (nodes, values, signal) => {
      const { datasetId } = firstOf(nodes);
      const body = classBody(values);
      await refuseTaken(calls, datasetId, values, undefined, signal);
      return planAction(async (running) => {
        await calls.createClass(datasetId, body, running);
        return text('The class "{0}" was added.', body.name);
      });
    },
  };
}

function addClassification(calls: ClassCalls): Action {
  return {
    id: 'classification.add',
    title: text('Add classification'),
    capability: 'add',
    appliesTo: only('classes'),
    fields: () => Promise.resolve(classificationFields()),
    plan: (nodes, values) => {
      const { datasetId } = firstOf(nodes);
      const body = classificationBody(values);
      return Promise.resolve(
        planAction(async (running) => {
          await calls.createClassification(datasetId, body, running);
          return text('The classification "{0}" was added.', body.name);
        }),
      );
    },
  };
}

function changeClass(calls: ClassCalls, client: CeClient): Action {
  return {
    id: 'class.edit',
    title: text('Edit class'),
    capability: 'edit',
    appliesTo: only('class'),
    fields: async (nodes, signal) => {
      const { datasetId, id } = firstOf(nodes);
      const [dataset, row] = await Promise.all([client.dataset(datasetId, signal), classOf(calls, id, signal)]);
      return classFields(dataset.type.startsWith('LIDAR'), 0, row);
    },
    plan: async (nodes, values, signal) => {
      const { datasetId, id } = firstOf(nodes);
      const body = classBody(values, await classOf(calls, id, signal));
      await refuseTaken(calls, datasetId, values, id, signal);
      return planAction(async (running) => {
        await calls.updateClass(id, datasetId, body, running);
        return text('The class "{0}" was saved.', body.name);
      });
    },
  };
}

function changeClassification(calls: ClassCalls): Action {
  return {
    id: 'classification.edit',
    title: text('Edit classification'),
    capability: 'edit',
    appliesTo: only('classification'),
    fields: async (nodes, signal) => classificationFields(await classificationOf(calls, nodes, signal)),
    plan: async (nodes, values, signal) => {
      const { datasetId, id } = firstOf(nodes);
      const body = classificationBody(values, await classificationOf(calls, nodes, signal));
      return planAction(async (running) => {
        await calls.updateClassification(id, datasetId, body, running);
        return text('The classification "{0}" was saved.', body.name);
      });
    },
  };
}

/** Objects of a deleted class stay and keep an id that leads nowhere (CE-79), so they are counted first. */
function remove(calls: ClassCalls, client: CeClient): Action {
  return {
    id: 'class.remove',
    title: text('Delete classes'),
    capability: 'remove',
    appliesTo: (nodes) => nodes.length > 0 && nodes.every(({ kind }) => kind === 'class' || kind === 'classification'),
    plan: async (nodes, _values, signal) => {
      const objects = await objectsOf(client, nodes, signal);
      return {
        question: {
          message:
            nodes.length === 1 && nodes[0]
              ? text('Delete "{0}"?', nodes[0].name)
              : text('Delete {0} classes and classifications?', nodes.length),
          detail: text(
            '{0}. {1} objects have these classes; they stay, and have no class afterwards. This cannot be undone.',
            nodes.map((node) => node.name).join(', '),
            objects,
          ),
          button: text('Delete'),
        },
        run: async (report, running) => ({
          message: text('{0} deleted'),
          outcomes: await removeAll(calls, nodes, report, running),
        }),
      };
    },
  };
}

async function removeAll(
  calls: ClassCalls,
  nodes: readonly Node[],
  report: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const ids = nodes.filter(({ kind }) => kind === 'class').map(({ id }) => id);
  if (ids.length > 0) await calls.deleteClasses(ids, signal);
  report(ids.length, nodes.length);
  for (const node of nodes) if (node.kind === 'classification') await calls.deleteClassification(node.id, signal);
  report(nodes.length, nodes.length);
  // Deleting what is not there answers OK as well, so what is left is asked for.
  const left = new Set<string>();
  for (const datasetId of new Set(nodes.map((node) => parseRef(node.ref).datasetId))) {
    for (const row of await calls.classes(datasetId, signal)) left.add(`class/${datasetId}/${row.id}`);
    for (const row of await calls.classifications(datasetId, signal)) left.add(`classification/${datasetId}/${row.id}`);
  }
  return nodes.map(({ ref, name }) =>
    left.has(ref)
      ? { ref, name, status: 'failed', reason: text('The server still lists it.') }
      : { ref, name, status: 'done' },
  );
}

async function objectsOf(client: CeClient, nodes: readonly Node[], signal: AbortSignal): Promise<number> {
  let sum = 0;
  for (const datasetId of new Set(nodes.map((node) => parseRef(node.ref).datasetId))) {
    const names = new Set(nodes.filter(({ kind }) => kind === 'class').map(({ name }) => name));
    const { classUnits } = await client.classCounts(datasetId, signal);
    for (const unit of classUnits) if (names.has(unit.name)) sum += unit.objectAmount;
  }
  return sum;
}

async function refuseTaken(
  calls: ClassCalls,
  datasetId: string,
  values: Values,
  id: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { name, toolType } = classBody(values);
  if (await calls.classTaken(datasetId, name, toolType, id, signal))
    throw new PlatformError('conflict', text('A class "{0}" with this tool already exists.', name));
}

async function classOf(calls: ClassCalls, id: string, signal: AbortSignal): Promise<OntologyClass> {
  const row = await calls.classInfo(id, signal);
  if (row === null) throw new PlatformError('not-found', text('The class is no longer on the server.'));
  return row;
}

async function classificationOf(
  calls: ClassCalls,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<Classification> {
  const { datasetId, id } = firstOf(nodes);
  const row = (await calls.classifications(datasetId, signal)).find((one) => one.id === id);
  if (row === undefined) throw new PlatformError('not-found', text('The classification is no longer on the server.'));
  return row;
}

function planAction(run: (signal: AbortSignal) => Promise<ReturnType<typeof text>>): ActionPlan {
  return { run: async (_report, signal) => ({ message: await run(signal) }) };
}
