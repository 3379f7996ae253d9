import { lookUp } from '../../../model/lookUp';
import { chunk } from '../../../model/lists';
import type { Node } from '../../../model/node';
import type { Outcome } from '../../../model/outcome';
import { text, type Text } from '../../../model/text';
import { isCancelled, isPlatformError } from '../../../net/errors';
import type { Action, ActionResult } from '../../../contract';
import { type CeClient, idsPerQuery } from '../api/client';
import { statusLabels } from '../nodes';
import { parseRef } from '../refs';

/** One step of the annotation flow. `mark` goes to each item, `submit` to an item or a whole scene. */
interface Flow {
  readonly id: string;
  readonly title: Text;
  readonly call: 'markAsValid' | 'markAsInvalid' | 'submit';
  readonly message: Text;
}

const flows: readonly Flow[] = [
  { id: 'validity.valid', title: text('Mark as valid'), call: 'markAsValid', message: text('{0} marked as valid') },
  {
    id: 'validity.invalid',
    title: text('Mark as invalid'),
    call: 'markAsInvalid',
    message: text('{0} marked as invalid'),
  },
  { id: 'validity.submit', title: text('Submit as annotated'), call: 'submit', message: text('{0} submitted') },
];

/**
 * Validity and submission (CE-74). Each step needs the caller's lock on the item: it is taken, and given back only when
 * none was held before, since releasing frees everything that a person has under work.
 */
export function validityActions(client: CeClient): Action[] {
  return flows.map((flow) => ({
    id: flow.id,
    title: flow.title,
    capability: 'validity',
    appliesTo: (nodes) => nodes.length > 0 && nodes.every(({ kind }) => ['data', 'scene', 'frame'].includes(kind)),
    plan: (nodes) => Promise.resolve({ run: (report, signal) => run(client, flow, nodes, report, signal) }),
  }));
}

type ProgressReport = (done: number, of: number) => void;

async function run(
  client: CeClient,
  flow: Flow,
  nodes: readonly Node[],
  report: ProgressReport,
  signal: AbortSignal,
): Promise<ActionResult> {
  const outcomes: Outcome[] = [];
  const progress = (count: number) => report(outcomes.length + count, nodes.length);
  for (const datasetId of new Set(nodes.map((node) => parseRef(node.ref).datasetId)))
    for (const scenes of [false, true]) {
      const own = nodes.filter(
        (node) => parseRef(node.ref).datasetId === datasetId && (node.kind !== 'data') === scenes,
      );
      if (own.length > 0) outcomes.push(...(await locked(client, flow, datasetId, own, progress, signal)));
    }
  return { message: flow.message, outcomes };
}

async function locked(
  client: CeClient,
  flow: Flow,
  datasetId: string,
  nodes: readonly Node[],
  progress: (count: number) => void,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const before = await client.ownLock(datasetId, signal);
  const scenes = nodes.some((node) => node.kind !== 'data');
  const items = new Set(nodes.map((node) => parseRef(node.ref).sceneId ?? node.id));
  let record: string | undefined;
  try {
    record = await client.lock(datasetId, scenes ? 'SCENE' : 'SINGLE_DATA', [...items], signal);
    const failures = new Map<string, Text>();
    for (const [at, node] of nodes.entries()) {
      const reason = await step(client, flow, datasetId, node, signal);
      if (reason) failures.set(node.ref, reason);
      progress(at + 1);
    }
    return await settled(client, flow, nodes, failures, signal);
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    return nodes.map(({ ref, name }) => ({ ref, name, status: 'failed', reason: error.userMessage }));
  } finally {
    // Not with the caller's signal: a lock that was taken here must not outlive a cancellation.
    if (before === null && record !== undefined) await client.unlockOwn(record, AbortSignal.timeout(15_000));
  }
}

/** @returns why an item was refused */
async function step(
  client: CeClient,
  flow: Flow,
  datasetId: string,
  node: Node,
  signal: AbortSignal,
): Promise<Text | undefined> {
  try {
    for (const id of await targets(client, flow, datasetId, node, signal)) await client.flow(flow.call, id, signal);
    return undefined;
  } catch (error) {
    if (isCancelled(error) || !isPlatformError(error)) throw error;
    return error.facts.code === 'DATASET__DATA__DATA_HAS_BEEN_UNLOCKED' && node.lock
      ? text('Locked by {0}.', node.lock.holder)
      : error.userMessage;
  }
}

/** A scene is submitted as a whole, and marked frame by frame. */
async function targets(client: CeClient, flow: Flow, datasetId: string, node: Node, signal: AbortSignal) {
  if (node.kind !== 'scene' || flow.call === 'submit') return [node.id];
  return lookUp(await client.frameIds(datasetId, [node.id], signal), node.id) ?? [];
}

async function settled(
  client: CeClient,
  flow: Flow,
  nodes: readonly Node[],
  failures: ReadonlyMap<string, Text>,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const rows = new Map<string, { status?: string | undefined; annotationStatus?: string | undefined }>();
  for (const part of chunk(
    nodes.map(({ id }) => id),
    idsPerQuery,
  ))
    for (const row of await client.statusByIds(part, signal)) rows.set(row.id, row);
  return nodes.map(({ ref, name, id, kind }) => {
    const reason = failures.get(ref);
    if (reason) return { ref, name, status: 'failed', reason };
    const row = rows.get(id);
    if (row === undefined) return { ref, name, status: 'failed', reason: text('It is no longer on the server.') };
    // A scene's own row does not follow its frames (CE-75).
    if (kind === 'scene' || stands(flow, row)) return { ref, name, status: 'done' };
    const now = lookUp(statusLabels, row.annotationStatus ?? '');
    return { ref, name, status: 'failed', reason: now ?? text('The server still lists it as before.') };
  });
}

function stands(flow: Flow, row: { status?: string | undefined; annotationStatus?: string | undefined }): boolean {
  if (flow.call === 'submit') return row.annotationStatus !== 'NOT_ANNOTATED';
  return row.status === (flow.call === 'markAsValid' ? 'VALID' : 'INVALID');
}
