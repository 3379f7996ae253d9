import { chunk, groupBy } from '../../../model/lists';
import { text } from '../../../model/text';
import { throwIfCancelled, PlatformError } from '../../../net/errors';
import { trustedStoreUrl } from '../../../net/store/trust';
import type { EoClient } from '../api/client';
import { idsPerCall } from '../limits';

interface Waiting {
  readonly id: string;
  readonly found: (url: string | undefined) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Signed links to files, asked for just before their use: how long they live is not documented. What is asked for at the
 * same moment goes in one call, so that fetching many files does not ask for each.
 */
export class EoLinks {
  private waiting: Waiting[] = [];

  constructor(
    private readonly client: EoClient,
    private readonly api: string,
  ) {}

  /** @throws PlatformError when the server gives no link, or one that must not be followed */
  async of(id: string, name: string, signal: AbortSignal): Promise<string> {
    throwIfCancelled(signal);
    const url = await new Promise<string | undefined>((found, failed) => {
      this.waiting.push({ id, found, failed });
      if (this.waiting.length === 1) setImmediate(() => void this.ask());
    });
    throwIfCancelled(signal);
    if (url === undefined) throw new PlatformError('not-found', text('The server gave no link for {0}.', name));
    return trustedStoreUrl(url, this.api);
  }

  /** Bound to nobody's signal: others wait for it too. */
  private async ask(): Promise<void> {
    const asked = groupBy(this.waiting.splice(0), ({ id }) => id);
    for (const ids of chunk([...asked.keys()], idsPerCall))
      try {
        // Matched by id: an answer may leave some out, and promises no order (EO-25, inferred).
        const urls = new Map(
          (await this.client.links(ids)).map(({ dataFileId, url }) => [dataFileId, url ?? undefined]),
        );
        for (const id of ids) for (const one of asked.get(id) ?? []) one.found(urls.get(id));
      } catch (error) {
        for (const id of ids) for (const one of asked.get(id) ?? []) one.failed(error);
      }
  }
}
