import { text } from '../../model/text';
import type { Node } from '../../model/node';
import { PlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import type { ModelArtsClient } from './api/client';
import { datasetNode } from './nodes';
import { datasetState } from './words';
import type { Dataset } from './api/wire';

/** Pauses between questions in ms, the last one goes on; after so long it is left to the server (MA-29). */
const pauses = [300, 1_000, 2_000, 5_000, 10_000];
const longest = 1_800_000;

/** Waits until a dataset that is made behind the answer can be used. @throws PlatformError when it failed */
export async function waitForDataset(
  client: ModelArtsClient,
  { clock }: Pick<SessionContext, 'clock'>,
  id: string,
  signal: AbortSignal,
): Promise<Node> {
  const until = clock.now() + longest;
  for (let n = 0; clock.now() < until; n++) {
    const row = await client.dataset(id, signal);
    if (row.status === datasetState.normal) return datasetNode(row);
    if (isLost(row))
      throw new PlatformError('unavailable', text('Could not create dataset "{0}".', row.dataset_name), {
        remedy: text(
          'Check that both paths exist in OBS and that ModelArts may use them; then delete it and try again.',
        ),
      });
    await clock.sleep(pauses[Math.min(n, pauses.length - 1)] ?? 10_000, signal);
  }
  throw new PlatformError('unavailable', text('The dataset is still being created. Look for it in the list later.'));
}

function isLost({ status }: Dataset): boolean {
  return status === datasetState.failed || status === datasetState.deleting || status === datasetState.deleted;
}
