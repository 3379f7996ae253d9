import { text } from '../../../model/text';
import { PlatformError } from '../../../net/errors';
import type { ConflictStrategy } from '../api/client';
import { hasCode, isRefusal } from '../api/failures';
import type { SpaceDeps } from './signed';

/** What is to be confirmed. */
export interface StoredFile {
  readonly space: string;
  readonly key: string;
  /** Where it should stand. */
  readonly path: readonly string[];
  readonly crc64: string;
  readonly strategy: ConflictStrategy;
}

/** The store may know the bytes a little later than it took them: the platform is asked again so often, in ms. */
const pauses = [0, 500, 1_000, 2_000, 4_000];
/** Longest wait for one answer, in ms. A confirmation outlives a cancellation: what was begun must be known. */
const askTimeoutMs = 60_000;

/**
 * Confirms an upload, which makes the file appear (SMH-25). It is never sent again before the state was looked at.
 * @returns where the file stands; the path that was wished where the server does not say
 * @throws PlatformError when it is certain that it was not confirmed
 */
export async function confirmUpload(deps: SpaceDeps, stored: StoredFile): Promise<readonly string[]> {
  let last: unknown;
  for (const pause of pauses) {
    if (pause > 0) await deps.context.clock.sleep(pause);
    try {
      const { space, key, crc64, strategy } = stored;
      const { path } = await deps.client.confirmUpload(space, key, crc64, strategy, AbortSignal.timeout(askTimeoutMs));
      if (path === null) throw folderGone();
      return path;
    } catch (error) {
      last = error;
      if (hasCode(error, 'UploadIncomplete')) continue;
      if (hasCode(error, 'UploadComplete')) return (await stateOf(deps, stored)).path;
      if (isRefusal(error) || hasCode(error, folderGoneCode)) throw error;
      const { confirmed, path } = await stateOf(deps, stored);
      if (confirmed !== false) return path;
    }
  }
  throw last;
}

interface State {
  /** Undefined when the server does not say; the file itself is looked at then. */
  readonly confirmed: boolean | undefined;
  readonly path: readonly string[];
}

async function stateOf({ client }: SpaceDeps, { space, key, path }: StoredFile): Promise<State> {
  try {
    const state = await client.uploadStatus(space, key, AbortSignal.timeout(askTimeoutMs));
    return { confirmed: state.confirmed, path: (state.confirmed ? state.path : undefined) ?? path };
  } catch {
    return { confirmed: undefined, path };
  }
}

const folderGoneCode = 'DirectoryNotFound';

function folderGone(): PlatformError {
  return new PlatformError('not-found', text('The destination folder no longer exists.'), { code: folderGoneCode });
}
