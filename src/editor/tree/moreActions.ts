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
  const able = among(session).filter((action) => action.appliesTo(nodes));
  return order.flatMap((capability) => able.filter((action) => action.capability === capability));
}

function among(session: Pick<Session, 'actions'> | undefined): Action[] {
  return session?.actions?.filter(({ capability }) => order.includes(capability)) ?? [];
}

/** Whether More Actions would offer anything for a node; asked for every row that is painted. */
export function hasMoreActions(session: Pick<Session, 'actions'> | undefined, node: Node): boolean {
  return moreCommandsFor([node]).length > 0 || among(session).some((action) => action.appliesTo([node]));
}

/** Commands that stand there too, by what each node must be capable of; `several` takes more than one. */
export const moreCommands = [
  { capability: 'upload', command: 'datasets.uploadFolder', several: false },
  { capability: 'results', command: 'datasets.compareResults', several: true },
] as const satisfies readonly {
  readonly capability: Capability;
  readonly command: string;
  readonly several: boolean;
}[];

export function moreCommandsFor(nodes: readonly Node[]): (typeof moreCommands)[number]['command'][] {
  const fits = (more: (typeof moreCommands)[number]) =>
    (nodes.length === 1 || more.several) && nodes.every((node) => node.capabilities.has(more.capability));
  return nodes.length === 0 ? [] : moreCommands.filter(fits).map(({ command }) => command);
}
