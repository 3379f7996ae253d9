import type { Node } from '../../../model/node';
import { type Outcome, outcomeOf } from '../../../model/outcome';
import { text } from '../../../model/text';
import { isCancelled } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { ModelArtsClient } from '../api/client';
import { isGone } from '../api/errors';
import { goneAlready, notAnswered, reasonOf, stillListed } from './outcomes';
import { datasetState } from '../words';

/** Whether a deletion is over when it is answered is not documented: a status tells that it goes on. Pauses in ms. */
const retryDelaysMs = [0, 1_000, 2_000, 5_000, 10_000, 20_000];
/** Longest wait for an answer about what became of something, in ms. */
const askTimeoutMs = 60_000;

/** Deletes one dataset and settles it by asking (MA-31). */
export async function removeDataset(
  client: ModelArtsClient,
  { clock }: Pick<SessionContext, 'clock'>,
  node: Node,
  signal: AbortSignal,
): Promise<Outcome> {
  const error = await client.deleteDataset(node.id, signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  let found: Found = 'unknown';
  for (const pause of error === undefined ? retryDelaysMs : [0]) {
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

async function look(client: ModelArtsClient, id: string): Promise<Found> {
  try {
    const { status } = await client.dataset(id, AbortSignal.timeout(askTimeoutMs));
    if (status === datasetState.deleted) return 'gone';
    return status === datasetState.deleting ? 'deleting' : 'there';
  } catch (error) {
    return isGone(error) ? 'gone' : 'unknown';
  }
}
