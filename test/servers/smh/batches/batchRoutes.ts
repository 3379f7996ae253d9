import { lookUp } from '../../../../src/core/model/lookUp';
import { isObject, type JsonObject } from '../../../../src/sandbox/json';
import type { Call, Outcome, Route } from '../api/call';
import { Refused } from '../api/errors';
import { needSome, type Item } from './items';
import { answerJob, type Job } from './jobs';
import { splitPath, type Path } from '../api/names';
import { readStrategy } from '../api/strategy';

/** Most items of a batch (SMH-29). */
const maxBatchItems = 1000;

export const batchRoutes: Route[] = [
  {
    method: 'POST',
    kind: 'batch',
    flag: 'delete',
    run: batch('batchDelete', 'delete', (entry) => ({
      operation: 'delete',
      path: readPath(entry['path']),
      permanent: entry['permanent'] === true,
    })),
  },
  { method: 'POST', kind: 'batch', flag: 'move', run: batch('batchMove', 'move', relocation('move', 'from')) },
  { method: 'POST', kind: 'batch', flag: 'copy', run: batch('batchCopy', 'copy', relocation('copy', 'copyFrom')) },
];

function relocation(operation: 'move' | 'copy', from: string): (entry: JsonObject) => Item {
  return (entry) => ({
    operation,
    from: readPath(lookUp(entry, from)),
    to: readPath(entry['to']),
    strategy: readStrategy(entry['conflictResolutionStrategy'], 'ask'),
  });
}

function batch(
  type: Job['type'],
  operation: Item['operation'],
  read: (entry: JsonObject) => Item,
): (call: Call) => Outcome {
  return (call) => {
    needSome(call.caller.grants, operation);
    const items = checkCount(call.list()).map((entry) => {
      if (!isObject(entry)) throw new Refused('ParamInvalid', 'An item is no object.');
      return read(entry);
    });
    return answerJob(call, { type, items, cost: 1, ...boundsOf(call) });
  };
}

export function boundsOf({ space, caller }: Call): Pick<Job, 'space' | 'grants'> {
  return { space, grants: [...caller.grants] };
}

/** Refuses a batch of nothing, and one of too much. */
export function checkCount<T>(items: T[]): T[] {
  if (items.length === 0) throw new Refused('NoItemsProvided');
  if (items.length > maxBatchItems) throw new Refused('TooManyItems');
  return items;
}

/** A path in a body is plain text, with or without a slash in front. */
export function readPath(value: unknown): Path {
  if (typeof value !== 'string') throw new Refused('ParamInvalid', 'A path is due.');
  return splitPath(value);
}
