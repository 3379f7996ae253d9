/**
 * What the reference of ModelArts leaves open, decided once and in one place. The number is that of its section; where
 * two readings are likely, a mode switches to the other one (`modes.ts`).
 */

/** 7.4: most ids of one batch delete. */
export const MOST_IDS = 100;
/** 7.3: most samples of one upload. */
export const MOST_UPLOADS = 100;
/** 7.1: life of a signed `source`, seconds. */
export const SOURCE_LIFE = 3600;
/** 4 and 7.3: the largest body under AK/SK and the largest sample when decoded, bytes. */
export const LARGEST_SIGNED_BODY = 12 * 1024 ** 2;
export const LARGEST_SAMPLE = 12 * 1024 ** 2;
/** 7.1: samples are listed in the order of their making; `order=desc` turns it round. */
export const SAMPLE_ORDER = 'asc';
/** 6.4: the words of a sync's status, those of imports (section 9). */
export const SYNC = { running: 'RUNNING', done: 'COMPLETED', failed: 'FAILED', none: 'NOT_EXIST' } as const;
/** 4: how many wrong signatures in a row lock an access key, and for how long, milliseconds. */
export const LOCK_AFTER = 5;
export const LOCK_TIME = 5 * 60_000;
/** 3.1: length of a token, characters. */
export const TOKEN_LENGTH = 8000;
/** 8: longest page of labels. */
export const LONGEST_LABELS = 100_000;

/** 5: which files become samples of a dataset type, by the extension; types that are not listed take any. */
const PICTURES = ['jpg', 'jpeg', 'png', 'bmp'];
export const EXTENSIONS: Readonly<Record<number, readonly string[]>> = {
  0: PICTURES,
  1: PICTURES,
  3: PICTURES,
  100: ['txt', 'csv'],
  101: ['txt', 'csv'],
  102: ['txt', 'csv'],
  200: ['wav'],
  201: ['wav'],
  202: ['wav'],
  600: ['mp4'],
};
/** 5: the sample type of a dataset type. */
export const SAMPLE_TYPES: Readonly<Record<number, number>> = {
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
