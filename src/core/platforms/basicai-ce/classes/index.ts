import type { Action } from '../../../contract';
import type { CeClient } from '../api/client';
import type { ClassCalls } from './calls';
import { editActions } from './edit';
import { jsonActions } from './json';
import { libraryActions } from './library';

export { ClassBranch } from './branch';
export { ClassCalls } from './calls';
export { classesNode, toolLabels } from './nodes';

/** Everything that can be done with classes. */
export function classActions(calls: ClassCalls, client: CeClient): Action[] {
  return [...editActions(calls, client), ...libraryActions(calls, client), ...jsonActions(calls, client)];
}
