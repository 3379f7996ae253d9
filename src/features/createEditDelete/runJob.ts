import type { Node, Ref } from '../../core/model/node';
import { type Outcome, outcomeOf, type UndoToken } from '../../core/model/outcome';
import { text, type Text } from '../../core/model/text';
import { isCancelled, isPlatformError } from '../../core/net/errors';
import type { DeletionHistory, DeletionRecord } from '../../editor/services/deletionHistory';
import { withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import { type ActionJob, type NodesJob, nodesOf } from './jobs';
import { keepForUndo } from './keepForUndo';
import type { DeletionDecision } from './question';
import type { ConfirmationOption } from './confirmDeletion';

/** What became of one job. */
export interface DeletionRun {
  readonly decided: DeletionDecision;
  readonly outcomes: readonly Outcome[];
  /** What is kept of it for a way back. */
  readonly batch?: DeletionRecord;
  /** Ways back that the platform itself keeps open. */
  readonly back: readonly UndoToken[];
}

export interface DeletionContext {
  readonly services: Services;
  readonly history: DeletionHistory;
  /** Told how many of this job are settled. */
  readonly report: (settled: number) => void;
  readonly signal: AbortSignal;
}

/** Deletes what was decided, and never throws: one job must not hide what became of the others. */
export async function runJob(decided: DeletionDecision, running: DeletionContext): Promise<DeletionRun> {
  const { job, option } = decided;
  const nodes = option?.nodes ?? nodesOf(job);
  if (running.signal.aborted)
    return settled(
      decided,
      nodes.map((node) => outcomeOf(node, 'not-started')),
    );
  try {
    if (job.type === 'action') return settled(decided, await runAction(job, running));
    return option === undefined || nodes.length === 0
      ? settled(decided, [])
      : await runNodes(decided, job, option, running);
  } catch (error) {
    if (!isPlatformError(error) && !isCancelled(error)) running.services.report.note('Delete', error);
    return settled(
      decided,
      nodes.map((node) => outcomeOf(node, wasRefused(error) ? 'failed' : 'unknown', reasonOf(error))),
    );
  }
}

function settled(decided: DeletionDecision, outcomes: readonly Outcome[], batch?: DeletionRecord): DeletionRun {
  const { job, option } = decided;
  const skipped = (option?.skipped ?? []).map((node) => {
    const reason = node.lock ? text('Locked by {0}.', node.lock.holder) : text('It is locked.');
    return outcomeOf(node, 'skipped', reason);
  });
  return {
    decided,
    outcomes: [...outcomes, ...skipped, ...job.gone],
    back: outcomes.flatMap(({ undo }) => undo ?? []),
    ...(batch && { batch }),
  };
}

async function runAction({ plan, nodes }: ActionJob, { report, signal }: DeletionContext): Promise<readonly Outcome[]> {
  if (plan === undefined) return [];
  const { outcomes } = await plan.run((done) => report(done), signal);
  return outcomes ?? nodes.map((node) => outcomeOf(node, 'done'));
}

async function runNodes(
  decided: DeletionDecision,
  job: NodesJob,
  option: ConfirmationOption,
  running: DeletionContext,
): Promise<DeletionRun> {
  const { report, signal, history } = running;
  let batch: DeletionRecord | undefined;
  try {
    batch = option.permanently ? undefined : await keep(job, option, running);
  } catch (error) {
    return settled(
      decided,
      option.nodes.map((node) => outcomeOf(node, 'not-started', isCancelled(error) ? undefined : reasonOf(error))),
    );
  }
  const outcomes = await job.deletion.run(
    option.nodes,
    { release: option.release, permanently: option.permanently, report },
    signal,
  );
  return settled(decided, outcomes, await trim(batch, outcomes, history));
}

/** Kept before anything is deleted: afterwards the results are gone from the server's answers. */
async function keep(
  { connection, session }: NodesJob,
  { nodes }: ConfirmationOption,
  { history, services }: DeletionContext,
): Promise<DeletionRecord | undefined> {
  const { restore } = session;
  if (restore === undefined) return undefined;
  const kept = await keepForUndo(restore, nodes, services.documents);
  const [first] = kept;
  if (first === undefined) return undefined;
  const parents = await withTreeProgress((signal) => session.get([first.parent], signal)).catch(
    () => new Map<Ref, Node>(),
  );
  return history.record(connection, parents.get(first.parent)?.name ?? '', kept, Date.now());
}

/** Only what is really gone can come back. What is unknown is kept. */
async function trim(
  batch: DeletionRecord | undefined,
  outcomes: readonly Outcome[],
  history: DeletionHistory,
): Promise<DeletionRecord | undefined> {
  if (batch === undefined) return undefined;
  const gone = new Set<Ref>(
    outcomes.filter(({ status }) => status === 'done' || status === 'unknown').map(({ ref }) => ref),
  );
  const trimmed = { ...batch, history: batch.snapshots.filter((kept) => gone.has(kept.ref)) };
  await history.update(trimmed);
  return trimmed.history.length > 0 ? trimmed : undefined;
}

/** Whether the server answered that it does not do it; what an interrupted call did is not known. */
function wasRefused(error: unknown): boolean {
  return isPlatformError(error) && !['network', 'unavailable', 'protocol'].includes(error.kind);
}

function reasonOf(error: unknown): Text {
  if (isPlatformError(error)) return error.userMessage;
  return isCancelled(error) ? text('Cancelled while it was being deleted.') : text('The deletion was interrupted.');
}
