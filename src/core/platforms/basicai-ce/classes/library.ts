import { lookUp } from '../../../model/lookUp';
import { splitValues, type Choice } from '../../../model/form';
import { groupBy } from '../../../model/lists';
import type { Node } from '../../../model/node';
import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { Action } from '../../../contract';
import type { CeClient } from '../api/client';
import { firstOf } from '../refs';
import type { ClassCalls, CopyDirection } from './calls';
import { inputLabels, toolLabels } from './nodes';

const fresh = 'new';

/** Copying to and from the ontology center, the library that all datasets of a server share. */
export function libraryActions(calls: ClassCalls, client: CeClient): Action[] {
  return [copyFrom(calls, client), copyTo(calls, client)];
}

function copyFrom(calls: ClassCalls, client: CeClient): Action {
  return {
    id: 'classes.copyFrom',
    title: text('Copy from the ontology center'),
    capability: 'add',
    appliesTo: (nodes) => nodes.length === 1 && nodes[0]?.kind === 'classes',
    fields: async (nodes, signal) => {
      const { type } = await client.dataset(firstOf(nodes).datasetId, signal);
      const choices = await offered(calls, type, signal);
      if (choices.length === 0)
        throw new PlatformError('invalid', text('The ontology center has no classes for datasets of this type.'));
      return [{ id: 'which', label: text('Classes to copy'), choices, many: true }];
    },
    plan: (nodes, values) =>
      Promise.resolve({
        run: async (report, signal) => {
          const picked = splitValues(values['which']).map((value) => value.split('/'));
          await copy(calls, 'copyFromOntologyCenter', firstOf(nodes).datasetId, picked, signal);
          report(picked.length, picked.length);
          return { message: text('{0} copied. Classes with the same name and tool were replaced.', picked.length) };
        },
      }),
  };
}

function copyTo(calls: ClassCalls, client: CeClient): Action {
  return {
    id: 'classes.copyTo',
    title: text('Copy to the ontology center'),
    appliesTo: (nodes) =>
      nodes.length > 0 && nodes.every(({ kind }) => ['classes', 'class', 'classification'].includes(kind)),
    fields: async (nodes, signal) => {
      const { type, name } = await client.dataset(firstOf(nodes).datasetId, signal);
      const ontologies = await calls.ontologies(type, signal);
      return [
        {
          id: 'ontology',
          label: text('Ontology'),
          choices: [
            ...ontologies.map((one) => ({ value: one.id, label: one.name })),
            { value: fresh, label: text('New Ontology…') },
          ],
        },
        {
          id: 'name',
          label: text('Name of the new ontology'),
          initial: name,
          when: (values) => values['ontology'] === fresh,
          check: (value) => (value.trim() === '' ? text('The name is empty.') : undefined),
        },
      ];
    },
    plan: async (nodes, values, signal) => {
      const datasetId = firstOf(nodes).datasetId;
      const { type } = await client.dataset(datasetId, signal);
      return {
        run: async (report, running) => {
          const id =
            values['ontology'] === fresh
              ? await calls.createOntology((values['name'] ?? '').trim(), type, running)
              : (values['ontology'] ?? '');
          const picked = (await chosen(calls, nodes, running)).map(([kind, one]) => [id, kind, one]);
          await copy(calls, 'saveToOntologyCenter', datasetId, picked, running);
          report(picked.length, picked.length);
          return { message: text('{0} copied. Classes with the same name and tool were replaced.', picked.length) };
        },
      };
    },
  };
}

/** Every class of every ontology for a type; a value is `ontology/kind/id`. */
async function offered(calls: ClassCalls, type: string, signal: AbortSignal): Promise<Choice[]> {
  const choices: Choice[] = [];
  for (const { id, name } of await calls.ontologies(type, signal)) {
    for (const row of await calls.ontologyClasses(id, signal)) {
      const detail = row.toolType === undefined ? undefined : lookUp(toolLabels, row.toolType);
      choices.push({
        value: `${id}/class/${row.id}`,
        label: `${name} › ${row.name}`,
        ...(detail && { detail }),
      });
    }
    for (const row of await calls.ontologyClassifications(id, signal)) {
      const detail = row.inputType === undefined ? undefined : lookUp(inputLabels, row.inputType);
      choices.push({
        value: `${id}/classification/${row.id}`,
        label: `${name} › ${row.name}`,
        ...(detail && { detail }),
      });
    }
  }
  return choices;
}

/** The kinds and ids of a selection; the node that holds them all stands for each. */
async function chosen(calls: ClassCalls, nodes: readonly Node[], signal: AbortSignal): Promise<[string, string][]> {
  if (nodes.every(({ kind }) => kind !== 'classes')) return nodes.map(({ kind, id }) => [kind, id]);
  const datasetId = firstOf(nodes).datasetId;
  const [classes, classifications] = await Promise.all([
    calls.classes(datasetId, signal),
    calls.classifications(datasetId, signal),
  ]);
  return [
    ...classes.map(({ id }): [string, string] => ['class', id]),
    ...classifications.map(({ id }): [string, string] => ['classification', id]),
  ];
}

async function copy(
  calls: ClassCalls,
  direction: CopyDirection,
  datasetId: string,
  picked: readonly string[][],
  signal: AbortSignal,
): Promise<void> {
  for (const [ontologyId, own] of groupBy(picked, ([ontology = '']) => ontology)) {
    const idsOf = (kind: string) => own.flatMap(([, each, id]) => (each === kind && id !== undefined ? [id] : []));
    const [classes, classifications] = [idsOf('class'), idsOf('classification')];
    if (classes.length > 0) await calls.copyClasses(direction, datasetId, ontologyId, classes, signal);
    if (classifications.length > 0)
      await calls.copyClassifications(direction, datasetId, ontologyId, classifications, signal);
  }
}
