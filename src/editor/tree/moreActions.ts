import type { Action, Session } from '../../core/contract';
import type { Capability, Node } from '../../core/model/node';

/** Capabilities whose actions stand under More Actions, in its order; those of none come after them. */
const order: readonly (Capability | undefined)[] = [
  'run-model',
  'split',
  'validity',
  'statistics',
  'find-deleted',
  undefined,
];

/** What More Actions offers for these nodes: what a platform can do with them and no entry of the menu does. */
export function moreActionsFor(session: Pick<Session, 'actions'> | undefined, nodes: readonly Node[]): Action[] {
  const able = session?.actions?.filter((action) => action.appliesTo(nodes)) ?? [];
  return order.flatMap((capability) => able.filter((action) => action.capability === capability));
}

/** Commands that stand there too, by what a node must be capable of. */
export const moreCommands = [
  { capability: 'upload', command: 'datasets.uploadFolder' },
  { capability: 'results', command: 'datasets.compareResults' },
] as const satisfies readonly { readonly capability: Capability; readonly command: string }[];

export function moreCommandsFor(nodes: readonly Node[]): (typeof moreCommands)[number]['command'][] {
  const [only] = nodes;
  if (only === undefined || nodes.length > 1) return [];
  return moreCommands.filter(({ capability }) => only.capabilities.has(capability)).map(({ command }) => command);
}
