import type { Node } from '../../model/node';
import { type Outcome, outcomeOf } from '../../model/outcome';
import { text } from '../../model/text';
import { isCancelled } from '../../net/errors';
import type { Kit } from '../../net/kit';
import type { Client } from './client';
import { isGone } from './errors';
import { goneAlready, notAnswered, reasonOf, stillListed } from './outcomes';
import { state } from './words';

/** Whether a deletion is over when it is answered is not documented: a status tells that it goes on. Pauses in ms. */
const patience = [0, 1_000, 2_000, 5_000, 10_000, 20_000];
/** Longest wait for an answer about what became of something, in ms. */
const longestAsk = 60_000;

/** Deletes one dataset and settles it by asking (section 6.4). */
export async function removeDataset(
  client: Client,
  { clock }: Pick<Kit, 'clock'>,
  node: Node,
  signal: AbortSignal,
): Promise<Outcome> {
  const error = await client.deleteDataset(node.id, signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  let found: Found = 'unknown';
  for (const pause of error === undefined ? patience : [0]) {
    if (pause > 0) await clock.sleep(pause);
    found = await look(client, node.id);
    if (found === 'gone') return isGone(error) ? outcomeOf(node, 'skipped', goneAlready) : outcomeOf(node, 'done');
  }
  if (found === 'deleting') return outcomeOf(node, 'unknown', text('The server is still deleting it.'));
  if (found === 'unknown') return outcomeOf(node, 'unknown', error === undefined ? notAnswered : reasonOf(error));
  if (isCancelled(error)) return outcomeOf(node, 'not-started');
  return outcomeOf(node, 'failed', error === undefined ? stillListed : reasonOf(error));
}

type Found = 'there' | 'deleting' | 'gone' | 'unknown';

async function look(client: Client, id: string): Promise<Found> {
  try {
    const { status } = await client.dataset(id, AbortSignal.timeout(longestAsk));
    if (status === state.deleted) return 'gone';
    return status === state.deleting ? 'deleting' : 'there';
  } catch (error) {
    return isGone(error) ? 'gone' : 'unknown';
  }
}
