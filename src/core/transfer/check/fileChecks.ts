import { memoryReader } from '../../formats/bytes';
import { alive } from '../../net/errors';
import type { FileLocation, Source, Verdict } from '../../platforms/upload';
import { checkBytes, type CheckKind } from './fileCheck';
import { withReader } from './location';

/** Looks at the content of files before they are sent. */
export interface FileChecks {
  /** @throws PlatformError of kind `invalid` when the bytes cannot be read */
  check(kind: CheckKind, source: Source, signal: AbortSignal): Promise<Verdict>;
  dispose(): void;
}

/** In this thread: for what is in memory, and wherever nobody waits beside it. */
export const inlineChecks: FileChecks = {
  check: async (kind, source, signal) => {
    if (source.location) return checkLocation(kind, source.location, signal);
    return checkBytes(kind, memoryReader(await source.read(signal)), signal);
  },
  dispose: () => undefined,
};

export function checkLocation(kind: CheckKind, location: FileLocation, signal: AbortSignal): Promise<Verdict> {
  alive(signal);
  return withReader(location, (reader) => checkBytes(kind, reader, signal), signal);
}
