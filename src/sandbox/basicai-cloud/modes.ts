import { bigWhole, flag, oneOf, whole, words, type ModeReader, type Modes } from '../modes';
import type { Window } from './limiter';

/** `100/1000,3000/60000`: so many arrivals in so many milliseconds. */
const windows: ModeReader<readonly Window[]> = (value) =>
  words(value)
    .split(',')
    .map((part) => {
      const [, limit, ms] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(part.trim()) ?? [];
      if (limit === undefined || ms === undefined)
        throw new Error('arrivals/milliseconds, with commas between, is due');
      return { limit: Number(limit), ms: Number(ms) };
    });

/** What tests switch. Those that stand for an open question of the reference name its section. */
export const MODES = {
  /** A further key that is accepted. */
  acceptKey: words,
  /** How `code` says success; by itself `ok` in page lists and `OK` elsewhere (section 1). */
  okCase: oneOf('upper', 'lower'),
  /** Removal of many leaves out unknown ids in silence instead of refusing (section 2). */
  partialRemove: flag,
  /** The id of an item that survives every removal, though OK is answered. */
  stubborn: bigWhole,
  /** Removed items stay listed until `pace` has passed for each. */
  slowRemove: flag,
  /** `batchDataAnnotationResult` has no form with a slash (section 2, note 22). */
  noSlash: flag,
  /** Seconds of a `Retry-After` beside 429 (section 1). */
  retryAfter: whole,
  /** The windows of the rate limit, in place of the documented ones. */
  limits: windows,
  /** So many more calls are accepted; the key of the next one is revoked. */
  revokeAfter: whole,
  /** New ids are above 2^53. */
  bigIds: flag,
  /** Presign answers carry the URL alone, as far as documented, or the echo and the path too (section 3.2). */
  presign: oneOf('full', 'url'),
  /** How `addData` names its files: a flat list, or a list for each kind of device (section 3.3). */
  files: oneOf('flat', 'groups'),
  /** Creating and adding answer the bare id (section 3.1). */
  bareId: flag,
  /** `listAnnotationSource` answers `{list}` instead of an array (section 3.4). */
  wrapSources: flag,
} as const;

export type CloudModes = Modes<typeof MODES>;
