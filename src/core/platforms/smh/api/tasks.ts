import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { SmhClient } from './client';
import type { BatchAnswer, BatchResult } from './wire';

/** A task is asked about each second at first, then ever later (SMH-36), in ms. */
const first = 1_000;
const longest = 5_000;
const growth = 1.5;
/** So long a task is waited for, in ms. */
const retryDelaysMs = 300_000;

const running = 202;

/** What a call brought: at once, or as a task that is followed to its end. */
export class TaskPoller {
  constructor(
    private readonly client: SmhClient,
    private readonly context: Pick<SessionContext, 'clock'>,
  ) {}

  /**
   * @returns what the server tells of each item; of some it may keep silent
   * @throws PlatformError that names the task when it does not end in time
   */
  async results(space: string, answer: BatchAnswer, signal: AbortSignal): Promise<readonly BatchResult[]> {
    const id = answer?.taskId;
    if (id == null) return answer?.result ?? [];
    const until = this.context.clock.now() + retryDelaysMs;
    for (let pause = first; this.context.clock.now() < until; pause = Math.min(pause * growth, longest)) {
      await this.context.clock.sleep(pause, signal);
      const task = (await this.client.tasks(space, id, signal)).find((one) => one.id === id);
      // One that the server no longer knows tells nothing; what became of the items is asked then.
      if (task === undefined) return [];
      if (task.status !== running) return task.results;
    }
    throw new PlatformError(
      'unavailable',
      text('The server is still processing it (task {0}). Check again later.', id),
      {
        code: id,
      },
    );
  }
}
