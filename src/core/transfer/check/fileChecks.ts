import { memoryReader } from '../../formats/bytes';
import { throwIfCancelled } from '../../net/errors';
import type { CheckKind, FileChecks, FileLocation, FileValidation } from '../../contract';
import { checkBytes } from './fileCheck';
import { withReader } from './location';

/** In this thread: for what is in memory, and wherever nobody waits beside it. */
export const inlineChecks: FileChecks = {
  check: async (kind, source, signal) => {
    if (source.location) return checkLocation(kind, source.location, signal);
    return checkBytes(kind, memoryReader(await source.read(signal)), signal);
  },
  dispose: () => undefined,
};

export function checkLocation(kind: CheckKind, location: FileLocation, signal: AbortSignal): Promise<FileValidation> {
  throwIfCancelled(signal);
  return withReader(location, (reader) => checkBytes(kind, reader, signal), signal);
}
