import { isPlatformError } from '../../../net/errors';
import type { ByteSource } from '../../../net/http';
import type { SessionContext } from '../../../net/sessionContext';
import { type StoredObject, putBytes } from '../../../net/store/put';
import { bytesUrl } from '../../../net/store/trust';
import { OncePerKey } from '../../../transfer/once';
import type { SmhClient } from '../api/client';
import type { UploadStart } from '../api/wire';

/** Headers are renewed so long before they end, in ms (SMH-28). */
const renewMarginMs = 300_000;

export interface SpaceDeps {
  readonly client: SmhClient;
  readonly context: SessionContext;
  /** Base URL of the API. */
  readonly api: string;
}

/** The place of one upload in the store, and the headers that open it: renewed before they end, and when the store says so. */
export class SignedPlace {
  private headers: Readonly<Record<string, string>>;
  private ends: number;
  private readonly renewing = new OncePerKey<void>();

  constructor(
    private readonly deps: SpaceDeps,
    private readonly space: string,
    readonly begun: UploadStart,
  ) {
    this.headers = begun.headers;
    this.ends = endOf(begun.expiration);
  }

  /**
   * Puts bytes with exactly the headers that were given, and never with the token of the platform.
   * @param query of a part; empty for the whole
   * @throws PlatformError, `retryable` where another attempt may help
   */
  async put(
    query: string,
    source: ByteSource,
    watch: (part: Buffer) => void,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    if (this.deps.context.clock.now() > this.ends - renewMarginMs) await this.renew(signal);
    const { headers } = this;
    const url = bytesUrl(this.begun.domain, this.begun.path, this.deps.api, this.deps.context.log) + query;
    try {
      return await putBytes(this.deps.context, { url, headers, source, watch }, signal);
    } catch (error) {
      if (isPlatformError(error) && error.kind === 'forbidden' && headers === this.headers) await this.renew(signal);
      throw error;
    }
  }

  /** One for all parts that wait for it. */
  private async renew(signal: AbortSignal): Promise<void> {
    await this.renewing.do('', async () => {
      const next = await this.deps.client.renewUpload(this.space, this.begun.confirmKey, signal);
      this.headers = next.headers;
      this.ends = endOf(next.expiration);
    });
    this.renewing.forget('');
  }
}

/** Without an end nothing is renewed before the store asks for it. */
function endOf(expiration: string | null | undefined): number {
  const at = Date.parse(expiration ?? '');
  return Number.isNaN(at) ? Infinity : at;
}
