import { text } from '../../../model/text';
import { isPlatformError, PlatformError } from '../../../net/errors';
import type { ByteSource } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { withRetries } from '../../../net/retry';
import { putBytes, storeError } from '../../../net/store/put';
import { sendWithRetries } from '../../../net/store/send';
import type { PasswordLogin } from '../auth/login';
import { signedObsHeaders, type ObsObject, objectUrl } from '../auth/obsSign';
import { requireSecureUrl } from '../settings';

const contentType = 'application/octet-stream';

/** Puts files into the object store with the keys of the user, or with temporary ones (MA-60). */
export class ObsStore {
  constructor(
    private readonly url: string,
    private readonly login: PasswordLogin,
    private readonly context: SessionContext,
  ) {}

  /**
   * Stores a file; one that lies there already is never overwritten.
   * @param moved told the bytes on their way, and negative ones when an attempt was in vain
   * @returns the MD5 of the bytes, in hex; the store's own sum was compared with it
   */
  async put(
    object: ObsObject,
    source: ByteSource,
    moved: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<string> {
    if (await this.has(object, signal))
      throw new PlatformError('conflict', text('A file with this name already exists in OBS, outside the dataset.'), {
        remedy: text('Upload it under another name, or run "Sync with OBS" on the dataset to list the existing file.'),
      });
    const attempt = async (counted: ByteSource) => {
      const { url, headers } = await this.proven('PUT', object, contentType, signal);
      return (await putBytes(this.context, { url, headers, source: counted }, signal)).md5;
    };
    const tried = (counted: ByteSource) => attempt(counted).catch((error: unknown) => refused(error, object));
    return sendWithRetries({ source, moved, attempt: tried }, this.context, signal);
  }

  /** Whether an object is there. A user who may not look may still be allowed to write. */
  private async has(object: ObsObject, signal: AbortSignal): Promise<boolean> {
    const attempt = async () => {
      const { url, headers } = await this.proven('HEAD', object, undefined, signal);
      const { status, headers: answerHeaders } = await this.context.http.send({ method: 'HEAD', url, headers }, signal);
      if (status >= 500) throw storeError({ status, headers: answerHeaders, body: Buffer.alloc(0) }, url);
      return status === 200;
    };
    return withRetries(attempt, this.context, signal);
  }

  private async proven(method: string, object: ObsObject, type: string | undefined, signal: AbortSignal) {
    const keys = await (await this.login.identity(signal)).keys(signal);
    const headers = signedObsHeaders(method, object, type, keys, this.context.clock.now());
    return { url: requireSecureUrl(objectUrl(this.url, object)), headers };
  }
}

/** A signature that was refused is not tried again, and it is the key that is meant, not a link. */
function refused(error: unknown, { bucket }: ObsObject): never {
  if (!isPlatformError(error) || error.kind !== 'forbidden') throw error;
  const { code = '403' } = error.facts;
  throw new PlatformError(
    'forbidden',
    text('OBS does not let this user write to the bucket "{0}" ({1}).', bucket, code),
    {
      ...error.facts,
      retryable: false,
      remedy: text('Give the user write access to the bucket, and check the clock of this machine.'),
    },
  );
}
