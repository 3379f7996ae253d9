import { flag, oneOf, whole, words, type Modes } from '../modes';

/** What tests switch. Those that stand for an open question of the reference name its section. */
export const MODES = {
  /** How lists read `offset`: as a count of records, or of pages (section 6.2). */
  offset: oneOf('record', 'page'),
  /** Totals of lists never pass 100 (section 6.1). */
  totalCap: flag,
  /** The second page of samples is empty although more follow. */
  emptyPage: flag,
  /** What a batch delete tells of each id: by position, nothing, or too little (section 7.4). */
  results: oneOf('position', 'missing', 'short'),
  /** How a batch delete fails while a sync runs: inside HTTP 200, or by HTTP 500 (sections 7.4 and 10). */
  busyDelete: oneOf('body', 'status'),
  /** The id of a sample that survives its removal, though success is answered. */
  stubborn: words,
  /** The id of a dataset with open label tasks: it cannot be deleted (section 6.4). */
  openTasks: words,
  /** So many of the next ModelArts calls are refused with 429; `retryAfter` seconds go with it (section 10). */
  throttle: whole,
  retryAfter: whole,
  /** Words of `sample_status`: those of the examples, or the tokens of the field table (section 5). */
  sampleStatus: oneOf('words', 'tokens'),
  /** Samples tell neither name, folder nor size (section 7.1). */
  bareSamples: flag,
  /** Every sync fails. */
  failSync: flag,
  /** Ends every IAM token issued so far. */
  staleTokens: flag,
  /** Length of new IAM tokens, characters (section 3.1). */
  tokenLength: whole,
  /** The region does not offer the old data service (section 1). */
  noService: flag,
} as const;

export type ArtsModes = Modes<typeof MODES>;
