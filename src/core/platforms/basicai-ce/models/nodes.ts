import { lookUp } from '../../../model/lookUp';
import type { Node, Capability } from '../../../model/node';
import { text, type Text } from '../../../model/text';
import { modelRef, modelsRef, runRef } from '../refs';
import type { Model, RunRecord } from './wire';

export const runStatuses: Readonly<Record<string, Text>> = {
  STARTED: text('started'),
  RUNNING: text('running'),
  SUCCESS: text('succeeded'),
  SUCCESS_WITH_ERROR: text('succeeded with errors'),
  FAILURE: text('failed'),
};

export const dataKinds: Readonly<Record<string, Text>> = {
  IMAGE: text('for pictures'),
  LIDAR: text('for point clouds'),
};

/** The node that holds a server's models. */
export const modelsNode: Node = {
  ref: modelsRef,
  kind: 'models',
  icon: 'circuit-board',
  name: 'Models',
  label: text('Models'),
  id: 'models',
  expandable: true,
  capabilities: new Set<Capability>(['add', 'test-service', 'new-service']),
};

export function modelNode(row: Model): Node {
  const kind = lookUp(dataKinds, row.datasetType ?? '') ?? row.datasetType ?? '';
  return {
    ref: modelRef(row.id),
    parent: modelsRef,
    kind: 'model',
    icon: 'circuit-board',
    name: row.name,
    id: row.id,
    expandable: true,
    capabilities: new Set<Capability>(['edit', 'remove', 'test-service']),
    note: kind,
    facts: [
      [text('Type'), kind],
      [text('Service'), row.url ?? text('none yet')],
      [text('Version'), row.version ?? ''],
      [text('Classes'), row.classes.map(classWords).join(', ')],
    ],
  };
}

/** `Cat=CAT`, or just the code when the name is the same. */
export function classWords({ name, code }: { name: string; code: string }): string {
  return name === '' || name === code ? code : `${name}=${code}`;
}

export function runNode(row: RunRecord): Node {
  const status = lookUp(runStatuses, row.status) ?? row.status;
  return {
    ref: runRef(row.modelId, row.id),
    parent: modelRef(row.modelId),
    kind: 'run',
    icon: lookUp(runIcons, row.status) ?? 'history',
    name: row.runNo,
    id: row.id,
    expandable: false,
    capabilities: new Set<Capability>(['remove']),
    note: status,
    facts: [
      [text('Status'), status],
      [text('Dataset'), row.datasetName ?? row.datasetId],
      [text('Items'), String(row.dataCount)],
      ...(row.createdAt === undefined ? [] : [[text('Created'), row.createdAt] as const]),
      ...reasonsOf(row).map((reason) => [text('Reason'), reason] as const),
    ],
  };
}

const runIcons: Readonly<Record<string, string>> = {
  STARTED: 'sync',
  RUNNING: 'sync',
  SUCCESS: 'pass',
  SUCCESS_WITH_ERROR: 'warning',
  FAILURE: 'error',
};

/** `errorReason` is a JSON list inside a text: `["3859:service is busy"]` (CE-90). */
export function reasonsOf({ errorReason }: Pick<RunRecord, 'errorReason'>): string[] {
  if (errorReason === undefined || errorReason === '') return [];
  try {
    const list: unknown = JSON.parse(errorReason);
    return Array.isArray(list) ? list.map(String) : [errorReason];
  } catch {
    return [errorReason];
  }
}
