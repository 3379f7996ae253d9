import { flag, oneOf, whole, words, type Modes } from '../../../src/sandbox/modes';

/** What tests switch. Those that stand for an open question name the fact of docs/platforms/modelarts.md. */
export const modeReaders = {
  /** How lists read `offset`: as a count of records, or of pages (MA-23). */
  offset: oneOf('record', 'page'),
  /** Totals of lists never pass 100 (MA-24). */
  totalCap: flag,
  /** The second page of samples is empty although more follow. */
  emptyPage: flag,
  /** What a batch delete tells of each id: by position, nothing, or too little (MA-51). */
  results: oneOf('position', 'missing', 'short'),
  /** How a batch delete fails while a sync runs: inside HTTP 200, or by HTTP 500 (MA-55). */
  busyDelete: oneOf('body', 'status'),
  /** The id of a sample that survives its removal, though success is answered. */
  stubborn: words,
  /** The id of a dataset with open label tasks: it cannot be deleted (MA-31). */
  openTasks: words,
  /** So many of the next ModelArts calls are refused with 429; `retryAfter` seconds go with it (MA-58). */
  throttle: whole,
  retryAfter: whole,
  /** Words of `sample_status`: those of the examples, or the tokens of the field table (MA-20). */
  sampleStatus: oneOf('words', 'tokens'),
  /** Samples tell neither name, folder nor size (MA-35). */
  bareSamples: flag,
  /** Every sync fails. */
  failSync: flag,
  /** Ends every IAM token issued so far. */
  staleTokens: flag,
  /** Length of new IAM tokens, characters (MA-6). */
  tokenLength: whole,
  /** The region does not offer the old data service (MA-1). */
  noService: flag,
} as const;

export type ArtsModes = Modes<typeof modeReaders>;
