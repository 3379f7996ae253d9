import { text } from '../../../model/text';
import { throwIfCancelled, PlatformError } from '../../../net/errors';
import type { OffsetUnit, ModelArtsSettings } from '../settings';

/** The ids of the rows that a list answers with. */
export type FetchIds = (offset: number, limit: number) => Promise<readonly string[]>;

/** Other people may change a list between the questions; then it is asked again, so often. */
const attempts = 3;

/**
 * What `offset` counts: documents say pages, clients of the vendor say rows (MA-23). It is found out once for each kind
 * of lists, by asking for two rows at offset 1, and remembered.
 */
export class OffsetPaging {
  private readonly known = new Map<string, OffsetUnit>();

  constructor(private readonly setting: ModelArtsSettings['paging']) {}

  /**
   * @param kind names the kind of lists
   * @throws PlatformError of kind `protocol` when the list answers in neither way
   */
  async reading(kind: string, ids: FetchIds, signal: AbortSignal | undefined): Promise<OffsetUnit> {
    if (this.setting !== 'auto') return this.setting;
    const known = this.known.get(kind);
    if (known !== undefined) return known;
    for (let n = 0; n < attempts; n++) {
      throwIfCancelled(signal);
      const first = await ids(0, 4);
      // All of so short a list stands on its first page, and that is the same in both readings.
      if (first.length < 3) return 'record';
      const [second] = await ids(1, 2);
      if (String(await ids(0, 4)) !== String(first)) continue;
      const found = second !== undefined && readings.get(first.indexOf(second));
      if (found === undefined || found === false) break;
      this.known.set(kind, found);
      return found;
    }
    throw new PlatformError(
      'protocol',
      text('It is not clear whether the server counts the offset of lists in rows or in pages.'),
      { remedy: text('Choose "record" or "page" as "paging" in the settings of the connection.') },
    );
  }
}

/** Where the first row at `offset=1&limit=2` stands in the whole list → what the offset counts. */
const readings: ReadonlyMap<number, OffsetUnit> = new Map<number, OffsetUnit>([
  [1, 'record'],
  [2, 'page'],
]);
