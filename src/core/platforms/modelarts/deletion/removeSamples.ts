import pLimit from 'p-limit';
import type { Node } from '../../../model/node';
import { type Outcome, outcomeOf } from '../../../model/outcome';
import type { Text } from '../../../model/text';
import { isCancelled, isPlatformError } from '../../../net/errors';
import type { SessionContext } from '../../../net/sessionContext';
import type { ModelArtsBrowse } from '../browse/browse';
import type { ModelArtsClient } from '../api/client';
import { saysGone } from '../api/codes';
import { isGone, refusalText } from '../api/errors';
import { goneAlready, notAnswered, reasonOf, stillListed } from './outcomes';
import { parseRef } from '../refs';
import { undoOf } from './undo';
import type { BatchAnswer, BatchResult } from '../api/wire';

/** What is still listed after a success without results is asked for again so often, each time later, in ms. */
const retryDelaysMs = [0, 1_000, 2_000, 4_000];
/** Longest wait for an answer about what became of something, in ms. */
const askTimeoutMs = 60_000;
const concurrency = 4;

/** How a call ended that does not tell of each sample. */
interface Whole {
  /** Why it failed, where it did. */
  readonly reason?: Text;
  readonly cancelled?: boolean;
  /** It failed because what it named does not exist. */
  readonly gone?: boolean;
  /** What stands at the place of each: why it stayed or was gone, if it was, and never whether. */
  readonly hints?: ReadonlyMap<Node, Hint>;
}

interface Hint {
  readonly reason?: Text;
  readonly gone?: boolean;
}

/**
 * Removes samples of one dataset in one call. Status 200 is no success, and results name no ids: that they stand in the
 * order of the ids is not promised, so that every sample is asked for, and a result only tells the reason (MA-51).
 */
export class SampleRemoval {
  constructor(
    private readonly client: ModelArtsClient,
    private readonly browse: ModelArtsBrowse,
    private readonly context: Pick<SessionContext, 'clock'>,
  ) {}

  /** @param withFiles their files in OBS go too */
  async remove(nodes: readonly Node[], withFiles: boolean, signal: AbortSignal): Promise<Outcome[]> {
    const ids = nodes.map(({ id }) => id);
    const { datasetId } = parseRef(nodes[0]?.ref ?? '');
    let answer: BatchAnswer;
    try {
      answer = await this.client.deleteSamples(datasetId, ids, withFiles, signal);
    } catch (error) {
      if (isGone(error) && nodes.length > 1) return this.withoutGone(nodes, withFiles, reasonOf(error), signal);
      return this.settle(nodes, withFiles, wholeOf(error));
    }
    const results = answer.results ?? [];
    if (results.length === nodes.length) return this.settle(nodes, withFiles, { hints: hintsOf(nodes, answer) });
    const failed = answer.success === false;
    const reason = refusalText(answer.error_code ?? undefined, answer.error_msg);
    return this.settle(nodes, withFiles, failed ? { reason } : {});
  }

  /** The server may refuse all for one that is gone: those are told, and the others are sent again. */
  private async withoutGone(
    nodes: readonly Node[],
    withFiles: boolean,
    reason: Text,
    signal: AbortSignal,
  ): Promise<Outcome[]> {
    const states = await this.ask(nodes);
    const gone = nodes.filter((node) => states.get(node) === 'gone');
    const left = nodes.filter((node) => states.get(node) !== 'gone');
    if (gone.length === 0) return left.map((node) => outcomeOf(node, 'failed', reason));
    const skipped = gone.map((node) => outcomeOf(node, 'skipped', goneAlready));
    return left.length === 0 ? skipped : [...skipped, ...(await this.remove(left, withFiles, signal))];
  }

  /** By asking for each. The asking outlives a cancellation. */
  private async settle(nodes: readonly Node[], withFiles: boolean, whole: Whole): Promise<Outcome[]> {
    const { reason, cancelled = false, gone = false, hints = new Map<Node, Hint>() } = whole;
    let states = new Map<Node, State>();
    for (const pause of reason === undefined ? retryDelaysMs : [0]) {
      if (pause > 0) await this.context.clock.sleep(pause);
      states = await this.ask(nodes);
      if (nodes.every((node) => states.get(node) === 'gone' || hints.get(node)?.reason !== undefined)) break;
    }
    return nodes.map((node) => {
      const state = states.get(node);
      const hint = hints.get(node);
      const why = reason ?? hint?.reason;
      if (state === 'gone')
        return gone || hint?.gone === true ? outcomeOf(node, 'skipped', goneAlready) : done(node, withFiles);
      if (state === undefined) return outcomeOf(node, 'unknown', why ?? notAnswered);
      return cancelled ? outcomeOf(node, 'not-started') : outcomeOf(node, 'failed', why ?? stillListed);
    });
  }

  /** Absent: nobody knows. */
  private async ask(nodes: readonly Node[]): Promise<Map<Node, State>> {
    const signal = AbortSignal.timeout(askTimeoutMs);
    const limit = pLimit(concurrency);
    const states = new Map<Node, State>();
    const look = async (node: Node) => {
      const found = await this.browse.look(node.ref, signal);
      states.set(node, found === undefined ? 'gone' : 'there');
    };
    await Promise.allSettled(nodes.map((node) => limit(() => look(node))));
    return states;
  }
}

type State = 'gone' | 'there';

function wholeOf(error: unknown): Whole {
  return { reason: reasonOf(error), cancelled: isCancelled(error), gone: isPlatformError(error) && isGone(error) };
}

/** What each result says. What it leaves out stands beside all of them. */
function hintsOf(nodes: readonly Node[], whole: BatchAnswer): ReadonlyMap<Node, Hint> {
  return new Map(nodes.map((node, n) => [node, hintOf(whole.results?.[n] ?? {}, whole)]));
}

function hintOf({ success, error_code, error_msg }: BatchResult, whole: BatchAnswer): Hint {
  if (success ?? whole.success === true) return {};
  const code = error_code ?? whole.error_code ?? undefined;
  return { reason: refusalText(code, error_msg ?? whole.error_msg), gone: saysGone(error_code ?? undefined) };
}

/** Files that stay in OBS are listed again by a sync (MA-54); those that went too come back by nothing. */
function done(node: Node, withFiles: boolean): Outcome {
  const undo = withFiles ? undefined : undoOf(node);
  return { ...outcomeOf(node, 'done'), ...(undo && { undo }) };
}
