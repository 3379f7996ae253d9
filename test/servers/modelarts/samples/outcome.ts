import { isObject, type Json } from '../../../../src/sandbox/json';
import { failure, type ArtsCode } from '../api/errors';

/** Whether an entry of `results` tells of a failure. */
export function isFailure(result: Json): boolean {
  return isObject(result) && result['success'] === false;
}

/** HTTP 200 says nothing: `success` is for all of them, then each has its own (MA-51). */
export function outcome(code: ArtsCode, results: readonly Json[]): Record<string, Json> {
  return results.some(isFailure) ? { ...failure(code), results } : { success: true, results };
}
