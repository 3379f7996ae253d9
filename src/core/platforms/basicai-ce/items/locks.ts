import type { Node } from '../../../model/node';
import { text } from '../../../model/text';
import type { Action, Blocker } from '../../../contract';
import type { CeClient } from '../api/client';
import { parseRef } from '../refs';

/** Every lock record of some datasets, as blockers without refs. One record per user and dataset, of unlimited time. */
export async function lockRecords(
  client: CeClient,
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
export function unlockAction(client: CeClient): Action {
  return {
    id: 'unlock',
    title: text('Unlock Items…'),
    appliesTo: (nodes) => nodes.length > 0 && nodes.every((node) => node.kind === 'dataset' || node.lock !== undefined),
    plan: async (nodes, _values, signal) => {
      const records = relevant(nodes, await lockRecords(client, datasetsOf(nodes), signal));
      if (records.length === 0) return undefined;
      const frees = records.reduce((sum, record) => sum + record.frees, 0);
      return {
        question: {
          message: text('Unlock {0} items?', frees),
          detail: text(
            'Locks: {0}. Anyone annotating these items can no longer save unsaved work.',
            records.map((record) => `${record.holder} (${record.frees})`).join(', '),
          ),
          button: text('Unlock'),
        },
        run: async (_report, running) => {
          await client.unlock(
            records.map((record) => record.id),
            running,
          );
          return { message: text('{0} items unlocked', frees) };
        },
      };
    },
  };
}

function datasetsOf(nodes: readonly Node[]): Set<string> {
  return new Set(nodes.map((node) => parseRef(node.ref).datasetId));
}

/** All records for a dataset; for single data those of their holders. */
function relevant(nodes: readonly Node[], records: readonly Blocker[]): Blocker[] {
  if (nodes.some((node) => node.kind === 'dataset')) return [...records];
  const holders = new Set(nodes.map((node) => node.lock?.holder));
  return records.filter((record) => holders.has(record.holder));
}
