import type { Connection } from '../../core/model/connection';
import { groupBy } from '../../core/model/lists';
import type { Node, Ref } from '../../core/model/node';
import { type Outcome, outcomeOf } from '../../core/model/outcome';
import { text } from '../../core/model/text';
import type { Action, ActionPlan, Deletion, Session, DeletionPreview } from '../../core/contract';
import { valuesFor } from '../../editor/tree/actions';
import { withTreeProgress } from '../../editor/api/progress';
import type { Services } from '../../editor/services';
import type { ConnectionNodes } from '../../editor/tree/selection';

/** What is deleted of one connection in one way: by the deletion of the platform, or by an action of its own. */
export type DeletionJob = NodesJob | ActionJob;

interface Common {
  readonly connection: Connection;
  readonly session: Session;
  readonly places: ReadonlyMap<Ref, string>;
  /** What was gone before anything was asked. */
  readonly gone: readonly Outcome[];
}

export interface NodesJob extends Common {
  readonly type: 'nodes';
  readonly deletion: Deletion;
  readonly preview: DeletionPreview;
}

export interface ActionJob extends Common {
  readonly type: 'action';
  readonly action: Action;
  readonly nodes: readonly Node[];
  /** Undefined when there is nothing to do. */
  readonly plan: ActionPlan | undefined;
}

/** What a job would delete. */
export function nodesOf(job: DeletionJob): readonly Node[] {
  if (job.type === 'nodes') return job.preview.nodes;
  return job.plan === undefined ? [] : job.nodes;
}

/** Looks at what would go of each connection and changes nothing. What nothing can delete is in no job. @throws Cancelled */
export async function planJobs(
  selection: readonly ConnectionNodes[],
  permanently: boolean,
  services: Services,
): Promise<DeletionJob[]> {
  const jobs: DeletionJob[] = [];
  for (const selected of selection) {
    const session = services.sessions.open(selected.connection);
    const { plain, byAction } = sorted(selected.nodes, permanently ? [] : (session.actions ?? []));
    if (plain.length > 0 && session.remove)
      jobs.push(await planNodes(selected, session, session.remove, plain, permanently));
    for (const [action, nodes] of byAction) jobs.push(await planAction(selected, session, { action, nodes }, services));
  }
  return jobs;
}

/** The nodes of each action that deletes, and those that the platform's own deletion takes. */
function sorted(nodes: readonly Node[], actions: readonly Action[]) {
  const removing = actions.filter(({ capability }) => capability === 'remove');
  const byAction = groupBy(nodes, (node) => removing.find((action) => action.appliesTo([node])));
  const plain = byAction.get(undefined) ?? [];
  const own = [...byAction].flatMap(([action, list]) => (action ? together(action, list) : []));
  return { plain, byAction: own };
}

/** An action that takes its nodes one by one only is done so. */
function together(action: Action, nodes: readonly Node[]): (readonly [Action, readonly Node[]])[] {
  return action.appliesTo(nodes) ? [[action, nodes]] : nodes.map((node) => [action, [node]]);
}

async function planNodes(
  { connection, places = new Map() }: ConnectionNodes,
  session: Session,
  deletion: Deletion,
  nodes: readonly Node[],
  permanently: boolean,
): Promise<NodesJob> {
  const refs = nodes.map(({ ref }) => ref);
  const preview = await withTreeProgress((signal) => deletion.preview(refs, signal, permanently));
  const there = new Set(preview.nodes.map(({ ref }) => ref));
  const gone = nodes.filter(({ ref }) => !there.has(ref)).map((node) => goneAlready(node));
  return { type: 'nodes', connection, session, places, deletion, preview, gone };
}

async function planAction(
  { connection, places = new Map() }: ConnectionNodes,
  session: Session,
  { action, nodes }: Pick<ActionJob, 'action' | 'nodes'>,
  services: Services,
): Promise<ActionJob> {
  const values = await valuesFor(action, { connection, nodes }, services);
  const plan = await withTreeProgress((signal) => action.plan(nodes, values, signal));
  const gone = plan === undefined ? nodes.map((node) => goneAlready(node)) : [];
  return { type: 'action', connection, session, places, action, nodes, plan, gone };
}

function goneAlready(node: Node): Outcome {
  return outcomeOf(node, 'skipped', text('Already deleted.'));
}
