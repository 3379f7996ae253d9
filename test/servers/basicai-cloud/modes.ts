import { bigWhole, flag, oneOf, whole, words, type ModeReader, type Modes } from '../../../src/sandbox/modes';
import type { Window } from './api/limiter';

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

/** What tests switch. Those that stand for an open question name the fact of docs/platforms/basicai-cloud.md. */
export const modeReaders = {
  /** A further key that is accepted. */
  acceptKey: words,
  /** How `code` says success; by itself `ok` in page lists and `OK` elsewhere (CLOUD-2). */
  okCase: oneOf('upper', 'lower'),
  /** Removal of many leaves out unknown ids in silence instead of refusing (CLOUD-30). */
  partialRemove: flag,
  /** The id of an item that survives every removal, though OK is answered. */
  stubborn: bigWhole,
  /** Removed items stay listed until `pace` has passed for each. */
  slowRemove: flag,
  /** `batchDataAnnotationResult` has no form with a slash (CLOUD-19). */
  noSlash: flag,
  /** Seconds of a `Retry-After` beside 429 (CLOUD-5). */
  retryAfter: whole,
  /** The windows of the rate limit, in place of the documented ones. */
  limits: windows,
  /** So many more calls are accepted; the key of the next one is revoked. */
  revokeAfter: whole,
  /** New ids are above 2^53. */
  bigIds: flag,
  /** Presign answers carry the URL alone, as far as documented, or the echo and the path too (CLOUD-22, CLOUD-24). */
  presign: oneOf('full', 'url'),
  /** How `addData` names its files: a flat list, or a list for each kind of device (CLOUD-27). */
  files: oneOf('flat', 'groups'),
  /** Creating and adding answer the bare id (CLOUD-12). */
  bareId: flag,
  /** `listAnnotationSource` answers `{list}` instead of an array (CLOUD-11). */
  wrapSources: flag,
} as const;

export type CloudModes = Modes<typeof modeReaders>;
