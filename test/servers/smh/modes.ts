import { flag, oneOf, type ModeReader, type Modes as Chosen } from '../../../src/sandbox/modes';

const path: ModeReader<string> = (value) => {
  if (typeof value !== 'string') throw new Error('a text is due');
  return value;
};

const incomplete: ModeReader<400 | 404> = (value) => {
  if (value !== 400 && value !== 404) throw new Error('400 or 404 is due');
  return value;
};

/** What tests may switch; forgotten at a restart. Those that stand for an open question name the fact of docs/platforms/smh.md. */
export const modeReaders = {
  /** How the listing of spaces tells its next page, or the older bare array (SMH-13). */
  spaceMarker: oneOf('nextMarker', 'marker', 'array'),
  /** The library has the one space `-` (SMH-1). */
  singleTenant: flag,
  /** An empty page with a further marker comes once in each listing. */
  emptyPage: flag,
  /** The last page repeats its marker. */
  repeatMarker: flag,
  /** Markers are whole numbers, as in old docs (SMH-18). */
  integerMarker: flag,
  /** The library's recycle bin is on. */
  bin: flag,
  /** When a batch runs in the background: from `ASYNC_FROM` items on, never, always (SMH-33). */
  batch: oneOf('auto', 'sync', 'async'),
  /** Directory copies always run in the background. */
  asyncCopy: flag,
  /** Failed items carry no code and no message. */
  bareFailures: flag,
  /** Items of a batch at or below this path fail with 403 NoPermission; empty for none. */
  failing: path,
  /** New task and recycle ids are above 2^53. */
  bigIds: flag,
  /** HTTP status of UploadIncomplete: 400 by the SDK, 404 by the older docs (SMH-26). */
  uploadIncomplete: incomplete,
};

export type Modes = Required<Chosen<typeof modeReaders>>;

export const defaultModes: Modes = {
  spaceMarker: 'nextMarker',
  singleTenant: false,
  emptyPage: false,
  repeatMarker: false,
  integerMarker: false,
  bin: true,
  batch: 'auto',
  asyncCopy: false,
  bareFailures: false,
  failing: '',
  bigIds: false,
  uploadIncomplete: 400,
};
