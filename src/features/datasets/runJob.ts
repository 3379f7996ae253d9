import type { Node, Ref } from '../../core/model/node';
import { type Outcome, outcomeOf, type Undo as WayBack } from '../../core/model/outcome';
import { text, type Text } from '../../core/model/text';
import { isCancelled, isPlatformError } from '../../core/net/errors';
import type { Keepsakes, KeptBatch } from '../../editor/keepsakes';
import { withView } from '../../editor/progress';
import type { Services } from '../../editor/services';
import { type ActionJob, type NodesJob, nodesOf } from './jobs';
import { keepForUndo } from './keepForUndo';
import type { Decided } from './question';
import type { Way } from './survey';

/** What became of one job. */
export interface Deleted {
  readonly decided: Decided;
  readonly outcomes: readonly Outcome[];
  /** What is kept of it for a way back. */
  readonly batch?: KeptBatch;
  /** Ways back that the platform itself keeps open. */
  readonly back: readonly WayBack[];
}

export interface Running {
  readonly services: Services;
  readonly keepsakes: Keepsakes;
  /** Told how many of this job are settled. */
  readonly report: (settled: number) => void;
  readonly signal: AbortSignal;
}

/** Deletes what was decided, and never throws: one job must not hide what became of the others. */
export async function runJob(decided: Decided, running: Running): Promise<Deleted> {
  const { job, way } = decided;
  const nodes = way?.nodes ?? nodesOf(job);
  if (running.signal.aborted)
    return settled(
      decided,
      nodes.map((node) => outcomeOf(node, 'not-started')),
    );
  try {
    if (job.type === 'action') return settled(decided, await runAction(job, running));
    return way === undefined || nodes.length === 0 ? settled(decided, []) : await runNodes(decided, job, way, running);
  } catch (error) {
    if (!isPlatformError(error) && !isCancelled(error)) running.services.report.note('Delete', error);
    return settled(
      decided,
      nodes.map((node) => outcomeOf(node, wasRefused(error) ? 'failed' : 'unknown', reasonOf(error))),
    );
  }
}

function settled(decided: Decided, outcomes: readonly Outcome[], batch?: KeptBatch): Deleted {
  const { job, way } = decided;
  const skipped = (way?.skipped ?? []).map((node) => {
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

async function runAction({ deed, nodes }: ActionJob, { report, signal }: Running): Promise<readonly Outcome[]> {
  if (deed === undefined) return [];
  const { outcomes } = await deed.run((done) => report(done), signal);
  return outcomes ?? nodes.map((node) => outcomeOf(node, 'done'));
}

async function runNodes(decided: Decided, job: NodesJob, way: Way, running: Running): Promise<Deleted> {
  const { report, signal, keepsakes } = running;
  let batch: KeptBatch | undefined;
  try {
    batch = way.permanently ? undefined : await keep(job, way, running);
  } catch (error) {
    return settled(
      decided,
      way.nodes.map((node) => outcomeOf(node, 'not-started', isCancelled(error) ? undefined : reasonOf(error))),
    );
  }
  const outcomes = await job.deletion.run(
    way.nodes,
    { release: way.release, permanently: way.permanently, report },
    signal,
  );
  return settled(decided, outcomes, await trim(batch, outcomes, keepsakes));
}

/** Kept before anything is deleted: afterwards the results are gone from the server's answers. */
async function keep(
  { connection, session }: NodesJob,
  { nodes }: Way,
  { keepsakes, services }: Running,
): Promise<KeptBatch | undefined> {
  const { restore } = session;
  if (restore === undefined) return undefined;
  const kept = await keepForUndo(restore, nodes, services.documents);
  const [first] = kept;
  if (first === undefined) return undefined;
  const parents = await withView((signal) => session.get([first.parent], signal)).catch(() => new Map<Ref, Node>());
  return keepsakes.keep(connection, parents.get(first.parent)?.name ?? '', kept, Date.now());
}

/** Only what is really gone can come back. What is unknown is kept. */
async function trim(
  batch: KeptBatch | undefined,
  outcomes: readonly Outcome[],
  keepsakes: Keepsakes,
): Promise<KeptBatch | undefined> {
  if (batch === undefined) return undefined;
  const gone = new Set<Ref>(
    outcomes.filter(({ status }) => status === 'done' || status === 'unknown').map(({ ref }) => ref),
  );
  const trimmed = { ...batch, keepsakes: batch.keepsakes.filter((kept) => gone.has(kept.ref)) };
  await keepsakes.update(trimmed);
  return trimmed.keepsakes.length > 0 ? trimmed : undefined;
}

/** Whether the server answered that it does not do it; what an interrupted call did is not known. */
function wasRefused(error: unknown): boolean {
  return isPlatformError(error) && !['network', 'unavailable', 'protocol'].includes(error.kind);
}

function reasonOf(error: unknown): Text {
  if (isPlatformError(error)) return error.said;
  return isCancelled(error) ? text('Cancelled while it was being deleted.') : text('The deletion broke off.');
}
