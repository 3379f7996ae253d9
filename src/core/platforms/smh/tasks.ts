import { text } from '../../model/text';
import { PlatformError } from '../../net/errors';
import type { Kit } from '../../net/kit';
import type { Client } from './client';
import type { Batch, Result } from './wire';

/** A task is asked about each second at first, then ever later (section 9), in ms. */
const first = 1_000;
const longest = 5_000;
const growth = 1.5;
/** So long a task is waited for, in ms. */
const patience = 300_000;

const running = 202;

/** What a call brought: at once, or as a task that is followed to its end. */
export class Tasks {
  constructor(
    private readonly client: Client,
    private readonly kit: Pick<Kit, 'clock'>,
  ) {}

  /**
   * @returns what the server tells of each item; of some it may keep silent
   * @throws PlatformError that names the task when it does not end in time
   */
  async results(space: string, answer: Batch, signal: AbortSignal): Promise<readonly Result[]> {
    const id = answer?.taskId;
    if (id == null) return answer?.result ?? [];
    const until = this.kit.clock.now() + patience;
    for (let pause = first; this.kit.clock.now() < until; pause = Math.min(pause * growth, longest)) {
      await this.kit.clock.sleep(pause, signal);
      const task = (await this.client.tasks(space, id, signal)).find((one) => one.id === id);
      // One that the server no longer knows tells nothing; what became of the items is asked then.
      if (task === undefined) return [];
      if (task.status !== running) return task.results;
    }
    throw new PlatformError('unavailable', text('The server is still at it (task {0}). Look again later.', id), {
      code: id,
    });
  }
}
