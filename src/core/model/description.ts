import type { Node } from './node';
import { text } from './text';

/** Stands before the description of a node among its facts, and in forms. */
export const descriptionLabel = text('Description');

/** The description among the facts of a node; empty where it has none. */
export function descriptionOf({ facts = [] }: Pick<Node, 'facts'>): string {
  const description = facts.find(([label]) => label.template === descriptionLabel.template)?.[1];
  return typeof description === 'string' ? description : '';
}
