import type { Kit } from '../../../net/kit';
import type { Action } from '../../platform';
import type { Client } from '../client';
import { annotateActions } from './annotate';
import type { ModelCalls } from './calls';
import { modelEditActions } from './edit';
import { runActions } from './run';

export { ModelBranch } from './branch';
export { ModelCalls } from './calls';
export { classesField, classesIn, modelOf, serviceField } from './edit';
export { modelsNode } from './nodes';

/** Everything that can be done with models. */
export function modelActions(calls: ModelCalls, client: Client, kit: Kit): Action[] {
  return [...modelEditActions(calls), ...runActions(calls, client, kit), ...annotateActions(calls, client, kit)];
}
