import type { Action } from '../../platform';
import type { Client } from '../client';
import type { ClassCalls } from './calls';
import { editActions } from './edit';
import { jsonActions } from './json';
import { libraryActions } from './library';

export { ClassBranch } from './branch';
export { ClassCalls } from './calls';
export { classesNode, toolLabels } from './nodes';

/** Everything that can be done with classes. */
export function classActions(calls: ClassCalls, client: Client): Action[] {
  return [...editActions(calls, client), ...libraryActions(calls, client), ...jsonActions(calls, client)];
}
