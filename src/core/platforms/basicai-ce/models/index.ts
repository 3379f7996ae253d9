import type { SessionContext } from '../../../net/sessionContext';
import type { Action } from '../../../contract';
import type { CeClient } from '../api/client';
import { annotateActions } from './annotate';
import type { ModelCalls } from './calls';
import { modelEditActions } from './edit';
import { runActions } from './run';

export { ModelBranch } from './branch';
export { ModelCalls } from './calls';
export { classesField, classesIn, modelOf, serviceField } from './edit';
export { modelsNode } from './nodes';

/** Everything that can be done with models. */
export function modelActions(calls: ModelCalls, client: CeClient, context: SessionContext): Action[] {
  return [
    ...modelEditActions(calls),
    ...runActions(calls, client, context),
    ...annotateActions(calls, client, context),
  ];
}
