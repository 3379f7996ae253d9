import { lookUp } from '../../model/lookUp';
import { text } from '../../model/text';
import { isPlatformError, PlatformError } from '../../net/errors';
import type { SessionContext } from '../../net/sessionContext';
import type { ModelArtsClient } from './api/client';
import { isBusy, refusalText } from './api/errors';
import { datasetState } from './words';
import type { SyncStatus } from './api/wire';

/** Pauses between questions, in ms: the first ones are short, the last one goes on. */
const pauses = [500, 1_000, 2_000, 5_000];
/** So many times the words of the sync before may still be told. */
const late = 3;
/** A sync that tells nothing new for so long is given up, in ms. */
const stall = 120_000;

type Meaning = 'running' | 'done' | 'failed';

/**
 * What the words of a sync mean. Only `RUNNING` was seen, the others are those of imports and exports (MA-33). Any
 * other word is answered by the state of the dataset.
 */
const words: Readonly<Record<string, Meaning>> = {
  INIT: 'running',
  QUEUING: 'running',
  STARTING: 'running',
  RUNNING: 'running',
  COMPLETED: 'done',
  SUCCESSED: 'done',
  SUCCEEDED: 'done',
  SUCCESS: 'done',
  FAILED: 'failed',
};

/** What a sync did. */
export interface SyncResult {
  readonly added: number;
  readonly removed: number;
}

/** Lets the server read the input path of a dataset again, and waits until it has (MA-32, MA-49). */
export class ObsSync {
  constructor(
    private readonly client: ModelArtsClient,
    private readonly context: Pick<SessionContext, 'clock'>,
  ) {}

  /**
   * @param report told how many samples were added so far
   * @throws PlatformError when it failed, or tells nothing new for two minutes
   */
  async run(datasetId: string, report: (added: number) => void, signal: AbortSignal): Promise<SyncResult> {
    const before = await this.client.syncStatus(datasetId, signal).catch(noneYet);
    await this.whenFree(() => this.client.sync(datasetId, signal), signal);
    const ended = await this.waitForEnd(datasetId, JSON.stringify(before), report, signal);
    return { added: ended.add_sample_count ?? 0, removed: ended.deleted_sample_count ?? 0 };
  }

  /** Sends what the server refused because it was busy again, until it is not. Nothing was done by a call that was refused so. */
  async whenFree<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const since = this.context.clock.now();
    for (let n = 0; ; n++) {
      try {
        return await work();
      } catch (error) {
        if (!isBusy(error) || this.context.clock.now() - since > stall) throw error;
        await this.context.clock.sleep(pauseOf(n), signal);
      }
    }
  }

  /** @param before what was told before it began: the same words may still be about the one before it */
  private async waitForEnd(
    datasetId: string,
    before: string,
    report: (added: number) => void,
    signal: AbortSignal,
  ): Promise<SyncStatus> {
    let seen = '';
    let since = this.context.clock.now();
    for (let n = 0; ; n++) {
      const status = await this.client.syncStatus(datasetId, signal);
      const answer = JSON.stringify(status);
      if (answer !== before) report(status.add_sample_count ?? 0);
      const over = answer === before && n < late ? 'running' : await this.meaningOf(status, datasetId, signal);
      if (over === 'failed') throw failed(status);
      if (over === 'done') return status;
      if (answer !== seen) [seen, since] = [answer, this.context.clock.now()];
      if (this.context.clock.now() - since > stall) throw stuck(status);
      await this.context.clock.sleep(pauseOf(n), signal);
    }
  }

  private async meaningOf({ status }: SyncStatus, datasetId: string, signal: AbortSignal): Promise<Meaning> {
    return lookUp(words, (status ?? '').toUpperCase()) ?? (await this.byDataset(datasetId, signal));
  }

  private async byDataset(datasetId: string, signal: AbortSignal): Promise<'running' | 'done'> {
    const { status } = await this.client.dataset(datasetId, signal);
    return status === datasetState.synchronising ? 'running' : 'done';
  }
}

/** A dataset that was never read anew may have no state of it. */
function noneYet(error: unknown): undefined {
  if (!isPlatformError(error) || error.kind !== 'not-found') throw error;
}

function pauseOf(n: number): number {
  return pauses[Math.min(n, pauses.length - 1)] ?? 5_000;
}

function failed({ error_code: code, error_msg: message }: SyncStatus): PlatformError {
  return new PlatformError('unavailable', refusalText(code ?? undefined, message ?? 'sync'), {
    ...(code != null && { code }),
    remedy: text('The files are in OBS. Run "Sync with OBS" on the dataset later.'),
  });
}

function stuck({ status, add_sample_count: added }: SyncStatus): PlatformError {
  return new PlatformError(
    'unavailable',
    text('The sync with OBS stands still ({0}, {1} added).', status ?? '?', added ?? 0),
    { remedy: text('The files are in OBS. Run "Sync with OBS" on the dataset later.') },
  );
}
