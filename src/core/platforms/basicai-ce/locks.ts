import type { Node } from '../../model/node';
import { text } from '../../model/text';
import type { Action, Blocker } from '../platform';
import type { Client } from './client';
import { read } from './refs';

/** Every lock record of some datasets, as blockers without refs. One record per user and dataset, of unlimited time. */
export async function lockRecords(
  client: Client,
  datasetIds: Iterable<string>,
  signal: AbortSignal,
): Promise<Blocker[]> {
  const found: Blocker[] = [];
  for (const datasetId of new Set(datasetIds))
    for (const record of await client.locks(datasetId, signal))
      found.push({ id: record.recordId, holder: record.lockedBy ?? '?', refs: [], frees: record.lockedNum });
  return found;
}

/** Frees all lock records of the datasets of a selection, whoever holds them, after asking. */
export function unlockAction(client: Client): Action {
  return {
    id: 'unlock',
    title: text('Unlock data...'),
    appliesTo: (nodes) => nodes.length > 0 && nodes.every((node) => node.kind === 'dataset' || node.lock !== undefined),
    plan: async (nodes, _values, signal) => {
      const records = relevant(nodes, await lockRecords(client, datasetsOf(nodes), signal));
      if (records.length === 0) return undefined;
      const frees = records.reduce((sum, record) => sum + record.frees, 0);
      return {
        question: {
          message: text('Unlock {0} data?', frees),
          detail: text(
            'Lock records: {0}. Whoever is annotating these data can no longer save what was not saved.',
            records.map((record) => `${record.holder} (${record.frees})`).join(', '),
          ),
          button: text('Unlock'),
        },
        run: async (_report, running) => {
          await client.unlock(
            records.map((record) => record.id),
            running,
          );
          return { said: text('{0} data were unlocked.', frees) };
        },
      };
    },
  };
}

function datasetsOf(nodes: readonly Node[]): Set<string> {
  return new Set(nodes.map((node) => read(node.ref).datasetId));
}

/** All records for a dataset; for single data those of their holders. */
function relevant(nodes: readonly Node[], records: readonly Blocker[]): Blocker[] {
  if (nodes.some((node) => node.kind === 'dataset')) return [...records];
  const holders = new Set(nodes.map((node) => node.lock?.holder));
  return records.filter((record) => holders.has(record.holder));
}
