import { lookUp } from '../../../model/lookUp';
import type { Field, Values } from '../../../model/form';
import type { Node } from '../../../model/node';
import type { Outcome } from '../../../model/outcome';
import { text } from '../../../model/text';
import { isCancelled, isPlatformError, PlatformError } from '../../../net/errors';
import type { Action } from '../../../contract';
import type { ModelCalls, ModelClass } from './calls';
import { classWords, dataKinds } from './nodes';
import type { Model } from './wire';

/** Adding, changing and deleting models, and deleting their runs. */
export function modelEditActions(calls: ModelCalls): Action[] {
  return [add(calls), edit(calls), remove(calls)];
}

function add(calls: ModelCalls): Action {
  return {
    id: 'model.add',
    title: text('Add model'),
    capability: 'add',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'models',
    fields: () =>
      Promise.resolve([
        {
          id: 'datasetType',
          label: text('Input data type'),
          choices: Object.entries(dataKinds).map(([value, label]) => ({ value, label })),
        },
        ...modelFields(),
      ]),
    plan: (_nodes, values) =>
      Promise.resolve({
        run: async (report, signal) => {
          const { name, url, description } = bodyOf(values);
          const body = {
            name,
            datasetType: values['datasetType'] ?? 'IMAGE',
            ...(description !== '' && { description }),
          };
          const { id } = await calls.add(body, signal);
          report(1, 3);
          await calls.update(id, { url }, signal);
          report(2, 3);
          await calls.setClasses(id, classesIn(values['classes'] ?? ''), signal);
          report(3, 3);
          return { message: text('The model "{0}" was added.', name) };
        },
      }),
  };
}

function edit(calls: ModelCalls): Action {
  return {
    id: 'model.edit',
    title: text('Edit model'),
    capability: 'edit',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'model',
    fields: async ([node], signal) => modelFields(await modelOf(calls, node, signal)),
    plan: async ([node], values, signal) => {
      const { id } = await modelOf(calls, node, signal);
      return {
        run: async (report, running) => {
          const body = bodyOf(values);
          await calls.update(id, body, running);
          report(1, 2);
          await calls.setClasses(id, classesIn(values['classes'] ?? ''), running);
          report(2, 2);
          return { message: text('The model "{0}" was saved.', body.name) };
        },
      };
    },
  };
}

function remove(calls: ModelCalls): Action {
  return {
    id: 'model.remove',
    title: text('Delete models and runs'),
    capability: 'remove',
    appliesTo: (nodes) => nodes.length > 0 && nodes.every(({ kind }) => kind === 'model' || kind === 'run'),
    plan: (nodes) =>
      Promise.resolve({
        question: {
          message:
            nodes.length === 1 && nodes[0]
              ? text('Delete "{0}"?', nodes[0].name)
              : text('Delete {0} models and runs?', nodes.length),
          detail: text('{0}. This cannot be undone.', nodes.map(({ name }) => name).join(', ')),
          button: text('Delete'),
        },
        run: async (report, signal) => {
          const outcomes: Outcome[] = [];
          for (const node of nodes) {
            outcomes.push(await removed(calls, node, signal));
            report(outcomes.length, nodes.length);
          }
          return { message: text('{0} deleted'), outcomes };
        },
      }),
  };
}

async function removed(calls: ModelCalls, { ref, name, id, kind }: Node, signal: AbortSignal): Promise<Outcome> {
  try {
    await (kind === 'run' ? calls.removeRun(id, signal) : calls.remove(id, signal));
    return { ref, name, status: 'done' };
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    return { ref, name, status: 'failed', reason: error.userMessage };
  }
}

/** @throws PlatformError when it is gone */
export async function modelOf(
  calls: ModelCalls,
  node: Pick<Node, 'id'> | undefined,
  signal: AbortSignal,
): Promise<Model> {
  const row = node && (await calls.info(node.id, signal));
  if (!row) throw new PlatformError('not-found', text('The model is no longer on the server.'));
  return row;
}

export const serviceField = (initial = ''): Field => ({
  id: 'url',
  label: text('URL of its service'),
  hint: text('The server calls it, so it must be reachable from there, for example http://host:5000/recognition'),
  initial,
  check: (value) => {
    try {
      return /^https?:$/.test(new URL(value.trim()).protocol)
        ? undefined
        : text('The URL must begin with http:// or https://.');
    } catch {
      return text('Enter a valid URL.');
    }
  },
});

export const classesField = (initial = ''): Field => ({
  id: 'classes',
  label: text('Classes, separated by commas: code, or name=code'),
  hint: text('For example: Car=CAR, Person=PERSON. The service returns codes.'),
  initial,
  check: (value) => (classesIn(value).length === 0 ? text('At least one class is needed.') : undefined),
});

function modelFields(row?: Model): Field[] {
  return [
    {
      id: 'name',
      label: text('Name'),
      initial: row?.name ?? '',
      check: (value) => (value.trim() === '' ? text('The name is empty.') : undefined),
    },
    serviceField(row?.url ?? ''),
    classesField((row?.classes ?? []).map(classWords).join(', ')),
    { id: 'description', label: text('Description'), optional: true, initial: row?.description ?? '' },
  ];
}

function bodyOf(values: Values) {
  const trimmed = (id: string) => (lookUp(values, id) ?? '').trim();
  return { name: trimmed('name'), url: trimmed('url'), description: trimmed('description') };
}

/** `Car=CAR, PERSON` */
export function classesIn(words: string): ModelClass[] {
  return words
    .split(/[,，]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const at = one.lastIndexOf('=');
      return at < 0 ? { name: one, code: one } : { name: one.slice(0, at).trim(), code: one.slice(at + 1).trim() };
    })
    .filter(({ code }) => code !== '');
}
