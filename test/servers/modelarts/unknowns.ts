/**
 * What the documents of ModelArts leave open, decided once and in one place, each with its fact. Where two readings are
 * likely, a mode switches to the other one (`modes.ts`).
 */

/** Most ids of one batch delete (MA-52). */
export const maxIdsPerDeletion = 100;
/** Most samples of one upload (MA-47). */
export const maxUploadsPerCall = 100;
/** Life of a signed `source`, seconds (MA-37). */
export const sourceLinkLifeS = 3600;
/** The largest body under AK/SK (MA-14) and the largest sample when decoded (MA-47), bytes. */
export const maxSignedBodyBytes = 12 * 1024 ** 2;
export const maxSampleBytes = 12 * 1024 ** 2;
/** Samples are listed in the order of their making; `order=desc` turns it round (MA-36). */
export const defaultSampleOrder = 'asc';
/** The words of a sync's status, those of imports (MA-33). */
export const syncStatus = { running: 'RUNNING', done: 'COMPLETED', failed: 'FAILED', none: 'NOT_EXIST' } as const;
/** How many wrong signatures in a row lock an access key, and for how long, milliseconds (MA-15). */
export const failuresUntilLockout = 5;
export const lockoutMs = 5 * 60_000;
/** Length of a token, characters (MA-6). */
export const tokenCharacters = 8000;
/** Longest page of labels (MA-26). */
export const maxLabelsPerPage = 100_000;

/** Which files become samples of a dataset type, by the extension; types that are not listed take any (MA-17). */
const pictureExtensions = ['jpg', 'jpeg', 'png', 'bmp'];
export const extensionsByType: Readonly<Record<number, readonly string[]>> = {
  0: pictureExtensions,
  1: pictureExtensions,
  3: pictureExtensions,
  100: ['txt', 'csv'],
  101: ['txt', 'csv'],
  102: ['txt', 'csv'],
  200: ['wav'],
  201: ['wav'],
  202: ['wav'],
  600: ['mp4'],
};
/** The sample type of a dataset type (MA-16). */
export const sampleTypeByDatasetType: Readonly<Record<number, number>> = {
  0: 0,
  1: 0,
  3: 0,
  100: 1,
  101: 1,
  102: 1,
  200: 2,
  201: 2,
  202: 2,
  400: 4,
  600: 6,
  900: 9,
};
