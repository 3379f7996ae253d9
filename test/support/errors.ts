import assert from 'node:assert/strict';
import { isPlatformError, type ErrorKind, type PlatformError } from '../../src/core/net/errors';

/** What a promise is rejected with; fails when it is not a PlatformError. */
export async function refused(promise: Promise<unknown>): Promise<PlatformError> {
  const error: unknown = await promise.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(isPlatformError(error), `${String(error)} is no PlatformError`);
  return error;
}

/** For `assert.rejects`: a PlatformError of this kind whose message fits. */
export function reported(kind: ErrorKind, message: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(isPlatformError(error), `${String(error)} is no PlatformError`);
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
    return true;
  };
}
