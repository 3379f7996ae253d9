import { bigWhole, flag, oneOf, type Modes as Chosen } from '../../../src/sandbox/modes';

/** What tests may switch; forgotten at a restart, but for files that were bound. */
export const modeReaders = {
  /** `add/dir` refuses -1 with code 404 and wants null for the root (EO-12). */
  nullRoot: flag,
  /** Where a business error shows: in the envelope alone, or in the HTTP status too (EO-5). */
  envelopeStatus: oneOf('body', 'http'),
  /** The upload store is Azure's: it needs `x-ms-blob-type` and answers 201 (EO-21). */
  azure: flag,
  /** Binds the file of this id, so that neither it nor a folder above it can be deleted; `null` frees all. */
  bind: bigWhole,
  /** This id is missing from the answer of a deletion, which is done nevertheless. */
  forgetful: bigWhole,
  /** New ids are above 2^53. */
  bigIds: flag,
  /** The key was refreshed: the one that the sandbox printed is dead. */
  revoked: flag,
};

export type Modes = Chosen<typeof modeReaders>;
